// The fields of the selected element in the designer.

import { byFamily } from "../catalogue.js";
import { build, byId } from "../dom.js";
import { t } from "../language.js";

const PLACE = { left: "Left", top: "Top", width: "Width", height: "Height", length: "Length", thickness: "Thickness" };
const NUMBERS = {
  text: ["left", "top", "width", "height"],
  barcode: ["left", "top", "width", "height"],
  picture: ["left", "top", "width", "height"],
  box: ["left", "top", "width", "height", "thickness"],
  line: ["left", "top", "length", "thickness"],
};
const ALIGN = { left: "Left", center: "Middle", right: "Right" };

const place = byId("many-properties");
let owner = null;
let groups = []; // of symbologies
let shown = null;

// *given* has change(values), remove(), order(step) and columns().
export function start(given) {
  owner = given;
}

export function offer(symbologies) {
  groups = byFamily(symbologies);
}

export const focus = () => place.querySelector("textarea, input, select")?.focus();

// Shows *element*, or how to begin if it is null.
export function show(element) {
  shown = element;
  if (!element) {
    place.replaceChildren(build("p", { className: "hint", textContent: t("Select an element to change it, or add one. Arrow keys move it, with Shift they resize it.") }));
    return;
  }
  const { type } = element;
  place.replaceChildren(
    ...(type === "text" ? [pattern("text", "Text", element.text), build("div", { className: "numbers three" }, size(), align(), turn())] : []),
    ...(type === "barcode" ? [format(), pattern("data", "What it says", element.data ?? "", t("the barcode of the row")), ...(element.format === "qr" ? [looks()] : [])] : []),
    ...(type === "line" ? [choice("direction", "Direction", { horizontal: "Across", vertical: "Down" }, element.direction ?? "horizontal")] : []),
    ...(type === "box" ? [choice("fill", "Look", { "": "Frame", true: "Black" }, element.fill ? "true" : "", (value) => ({ fill: value ? true : undefined }))] : []),
    build("div", { className: "numbers four" }, ...NUMBERS[type].map(number)),
    build(
      "div",
      { className: "actions" },
      build("button", { type: "button", textContent: t("Forward"), onclick: () => owner.order(1) }),
      build("button", { type: "button", textContent: t("Back"), onclick: () => owner.order(-1) }),
      build("button", { type: "button", textContent: t("Delete"), onclick: () => owner.remove() }),
    ),
  );
}

const field = (id, text, control, ...more) => {
  control.id = `many-of-${id}`;
  return build("div", { className: "field" }, build("label", { for: control.id, textContent: t(text) }), control, ...more);
};

// A text with columns in braces, and a button for each column.
function pattern(name, text, value, placeholder = "") {
  const area = build("textarea", { rows: 2, value, placeholder, spellcheck: false });
  const change = () => owner.change({ [name]: name === "text" ? area.value || " " : area.value });
  area.addEventListener("input", change);
  const chips = owner.columns().map((column) =>
    build("button", {
      type: "button",
      textContent: `{${column}}`,
      onclick() {
        area.setRangeText(`{${column}}`, area.selectionStart, area.selectionEnd, "end");
        change();
        area.focus();
      },
    }),
  );
  return field(name, text, area, build("div", { className: "chips", role: "group", "aria-label": t("Insert a column") }, ...chips));
}

function size() {
  const input = build("input", { inputMode: "decimal", value: shown.font_size ?? 9 });
  input.addEventListener("input", () => setNumber("font_size", input));
  return field("font_size", "Size (pt)", input);
}

// The look of a QR Code. An empty value is that of plain modules.
const LOOKS = {
  module_style: ["Squares", { "": "square", rounded: "rounded", dots: "dots" }],
  finder_style: ["Corners", { "": "square", rounded: "rounded", circle: "circle" }],
};

const looks = () =>
  build(
    "div",
    { className: "numbers" },
    ...Object.entries(LOOKS).map(([name, [text, values]]) =>
      choice(name, text, values, shown.options?.[name] ?? "", (value) => {
        shown = { ...shown, options: { ...shown.options, [name]: value || undefined } };
        return { options: shown.options };
      }),
    ),
  );

const turn = () =>
  choice("rotate", "Rotation", { "": "0°", 90: "90°", 180: "180°", 270: "270°" }, shown.rotate ? String(shown.rotate) : "", (value) => ({ rotate: value ? Number(value) : undefined }));

const align = () => choice("align", "Alignment", ALIGN, shown.align ?? "left");

function choice(name, text, options, value, values = (chosen) => ({ [name]: chosen })) {
  const select = build("select", {}, ...Object.entries(options).map(([id, label]) => build("option", { value: id, textContent: t(label) })));
  select.value = value;
  select.addEventListener("change", () => owner.change(values(select.value)));
  return field(name, text, select);
}

function format() {
  const select = build(
    "select",
    {},
    build("option", { value: "", textContent: t("That of the row") }),
    ...groups.map(({ title, members }) => build("optgroup", { label: title }, ...members.map((each) => build("option", { value: each.id, textContent: each.title })))),
  );
  select.value = shown.format ?? "";
  select.addEventListener("change", () => {
    // A barcode of its own needs data; without a format it is that of the row.
    const data = select.value ? shown.data || "{data}" : undefined;
    owner.change({ format: select.value || undefined, data });
    show({ ...shown, format: select.value || undefined, data });
    byId("many-of-format").focus();
  });
  return field("format", "Barcode", select);
}

function setNumber(name, input) {
  const value = Number(input.value.trim().replace(",", "."));
  const isValid = input.value.trim() !== "" && Number.isFinite(value) && value >= 0;
  input.setAttribute("aria-invalid", String(!isValid));
  if (isValid) owner.change({ [name]: value });
}

function number(name) {
  const input = build("input", { inputMode: "decimal", value: shown[name] ?? (name === "thickness" ? 0.3 : 0) });
  input.addEventListener("input", () => setNumber(name, input));
  return field(name, PLACE[name], input);
}

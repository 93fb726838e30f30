// Fields for the options of a symbology, built from its JSON Schema: a new option of the server
// appears here without a change of the page.

import { build, byId, choices } from "./dom.js";
import { field } from "./fields.js";

// Groups and labels of the options. An option unknown to these tables appears in the first group under
// its own name.
const GROUPS = [
  { title: "This barcode", names: [] },
  { title: "Size", names: ["width", "height", "scale", "module_width", "module_height", "quiet_zone", "dpi", "rotate"] },
  { title: "Text", names: ["show_text", "text_content", "text_position", "wrap_text", "center_text", "font_size", "text_distance"] },
  { title: "Colours", names: ["foreground", "background", "light_on_dark"] },
  { title: "Check", names: ["verify"] },
];

const LABELS = {
  width: ["Width", "px"],
  height: ["Height", "px"],
  scale: ["Module", "px"],
  module_width: ["Narrowest bar", "mm"],
  module_height: ["Bar height", "mm"],
  quiet_zone: ["Quiet zone", "mm"],
  dpi: ["Resolution", "dpi"],
  rotate: ["Rotation", "°"],
  show_text: ["Show text"],
  text_content: ["Text"],
  text_position: ["Place of the text"],
  wrap_text: ["Break the text into lines"],
  center_text: ["Centre the text"],
  font_size: ["Text size", "pt"],
  text_distance: ["Gap to the text", "mm"],
  foreground: ["Bars"],
  background: ["Background"],
  light_on_dark: ["Allow light on dark"],
  add_checksum: ["Add a check character"],
  no_checksum: ["Omit the check character"],
  guardbar: ["Long guard bars"],
  light_margin_mark: ["Light margin marks"],
  bearer_bars: ["Bearer bars"],
  swiss_cross: ["Swiss cross"],
  ecc: ["Error correction"],
  addon: ["Add-on"],
  verify: ["Read it back"],
};

// The server accepts sizes in px; the page also accepts mm of the printed picture.
const SIZES = ["width", "height"];
const UNITS = [
  { id: "px", label: "px" },
  { id: "mm", label: "mm" },
];
const MM_PER_INCH = 25.4;
const DEFAULT_DPI = 200;

let unit = UNITS[0].id;
let millimetres = {}; // as typed, to keep them if the resolution changes

const ELSEWHERE = new Set(["data", "format", "image_format"]);

function label(name) {
  const [text, unit] = LABELS[name] ?? [];
  return { text: text ?? name[0].toUpperCase() + name.slice(1).replaceAll("_", " "), unit };
}

// Shows the fields of *schema* with *values*. Each edit calls *change(name, value)*; an empty value
// stands for the server's default.
export function show(schema, values, change) {
  const names = Object.keys(schema.properties).filter((name) => !ELSEWHERE.has(name));
  const placed = new Set(GROUPS.flatMap((group) => group.names));
  const own = names.filter((name) => !placed.has(name));
  const open = new Set([...byId("options").querySelectorAll("details[open]")].map((each) => each.id));
  const groups = GROUPS.map(({ title, names: known }) => ({
    title,
    names: title === GROUPS[0].title ? own : known.filter((name) => names.includes(name)),
  })).filter((group) => group.names.length);
  const refresh = () => show(schema, values, change);
  byId("options").replaceChildren(
    ...groups.map(({ title, names: members }) => {
      const id = `options-${title.replace(/\W+/g, "-").toLowerCase()}`;
      const set = members.filter((name) => values[name] !== undefined).length;
      return build(
        "details",
        { id, open: open.size ? open.has(id) : title === "Size" || set > 0 },
        build("summary", {}, title, build("span", { className: "count", textContent: set ? `${set} set` : "" })),
        ...(members.some((name) => SIZES.includes(name)) ? [unitChoice(refresh)] : []),
        build("div", { className: "option-grid" }, ...members.map((name) => option(name, schema.properties[name], values, change))),
      );
    }),
  );
}

function unitChoice(refresh) {
  const group = build("div", { className: "chips units", role: "group", "aria-label": "Width and height in" });
  const press = choices(group, UNITS, (id) => {
    unit = id;
    millimetres = {};
    refresh();
    byId("options").querySelector(".units [aria-pressed=true]").focus();
  });
  press(unit);
  return group;
}

function option(name, property, values, change) {
  const sized = unit === "mm" && SIZES.includes(name);
  const perMm = () => (Number(values.dpi) || DEFAULT_DPI) / MM_PER_INCH;
  return field({
    id: `option-${name}`,
    name,
    ...label(name),
    ...(sized ? { unit: "mm" } : {}),
    property: sized ? inMm(property) : property,
    value: (sized ? inUnit(name, values[name], perMm()) : values[name]) ?? "",
    change(value) {
      if (sized) millimetres[name] = value;
      change(name, sized ? pixels(value, perMm()) : value);
      if (name === "dpi" && unit === "mm") resize(values, perMm(), change);
      count(byId(`option-${name}`).closest("details"));
    },
  });
}

function inUnit(name, px, perMm) {
  const typed = millimetres[name];
  if (!px || (typed && pixels(typed, perMm) === px)) return px && typed;
  return Number.isFinite(Number(px)) ? String(Number((px / perMm).toFixed(1))) : px;
}

const inMm = ({ description, ...property }) => ({
  ...property,
  description: `${description} In mm of the printed picture, converted to px with the resolution.`,
});

// Text that is not a number goes to the server unchanged, and the server reports the problem.
function pixels(text, perMm) {
  const mm = Number(text.replace(",", "."));
  return text.trim() && Number.isFinite(mm) ? String(Math.round(mm * perMm)) : text;
}

function resize(values, perMm, change) {
  for (const name of SIZES) {
    if (millimetres[name] && values[name]) change(name, pixels(millimetres[name], perMm));
  }
}

function count(details) {
  const set = [...details.querySelectorAll("[data-option]")].filter((input) => input.value !== "").length;
  details.querySelector(".count").textContent = set ? `${set} set` : "";
}

// Fields for the options of a symbology, made of its JSON Schema: an option that the server gains
// tomorrow stands here tomorrow.

import { build, byId, choices } from "./dom.js";
import { field } from "./fields.js";

// Where an option stands and how it is called here; one unknown to this table goes to the first
// group under its own name.
const GROUPS = [
  { title: "This barcode", names: [] },
  { title: "Size", names: ["width", "height", "scale", "module_width", "module_height", "quiet_zone", "dpi", "rotate"] },
  { title: "Text", names: ["show_text", "text_content", "center_text", "font_size", "text_distance"] },
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
  rotate: ["Turn", "°"],
  show_text: ["Show text"],
  text_content: ["Text"],
  center_text: ["Centre the text"],
  font_size: ["Text size", "pt"],
  text_distance: ["Gap to the text", "mm"],
  foreground: ["Bars"],
  background: ["Background"],
  light_on_dark: ["Allow light on dark"],
  add_checksum: ["Add a check character"],
  no_checksum: ["Leave the check character out"],
  guardbar: ["Guard bars"],
  ecc: ["Error correction"],
  addon: ["Add-on"],
  verify: ["Read it back"],
};

// The server takes the size in px; here it may be given in mm of the printed picture instead.
const SIZES = ["width", "height"];
const UNITS = [
  { id: "px", label: "px" },
  { id: "mm", label: "mm" },
];
const MM_PER_INCH = 25.4;
const USUAL_DPI = 200;

let unit = UNITS[0].id;
let millimetres = {}; // as they were typed, to keep them when the resolution changes

const ELSEWHERE = new Set(["data", "format", "image_format"]);

function label(name) {
  const [text, unit] = LABELS[name] ?? [];
  return { text: text ?? name[0].toUpperCase() + name.slice(1).replaceAll("_", " "), unit };
}

// Show the fields of *schema* with *values* in them; call *change(name, value)* for each edit, where
// an empty value means: as the server would have it.
export function show(schema, values, change) {
  const names = Object.keys(schema.properties).filter((name) => !ELSEWHERE.has(name));
  const placed = new Set(GROUPS.flatMap((group) => group.names));
  const own = names.filter((name) => !placed.has(name));
  const open = new Set([...byId("options").querySelectorAll("details[open]")].map((each) => each.id));
  const groups = GROUPS.map(({ title, names: known }) => ({
    title,
    names: title === GROUPS[0].title ? own : known.filter((name) => names.includes(name)),
  })).filter((group) => group.names.length);
  const again = () => show(schema, values, change);
  byId("options").replaceChildren(
    ...groups.map(({ title, names: members }, at) => {
      const id = `options-${title.replace(/\W+/g, "-").toLowerCase()}`;
      const set = members.filter((name) => values[name] !== undefined).length;
      return build(
        "details",
        { id, open: open.size ? open.has(id) : at === 0 || set > 0 },
        build("summary", {}, title, build("span", { className: "count", textContent: set ? `${set} set` : "" })),
        ...(members.some((name) => SIZES.includes(name)) ? [unitChoice(again)] : []),
        build("div", { className: "option-grid" }, ...members.map((name) => option(name, schema.properties[name], values, change))),
      );
    }),
  );
}

function unitChoice(again) {
  const group = build("div", { className: "chips units", role: "group", "aria-label": "Width and height in" });
  const press = choices(group, UNITS, (id) => {
    unit = id;
    millimetres = {};
    again();
    byId("options").querySelector(".units [aria-pressed=true]").focus();
  });
  press(unit);
  return group;
}

function option(name, property, values, change) {
  const sized = unit === "mm" && SIZES.includes(name);
  const perMm = () => (Number(values.dpi) || USUAL_DPI) / MM_PER_INCH;
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
  description: `${description} Given in mm of the print, it is as many px as these are at the resolution.`,
});

// What is no length goes to the server as it is, which says what is wrong with it.
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

// Fields for the options of a symbology, made of its JSON Schema: an option that the server gains
// tomorrow stands here tomorrow.

import { build, byId } from "./dom.js";

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

const ELSEWHERE = new Set(["data", "format", "image_format"]);
const COLOURS = new Set(["foreground", "background"]);

export function label(name) {
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
  byId("options").replaceChildren(
    ...groups.map(({ title, names: members }, at) => {
      const id = `options-${title.replace(/\W+/g, "-").toLowerCase()}`;
      const set = members.filter((name) => values[name] !== undefined).length;
      return build(
        "details",
        { id, open: open.size ? open.has(id) : at === 0 || set > 0 },
        build("summary", {}, title, build("span", { className: "count", textContent: set ? `${set} set` : "" })),
        build("div", { className: "option-grid" }, ...members.map((name) => field(name, schema.properties[name], values, change))),
      );
    }),
  );
}

function field(name, property, values, change) {
  const { text, unit } = label(name);
  const id = `option-${name}`;
  const control = controlFor(name, property, values[name] ?? "", (value) => {
    change(name, value);
    count(control.closest("details"));
  });
  const input = control.matches("input, select") ? control : control.querySelector("input:not([type=color])");
  input.id = id;
  input.dataset.option = name;
  input.setAttribute("aria-describedby", `${id}-problem ${id}-hint`);
  return build(
    "div",
    { className: "field", "data-field": name },
    build("label", { for: id }, text, ...(unit ? [" ", build("span", { className: "unit", textContent: unit })] : [])),
    control,
    build("p", { className: "problem", id: `${id}-problem`, hidden: true }),
    build("p", { className: "hint", id: `${id}-hint`, textContent: property.description ?? "" }),
  );
}

function count(details) {
  const set = [...details.querySelectorAll("[data-option]")].filter((input) => input.value !== "").length;
  details.querySelector(".count").textContent = set ? `${set} set` : "";
}

function controlFor(name, property, value, change) {
  if (property.type === "boolean") return select([["", usual(property)], ["true", "Yes"], ["false", "No"]], value, change);
  if (property.enum) return select([["", usual(property)], ...property.enum.map((each) => [String(each), String(each)])], value, change);
  if (COLOURS.has(name)) return colour(name, property, value, change);
  return text(property, value, change);
}

function usual(property) {
  if (property.default === undefined || property.default === null) return "Auto";
  const worded = { true: "Yes", false: "No" }[property.default] ?? property.default;
  return `Auto: ${worded.toString().toLowerCase()}`;
}

function select(items, value, change) {
  const control = build("select", {}, ...items.map(([id, name]) => build("option", { value: id, textContent: name })));
  control.value = value;
  control.addEventListener("change", () => change(control.value));
  return control;
}

function text(property, value, change) {
  const numeric = property.type === "integer" || property.type === "number";
  const control = build("input", {
    type: "text",
    inputMode: numeric ? (property.type === "integer" ? "numeric" : "decimal") : "text",
    value,
    placeholder: numeric ? "auto" : hint(property),
    autocomplete: "off",
    spellcheck: false,
  });
  control.addEventListener("input", () => change(control.value));
  return control;
}

function hint({ examples: [example] = [] }) {
  return example === undefined ? "auto" : `such as ${example}`;
}

function colour(name, property, value, change) {
  const words = text(property, value, change);
  const swatch = build("input", { type: "color", "aria-label": `${label(name).text}: choose` });
  const match = () => {
    swatch.value = /^#[0-9a-f]{6}$/i.test(words.value) ? words.value : name === "background" ? "#ffffff" : "#000000";
  };
  match();
  words.addEventListener("input", match);
  swatch.addEventListener("input", () => {
    words.value = swatch.value;
    change(words.value);
  });
  return build("div", { className: "colour" }, swatch, words);
}

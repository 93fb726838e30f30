// A field made of a JSON Schema: its control, what is wrong with it, and what it means.

import { build } from "./dom.js";

const COLOURS = new Set(["foreground", "background"]);

// Build the field of *name*, with the id *id*; *change(value)* is called for each edit, where an empty
// value means: as the server would have it.
export function field({ id, name, text, unit, property, value, change }) {
  const control = controlFor({ name, text, property, value }, change);
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

function controlFor({ name, text, property, value }, change) {
  if (property.type === "boolean") return select([["", usual(property)], ["true", "Yes"], ["false", "No"]], value, change);
  if (property.enum) return select([["", usual(property)], ...property.enum.map((each) => [String(each), String(each)])], value, change);
  if (COLOURS.has(name)) return colour(name, text, property, value, change);
  return entry(property, value, change);
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

function entry(property, value, change) {
  const numeric = property.type === "integer" || property.type === "number";
  const control = build("input", {
    type: "text",
    inputMode: numeric ? (property.type === "integer" ? "numeric" : "decimal") : "text",
    value,
    placeholder: numeric ? (property.default ?? "auto") : hint(property),
    autocomplete: "off",
    spellcheck: false,
  });
  control.addEventListener("input", () => change(control.value));
  return control;
}

function hint({ examples: [example] = [] }) {
  return example === undefined ? "auto" : `such as ${example}`;
}

function colour(name, text, property, value, change) {
  const words = entry(property, value, change);
  const swatch = build("input", { type: "color", "aria-label": `${text}: choose` });
  const match = () => {
    swatch.value = hex(words.value) || (name === "background" ? "#ffffff" : "#000000");
  };
  match();
  words.addEventListener("input", match);
  swatch.addEventListener("input", () => {
    words.value = swatch.value;
    change(words.value);
  });
  return build("div", { className: "colour" }, swatch, words);
}

// What a browser makes of a colour's name; empty where it knows none, or one that can be seen through.
function hex(text) {
  const context = document.createElement("canvas").getContext("2d");
  const [first, second] = ["#000000", "#ffffff"].map((before) => {
    context.fillStyle = before;
    context.fillStyle = text; // of what is no colour nothing becomes
    return context.fillStyle;
  });
  return first === second && first.startsWith("#") ? first : "";
}

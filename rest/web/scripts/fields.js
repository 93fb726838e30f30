// A form field for a JSON Schema: its label, control, problem and description.

import { build } from "./dom.js";
import { t } from "./language.js";

const COLOURS = new Set(["foreground", "background", "gradient"]);

// Builds the field of *name*, with the id *id*. Each edit calls *change(value)*; an empty value stands
// for the server's default.
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
    build("p", { className: "hint", id: `${id}-hint`, textContent: t(property.description ?? "") }),
  );
}

function controlFor({ name, text, property, value }, change) {
  if (property.type === "boolean") return select([["", defaultLabel(property)], ["true", t("Yes")], ["false", t("No")]], value, change);
  if (property.enum) return select([["", defaultLabel(property)], ...property.enum.map((each) => [String(each), t(String(each))])], value, change);
  if (name === "logo") return picture(value, change);
  if (COLOURS.has(name)) return colour(name, text, property, value, change);
  return entry(property, value, change);
}

function defaultLabel(property) {
  if (property.default === undefined || property.default === null) return t("Auto");
  const value = { true: "yes", false: "no" }[property.default] ?? property.default;
  return t("Auto: {value}", { value: t(value.toString().toLowerCase()) });
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
    placeholder: numeric ? (property.default ?? t("auto")) : hint(property),
    autocomplete: "off",
    spellcheck: false,
  });
  control.addEventListener("input", () => change(control.value));
  return control;
}

function hint({ examples: [example] = [] }) {
  return example === undefined ? t("auto") : t("for example {example}", { example });
}

// A picture is reduced here, so that a request is short, and becomes a PNG whatever its type was.
const PICTURE_PX = 200;

function picture(value, change) {
  const input = build("input", { type: "file", accept: "image/*" });
  // The browser's own button has the language of the browser.
  const name = build("span", { className: "name" });
  const remove = build("button", { type: "button", textContent: t("Remove the picture"), hidden: !value });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    input.setCustomValidity("");
    try {
      const content = await reduced(file);
      if (input.files[0] !== file) return; // another one was chosen, or it was removed
      change(content);
      name.textContent = file.name;
      remove.hidden = false;
    } catch {
      input.setCustomValidity(t("This file is no picture."));
      input.reportValidity();
    }
  });
  remove.addEventListener("click", () => {
    input.value = "";
    name.textContent = "";
    remove.hidden = true;
    change("");
    input.focus();
  });
  const button = build("label", { className: "button file" }, t("Choose a picture…"), input);
  return build("div", { className: "picture-field" }, button, name, remove);
}

async function reduced(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  URL.revokeObjectURL(image.src);
  // A drawing without a size of its own has none here.
  const [width, height] = [image.naturalWidth || PICTURE_PX, image.naturalHeight || PICTURE_PX];
  const scale = Math.min(1, PICTURE_PX / Math.max(width, height)) * (file.type.includes("svg") ? PICTURE_PX / Math.min(PICTURE_PX, Math.max(width, height)) : 1);
  const canvas = build("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").split(",")[1];
}

function colour(name, text, property, value, change) {
  const input = entry(property, value, change);
  const swatch = build("input", { type: "color", "aria-label": t("{name}: choose", { name: text }) });
  const match = () => {
    swatch.value = hex(input.value) || (name === "background" ? "#ffffff" : "#000000");
  };
  match();
  input.addEventListener("input", match);
  swatch.addEventListener("input", () => {
    input.value = swatch.value;
    change(input.value);
  });
  return build("div", { className: "colour" }, swatch, input);
}

// Returns the browser's value of a colour name; empty if it is unknown or transparent.
function hex(text) {
  const context = document.createElement("canvas").getContext("2d");
  const [first, second] = ["#000000", "#ffffff"].map((before) => {
    context.fillStyle = before;
    context.fillStyle = text; // ignored if it is not a colour
    return context.fillStyle;
  });
  return first === second && first.startsWith("#") ? first : "";
}

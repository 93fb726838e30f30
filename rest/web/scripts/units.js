// The unit of all sizes: px, mm or in. The server takes the picture's size and a module in px, and
// other lengths in mm; a resolution converts between them.

import * as storage from "./storage.js";

export const UNITS = ["px", "mm", "in"];
const MM = { mm: 1, in: 25.4 };
const MM_PER_INCH = 25.4;
const PRINT_DPI = "300"; // set with the first length in mm or in, if none is set
const SCREEN_DPI = 200; // the server's, if none is set

const IN_PX = ["width", "height", "scale"];
const IN_MM = ["module_width", "module_height", "quiet_zone", "text_distance", "bar_width_reduction"];

let unit = storage.get("unit", UNITS[0]);
let texts = {}; // lengths as typed, to keep them if the resolution changes

export const current = () => unit;
export const isLength = (name) => IN_PX.includes(name) || IN_MM.includes(name);

// A module is set in px by one option and in mm by another: one of them is offered.
export function isOffered(name, values) {
  if (name === "scale") return "scale" in values || (unit === "px" && !("module_width" in values));
  if (name === "module_width") return "module_width" in values || unit !== "px";
  return true;
}

const number = (text) => Number(text.trim().replace(",", "."));
const isNumber = (text) => text.trim() !== "" && Number.isFinite(number(text));
const dpiOf = (values) => Number(values.dpi) || SCREEN_DPI;
const text = (value, digits) => String(Number(value.toFixed(digits)));

// Returns the value of the option *name* in the server's unit. Text that is not a number goes to the
// server unchanged, and the server reports the problem.
function toServer(name, typedText, dpi) {
  if (!isNumber(typedText)) return typedText;
  const value = number(typedText);
  const isPx = IN_PX.includes(name);
  if (unit === "px") return isPx ? typedText : text((value * MM_PER_INCH) / dpi, 4);
  const mm = value * MM[unit];
  return isPx ? String(Math.round((mm * dpi) / MM_PER_INCH)) : text(mm, 4);
}

function fromServer(name, stored, dpi) {
  if (!isNumber(stored)) return stored;
  const isPx = IN_PX.includes(name);
  if (unit === "px") return isPx ? stored : text((number(stored) * dpi) / MM_PER_INCH, 1);
  const mm = isPx ? (number(stored) * MM_PER_INCH) / dpi : number(stored);
  return text(mm / MM[unit], unit === "mm" ? 2 : 3);
}

// Returns the text of the field of the option *name*.
export function shown(name, values) {
  const stored = values[name];
  if (stored === undefined) return undefined;
  const dpi = dpiOf(values);
  return texts[name] !== undefined && toServer(name, texts[name], dpi) === stored ? texts[name] : fromServer(name, stored, dpi);
}

// Returns the options that change when *typedText* is typed into the field of the option *name*.
export function typed(name, typedText, values) {
  texts[name] = typedText;
  const isPrinted = unit !== "px" && typedText !== "" && !values.dpi;
  const dpi = isPrinted ? PRINT_DPI : dpiOf(values);
  return { ...(isPrinted ? { dpi: PRINT_DPI } : {}), [name]: toServer(name, typedText, dpi) };
}

// Returns the options that change with the resolution, since their lengths stay as they were typed.
export function converted(values) {
  const own = Object.keys(texts).filter((name) => values[name] !== undefined && IN_PX.includes(name) !== (unit === "px"));
  return Object.fromEntries(own.map((name) => [name, toServer(name, texts[name], dpiOf(values))]));
}

// Selects the unit *id*, and returns the options that change: the printed sizes stay.
export function choose(id, values) {
  unit = id;
  texts = {};
  storage.set("unit", id);
  const hasLengths = Object.keys(values).some(isLength);
  return id !== "px" && hasLengths && !values.dpi ? { dpi: String(SCREEN_DPI) } : {};
}

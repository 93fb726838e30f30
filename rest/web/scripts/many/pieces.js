// The elements of a label in the designer: areas over the drawn label, which are moved and resized with
// the pointer or the arrow keys. Lengths are in mm.

import { build, byId } from "../dom.js";
import { t } from "../language.js";

const STEP = 0.5; // mm; the grid of the pointer, and an arrow key
const SMALLEST = 1;
const NAMES = { text: "Text", barcode: "Barcode", line: "Line", box: "Box", picture: "Picture" };

const canvas = byId("many-canvas");
let owner = null;
let label = null; // the document
let areas = [];

// *given* has select(index), place(index, values) and remove(index).
export function start(given) {
  owner = given;
  canvas.addEventListener("pointerdown", (event) => event.target === canvas && owner.select(-1));
}

export function show(document, selected) {
  label = document;
  const { width, height } = document.size;
  canvas.style.setProperty("--shape", String(width / height));
  const focused = areas.indexOf(globalThis.document.activeElement);
  while (areas.length > document.elements.length) areas.pop().remove();
  document.elements.forEach((element, at) => {
    const area = (areas[at] ??= make(at));
    const [left, top, wide, high] = extent(element);
    Object.assign(area.style, { left: percent(left, width), top: percent(top, height), width: percent(wide, width), height: percent(high, height) });
    area.className = `piece ${element.type}${at === selected ? " selected" : ""}`;
    area.setAttribute("aria-label", describe(element));
    area.setAttribute("aria-pressed", String(at === selected));
  });
  if (focused >= 0) (areas[focused] ?? canvas).focus();
}

export function mark(places) {
  areas.forEach((area, at) => area.classList.toggle("wrong", places.includes(at)));
}

const percent = (length, whole) => `${(100 * length) / whole}%`;

export function extent(element) {
  if (element.type !== "line") return [element.left, element.top, element.width, element.height];
  const thickness = element.thickness ?? 0.3;
  return element.direction === "vertical" ? [element.left, element.top, thickness, element.length] : [element.left, element.top, element.length, thickness];
}

const describe = (element) => [t(NAMES[element.type] ?? element.type), element.text ?? element.data ?? ""].filter(Boolean).join(": ");

function make(at) {
  const area = build("button", { type: "button" }, build("span", { className: "handle", "aria-hidden": "true" }));
  area.addEventListener("pointerdown", (event) => drag(event, at));
  area.addEventListener("focus", () => owner.select(at));
  area.addEventListener("click", () => owner.select(at));
  area.addEventListener("keydown", (event) => key(event, at));
  canvas.append(area);
  return area;
}

const snapped = (value) => Math.round(value / STEP) * STEP;
const tidy = (value) => Number(value.toFixed(2));

// Returns the values of *element* if it is moved or resized by *dx* and *dy*, within the label.
function changed(element, dx, dy, resize) {
  const { width, height } = label.size;
  const [left, top, wide, high] = extent(element);
  if (!resize) {
    const within = (value, most) => tidy(Math.max(0, Math.min(Math.max(0, most), value)));
    return { left: within(left + dx, width - wide), top: within(top + dy, height - high) };
  }
  const size = (value, most) => tidy(Math.max(SMALLEST, Math.min(most, value)));
  if (element.type === "line") return { length: element.direction === "vertical" ? size(high + dy, height - top) : size(wide + dx, width - left) };
  return { width: size(wide + dx, width - left), height: size(high + dy, height - top) };
}

function drag(event, at) {
  if (event.button) return;
  owner.select(at);
  const area = areas[at];
  const resize = event.target.classList.contains("handle");
  const element = structuredClone(label.elements[at]);
  const box = canvas.getBoundingClientRect();
  const scale = label.size.width / box.width;
  let values = null;
  area.setPointerCapture(event.pointerId);
  const move = ({ clientX, clientY }) => {
    const dx = snapped((clientX - event.clientX) * scale);
    const dy = snapped((clientY - event.clientY) * scale);
    if (!values && !dx && !dy) return;
    values = changed(element, dx, dy, resize);
    const [left, top, wide, high] = extent({ ...element, ...values });
    const { width, height } = label.size;
    Object.assign(area.style, { left: percent(left, width), top: percent(top, height), width: percent(wide, width), height: percent(high, height) });
  };
  const end = () => {
    area.removeEventListener("pointermove", move);
    if (values) owner.place(at, values);
  };
  area.addEventListener("pointermove", move);
  area.addEventListener("pointerup", end, { once: true });
  area.addEventListener("pointercancel", () => area.removeEventListener("pointermove", move), { once: true });
}

function key(event, at) {
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    owner.remove(at);
    return;
  }
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
  if (!dx && !dy) return;
  event.preventDefault();
  const step = event.ctrlKey || event.metaKey ? STEP * 10 : STEP;
  owner.place(at, changed(label.elements[at], dx * step, dy * step, event.shiftKey));
}

// A small picture of a label template: where its barcodes, texts and lines are, without what they say.

const SVG = "http://www.w3.org/2000/svg";
const ANY_SIZE = { width: 60, height: 36 }; // mm, of a template for labels of any size
const MAX_SHAPE = 3; // a longer label is drawn in the middle of this width to height
const SQUARE = /qr|matrix|aztec|maxicode|dotcode|han_xin|grid/;
// Widths of bars and spaces, in no symbology.
const BARS = [2, 1, 1, 2, 3, 1, 1, 1, 2, 2, 1, 3, 1, 2, 1, 1, 3, 1, 2, 1, 1, 2];
const TEXT_SHARE = 0.45; // of the height of a line that its letters fill

// Returns an SVG element of a label with *elements*, which are those of a template.
export function picture({ width, height }, elements) {
  const size = width && height ? { width, height } : ANY_SIZE;
  const high = Math.max(size.height, size.width / MAX_SHAPE);
  const svg = part("svg", { viewBox: `0 ${(size.height - high) / 2} ${size.width} ${high}`, "aria-hidden": "true", class: "outline" });
  svg.append(part("rect", { class: "label-edge", width: size.width, height: size.height, rx: 1.5 }));
  for (const element of elements) svg.append(...shapes(element));
  return svg;
}

function part(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

const rect = (x, y, width, height, name = "ink") => part("rect", { x, y, width: Math.max(width, 0.1), height: Math.max(height, 0.1), class: name });

function shapes({ type, left = 0, top = 0, width = 0, height = 0, length = 0, thickness = 0.3, direction, format = "", font_size: points = 9, align = "left" }) {
  if (type === "barcode") return SQUARE.test(format) || (!format && width < 1.4 * height) ? matrix(left, top, width, height) : bars(left, top, width, height);
  if (type === "text") return [line(left, top, width, height, points, align)];
  if (type === "line") return [direction === "vertical" ? rect(left, top, thickness, length) : rect(left, top, length, thickness)];
  return [rect(left, top, width, height, type === "picture" ? "soft" : "frame")];
}

function bars(left, top, width, height) {
  const module = width / BARS.reduce((sum, each) => sum + each, 0);
  let at = left;
  return BARS.flatMap((wide, index) => {
    const bar = index % 2 ? [] : [rect(at, top, wide * module, height)];
    at += wide * module;
    return bar;
  });
}

// Three finder patterns and a few modules.
function matrix(left, top, width, height) {
  const side = Math.min(width, height);
  const module = side / 9;
  const [x, y] = [left + (width - side) / 2, top + (height - side) / 2];
  const cell = (across, down, size) => rect(x + across * module, y + down * module, size * module, size * module);
  const modules = [[4, 0], [4, 2], [5, 1], [0, 4], [2, 4], [4, 4], [6, 4], [8, 5], [5, 6], [7, 7], [4, 8], [6, 8], [8, 8], [3, 5], [5, 5]];
  return [cell(0, 0, 3), cell(6, 0, 3), cell(0, 6, 3), ...modules.map(([across, down]) => cell(across, down, 1))];
}

function line(left, top, width, height, points, align) {
  const high = Math.min(height, (points * 25.4) / 72) * TEXT_SHARE;
  const long = width * 0.7;
  const start = { left: 0, center: (width - long) / 2, right: width - long }[align] ?? 0;
  return rect(left + start, top + high / 2, long, high, "soft");
}

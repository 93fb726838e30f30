// The preview: the drawing of the server, its printed size, and the result of reading it back.

import { build, byId } from "./dom.js";
import { current as locale, t } from "./language.js";

const stage = byId("stage");
const image = byId("picture");
const MAX_ZOOM = 8;
const BEAM_DELAY_MS = 450;
const MAX_CHARACTERS = 160;
const MM_PER_INCH = 25.4;
const CSS_DPI = 96;
const SERVER_DPI = 200; // of raster files and PDF if nothing sets it
const LENGTHS = ["dpi", "module_width", "module_height", "quiet_zone", "text_distance", "font_size"];
const PIXELS = ["width", "height", "scale"];

let drawn = null;
let printed = null; // width and height in mm
let beam = 0;

export const current = () => drawn;

export function wait() {
  stage.classList.add("waiting");
  stage.setAttribute("aria-busy", "true");
}

function settle() {
  stage.classList.remove("waiting", "scanned");
  stage.removeAttribute("aria-busy");
  clearTimeout(beam);
}

// Shows *picture* of the symbology *title*; *kind* and *values* are those of the file.
export function show(picture, title, { kind, values }) {
  settle();
  drawn = picture;
  image.src = picture.data_uri;
  image.alt = t("{title} barcode of {data}", { title, data: picture.data });
  image.hidden = false;
  byId("stage-notice").hidden = true;
  printed = printedSize(picture, kind, values);
  fit();
  describe(picture, printed);
  if (picture.verified === "true") beam = setTimeout(() => stage.classList.add("scanned"), BEAM_DELAY_MS);
}

export function showError(text) {
  settle();
  drawn = null;
  image.hidden = true;
  byId("stage-notice").textContent = text;
  byId("stage-notice").hidden = false;
  byId("badge").hidden = true;
  byId("warnings").hidden = true;
  byId("margin").hidden = true;
  byId("size").textContent = "";
}

// A whole number of screen pixels per module keeps the edges of bars sharp.
function fit() {
  if (!drawn) return;
  const inside = stage.getBoundingClientRect();
  const room = Math.min((inside.width - 32) / drawn.width, (inside.height - 32) / drawn.height);
  const modules = drawn.module_px || 1;
  const zoom = room * modules >= 1 ? Math.min(MAX_ZOOM, Math.floor(room * modules) / modules) : room;
  image.width = Math.max(1, Math.round(drawn.width * zoom));
  image.height = Math.max(1, Math.round(drawn.height * zoom));
  const mm = printed ?? size(drawn, drawn.module_mm / drawn.module_px);
  image.style.setProperty("--printed-width", `${mm.width}mm`);
  image.style.setProperty("--printed-height", `${mm.height}mm`);
}

// Returns the printed width of a module in mm, as the page shows it.
export const moduleMm = () => (printed ? (printed.width / drawn.width) * drawn.module_px : drawn.module_mm);

const size = ({ width, height }, mmPerPx) => ({ width: width * mmPerPx, height: height * mmPerPx });

// Returns the printed size of the file in mm; null if it depends on the program that prints it. The
// preview is an SVG file, whose pixels are those of CSS if nothing sets a printed size.
function printedSize(picture, kind, values) {
  const mmPerPx = picture.module_mm / picture.module_px;
  const inCss = Math.abs(mmPerPx - MM_PER_INCH / CSS_DPI) < 1e-3;
  if (kind === "SVG" || LENGTHS.some((name) => name in values) || !inCss) return size(picture, mmPerPx);
  return PIXELS.some((name) => name in values) ? null : size(picture, MM_PER_INCH / SERVER_DPI);
}

const round = (number, digits = 1) => Number(number.toFixed(digits)).toLocaleString(locale());

function describe(picture, mm) {
  const px = t("{width} × {height} px", { width: picture.width, height: picture.height });
  byId("size").textContent = mm ? `${t("prints {width} × {height} mm", { width: round(mm.width), height: round(mm.height) })} · ${px}` : px;
  const badge = byId("badge");
  badge.hidden = false;
  const read = picture.verified === "true";
  badge.className = `badge ${read ? "good" : "unknown"}`;
  badge.replaceChildren(
    ...(read
      ? isOneLine(picture.data)
        ? [`✓ ${t("Reads back")} `, build("code", { textContent: shortened(visible(picture.data)) })]
        : [`✓ ${t("Reads back what you entered")}`]
      : [t("Drawn to the standard; no decoder reads it like this")]),
  );
  showMargin(picture.scan_margin);
  const warnings = byId("warnings");
  warnings.hidden = !picture.warnings.length;
  warnings.replaceChildren(...picture.warnings.map((text) => build("li", { textContent: t(text) })));
}

// Shows what is left of error correction in a styled symbol.
function showMargin(margin) {
  const isStyled = Number.isFinite(margin);
  byId("margin").hidden = !isStyled;
  if (!isStyled) return;
  byId("margin-meter").value = margin;
  byId("margin-text").textContent = t("Read with blur and noise: {margin} % of its reserve is left", { margin });
}

// The lines of a contact or a payment are of the standard, not of the user.
const isOneLine = (text) => !/[\r\n]/.test(text);

// A long text would move everything else out of view.
const shortened = (text) =>
  text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}… (${t("{count} characters", { count: text.length.toLocaleString(locale()) })})` : text;

// Control characters as symbols: U+2400 for U+0000, and so on.
const visible = (text) =>
  text.replace(/[\u0000-\u001f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)));

new ResizeObserver(fit).observe(stage);

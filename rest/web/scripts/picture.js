// The stage: the picture as the server drew it, its real size, and whether a reader read it.

import { build, byId } from "./dom.js";

const stage = byId("stage");
const image = byId("picture");
const LARGEST_ZOOM = 6;
const BEAM_DELAY_MS = 450;
const MOST_SHOWN = 160; // characters

let shown = null;
let beam = 0;

export const current = () => shown;

export function wait() {
  stage.classList.add("waiting");
  stage.setAttribute("aria-busy", "true");
}

function settle() {
  stage.classList.remove("waiting", "scanned");
  stage.removeAttribute("aria-busy");
  clearTimeout(beam);
}

export function show(picture, title) {
  settle();
  shown = picture;
  image.src = picture.data_uri;
  image.alt = `${title} barcode of ${picture.data}`;
  image.hidden = false;
  byId("stage-notice").hidden = true;
  fit();
  describe(picture);
  if (picture.verified === "true") beam = setTimeout(() => stage.classList.add("scanned"), BEAM_DELAY_MS);
}

export function refuse(text) {
  settle();
  shown = null;
  image.hidden = true;
  byId("stage-notice").textContent = text;
  byId("stage-notice").hidden = false;
  byId("badge").hidden = true;
  byId("warnings").hidden = true;
  byId("size").textContent = "";
}

// Whole screen pixels to a pixel of the picture, so that it shows as sharp as it is.
function fit() {
  if (!shown) return;
  const inside = stage.getBoundingClientRect();
  const room = Math.min((inside.width - 32) / shown.width, (inside.height - 32) / shown.height);
  const zoom = room >= 1 ? Math.min(LARGEST_ZOOM, Math.floor(room)) : room;
  image.width = Math.max(1, Math.round(shown.width * zoom));
  image.height = Math.max(1, Math.round(shown.height * zoom));
  const mm = size(shown);
  image.style.setProperty("--printed-width", `${mm.width}mm`);
  image.style.setProperty("--printed-height", `${mm.height}mm`);
}

function size(picture) {
  const mmPerPx = picture.module_mm / picture.module_px;
  return { width: picture.width * mmPerPx, height: picture.height * mmPerPx };
}

const round = (number, digits = 1) => Number(number.toFixed(digits));

function describe(picture) {
  const mm = size(picture);
  byId("size").textContent =
    `${picture.width} × ${picture.height} px · prints ${round(mm.width)} × ${round(mm.height)} mm` +
    ` · module ${picture.module_px} px, ${round(picture.module_mm, 3)} mm`;
  const badge = byId("badge");
  badge.hidden = false;
  const read = picture.verified === "true";
  badge.className = `badge ${read ? "good" : "unknown"}`;
  badge.replaceChildren(
    ...(read
      ? ["✓ Reads back ", build("code", { textContent: shortened(visible(picture.data)) })]
      : ["Drawn by the standard; no decoder reads it like this"]),
  );
  const warnings = byId("warnings");
  warnings.hidden = !picture.warnings.length;
  warnings.replaceChildren(...picture.warnings.map((text) => build("li", { textContent: text })));
}

// A long text would push everything else out of sight.
const shortened = (text) =>
  text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}… (${text.length.toLocaleString()} characters)` : text;

// Control characters as their pictures: U+0000 is shown as U+2400.
const visible = (text) =>
  text.replace(/[\u0000-\u001f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)));

new ResizeObserver(fit).observe(stage);

// The print dialog: the size in mm, the number of copies, and the paper. The server draws the picture
// for the printer's resolution, and the browser prints it.

import { build, byId } from "./dom.js";
import { current as locale, t } from "./language.js";
import { text as problemText } from "./problems.js";
import { drawRequest, requestJson } from "./server.js";
import * as storage from "./storage.js";

// Papers in mm, with the margin that printers can't print. A label has the size of its stock.
const PAPERS = {
  a4: { width: 210, height: 297, margin: 10 },
  letter: { width: 215.9, height: 279.4, margin: 10 },
  label: { width: 100, height: 50, margin: 1 },
};
const GAP_MM = 4; // between copies on a sheet
const MM_PER_INCH = 25.4;
const SETTLE_MS = 250;
const MAX_COPIES = 500;
const SIZES = ["width", "height", "scale", "module_width", "dpi"];

const dialog = byId("print-dialog");
const field = (name) => byId(`print-${name}`);

let values = {}; // the request, without sizes
let moduleMm = 0; // width of a module as the page shows it
let standard = null; // the picture with this module
let drawn = null; // the picture that is printed
let timer = 0;
let turn = 0;
const pageStyle = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageStyle];

// Opens the dialog for a request, whose picture has modules of *module* mm.
export async function open({ values: requested }, module) {
  moduleMm = module;
  values = Object.fromEntries(Object.entries(requested).filter(([name]) => !SIZES.includes(name)));
  const kept = storage.get("print", {});
  field("paper").value = kept.paper in PAPERS ? kept.paper : "a4";
  field("dpi").value = kept.dpi ?? "600";
  field("label-width").value = kept.labelWidth ?? PAPERS.label.width;
  field("label-height").value = kept.labelHeight ?? PAPERS.label.height;
  field("copies").value = "1";
  field("width").value = "";
  standard = null;
  drawn = null;
  field("go").disabled = true;
  showPaper();
  dialog.showModal();
  await draw();
}

// Draws the picture so wide that it has the wanted width: modules are whole dots of the printer.
async function draw() {
  const mine = ++turn;
  say(t("Drawing…"));
  try {
    const usual = standard ?? (await requested(moduleMm));
    if (mine !== turn) return;
    standard = usual;
    const width = Number(field("width").value.replace(",", "."));
    const found = width > 0 ? await requested(moduleFor(width)) : standard;
    if (mine !== turn) return;
    drawn = found;
    if (document.activeElement !== field("width")) fillWidth();
    describe();
  } catch (error) {
    if (mine !== turn) return;
    drawn = null;
    field("go").disabled = true;
    say((error.errors ?? []).map(problemText).join(" ") || error.message, true);
  }
}

// An empty field gets the width of the picture, but not while someone types in it.
function fillWidth() {
  if (drawn && !field("width").value) field("width").value = String(Number(sizeOf(drawn).width.toFixed(1)));
}

// Returns the picture with modules of *module* mm, in whole dots of the printer.
async function requested(module) {
  const size = { module_width: module.toFixed(4), dpi: field("dpi").value };
  const [url, init] = drawRequest({ ...values, ...size, image_format: "SVG" }, "application/json");
  return requestJson(url, init);
}

function sizeOf(picture) {
  const mmPerDot = MM_PER_INCH / Number(field("dpi").value);
  return { width: picture.width * mmPerDot, height: picture.height * mmPerDot };
}

// Returns the width of a module in mm for a picture of *width* mm, rounded down to whole dots.
function moduleFor(width) {
  const dot = MM_PER_INCH / Number(field("dpi").value);
  const modules = standard.width / standard.module_px;
  return Math.max(dot, Math.floor(width / modules / dot + 1e-6) * dot);
}

function describe() {
  const { width, height } = sizeOf(drawn);
  const picture = field("preview");
  picture.src = drawn.data_uri;
  picture.alt = t("The barcode as it is printed");
  const paper = paperSize();
  const fits = width <= paper.width - 2 * paper.margin + 0.01 && height <= paper.height - 2 * paper.margin + 0.01;
  field("go").disabled = !fits;
  const facts = t("Prints {width} × {height} mm; the narrowest bar or square is {module} mm.", {
    width: local(width),
    height: local(height),
    module: local(drawn.module_mm, 3),
  });
  const rest = fits ? drawn.warnings.filter((text) => !text.startsWith("module_width")).map((text) => t(text)).join(" ") : t("It is larger than the paper.");
  say(`${facts} ${rest}`.trim(), !fits);
}

const local = (number, digits = 1) => Number(number.toFixed(digits)).toLocaleString(locale());

function say(text, wrong = false) {
  const place = field("says");
  place.textContent = text;
  place.className = wrong ? "problem" : "hint";
}

function paperSize() {
  const paper = PAPERS[field("paper").value];
  if (field("paper").value !== "label") return paper;
  const side = (name, fallback) => Number(field(name).value.replace(",", ".")) || fallback;
  return { ...paper, width: side("label-width", paper.width), height: side("label-height", paper.height) };
}

function showPaper() {
  field("label").hidden = field("paper").value !== "label";
}

function remember() {
  storage.set("print", {
    paper: field("paper").value,
    dpi: field("dpi").value,
    labelWidth: field("label-width").value,
    labelHeight: field("label-height").value,
  });
}

// Fills the sheet that is printed, and prints it. On a label printer each label is a page.
async function start(event) {
  event.preventDefault();
  if (!drawn || field("go").disabled) return;
  remember();
  const paper = paperSize();
  const { width, height } = sizeOf(drawn);
  const copies = Math.min(MAX_COPIES, Math.max(1, Math.floor(Number(field("copies").value)) || 1));
  const isLabel = field("paper").value === "label";
  pageStyle.replaceSync(`@page { size: ${paper.width}mm ${paper.height}mm; margin: ${paper.margin}mm; }`);
  const sheet = byId("sheet");
  sheet.className = isLabel ? "sheet labels" : "sheet";
  sheet.style.gap = isLabel ? "0" : `${GAP_MM}mm`;
  sheet.style.setProperty("--page-height", `${paper.height - 2 * paper.margin - 0.5}mm`);
  const images = Array.from({ length: copies }, () => {
    const image = build("img", { alt: "", src: drawn.data_uri });
    image.style.width = `${width}mm`;
    image.style.height = `${height}mm`;
    return build("span", {}, image);
  });
  sheet.replaceChildren(...images);
  await Promise.all([...sheet.querySelectorAll("img")].map((image) => image.decode()));
  document.documentElement.classList.add("printing");
  dialog.close();
  print();
}

window.addEventListener("afterprint", () => {
  document.documentElement.classList.remove("printing");
  byId("sheet").replaceChildren();
  pageStyle.replaceSync("");
});

function settle() {
  clearTimeout(timer);
  timer = setTimeout(draw, SETTLE_MS);
}

byId("print-form").addEventListener("submit", start);
field("width").addEventListener("input", settle);
field("width").addEventListener("blur", fillWidth);
// A first click selects the width, so that typing replaces it; a second one places the caret.
let isFresh = false;
field("width").addEventListener("focus", () => {
  isFresh = true;
});
field("width").addEventListener("click", () => {
  if (isFresh) field("width").select();
  isFresh = false;
});
field("dpi").addEventListener("change", () => {
  standard = null;
  draw();
});
for (const name of ["paper", "label-width", "label-height"]) {
  field(name).addEventListener("input", () => {
    showPaper();
    if (drawn) describe();
  });
}
byId("print-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

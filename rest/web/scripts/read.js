// The Read tab: reads pictures that are dropped, chosen, pasted or taken with the camera.

import { Camera, isAvailable } from "./camera.js";
import * as catalogue from "./catalogue.js";
import { copyText } from "./clipboard.js";
import { build, byId } from "./dom.js";
import { acceptDrops } from "./dropping.js";
import * as findings from "./findings.js";
import * as gs1 from "./gs1.js";
import { loadOthers, ofCause, t } from "./language.js";
import { reduce } from "./photo.js";
import { api, requestJson } from "./server.js";

const SVG = "http://www.w3.org/2000/svg";

const PAGES = 50; // that a request reads

let titles = new Map();
let drawBarcode = () => {};
let latest = 0;
let sent = []; // the files of the last request
let latestOptions = {};
const camera = new Camera(byId("camera"), readFrame);

// *onDraw(values)* shows a barcode on the Make tab.
export function start(onDraw) {
  drawBarcode = onDraw;
  findings.start(drawBarcode);
  catalogue.load().then((all) => {
    titles = new Map(all.map((each) => [each.id, each.title]));
  }, () => {});
  byId("file").addEventListener("change", ({ target }) => {
    if (target.files[0]) read([...target.files]);
    target.value = "";
  });
  acceptDrops(byId("read"), byId("drop"), (files) => read(files));
  document.addEventListener("paste", ({ clipboardData }) => {
    const file = [...(clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"));
    if (file && !byId("read").hidden) read([file]);
  });
  byId("read-page").addEventListener("change", ({ target }) => showPage(Number(target.value)));
  byId("read-expected").addEventListener("change", ({ target }) => {
    if (sent.length && target.checkValidity()) read(sent, latestOptions);
  });
  byId("read-more").addEventListener("click", () => {
    const next = shown.pages.at(-1).number + 1;
    read(sent, { pages: `${next}-${Math.min(shown.page_count, next + PAGES - 1)}` });
  });
  byId("use-camera").hidden = !isAvailable();
  byId("use-camera").addEventListener("click", toggleCamera);
}

export function leave() {
  camera.stop();
  showCamera();
}

// *join* returns the symbols of a message as one barcode; *pages* are all if it is empty.
async function read(files, { join = false, pages = "" } = {}) {
  leave();
  const turn = ++latest;
  byId("read-found").replaceChildren();
  report(t("Reading…"));
  if (!pages && files !== sent) show(files[0]);
  try {
    const [blobs] = await Promise.all([Promise.all(files.map(reduce)), loadOthers()]);
    const found = await decodePages(blobs, { join, pages, expected: expected() });
    if (turn !== latest) return;
    sent = blobs;
    latestOptions = { join, pages };
    showBarcodes(found);
  } catch (error) {
    if (turn === latest) report(error.message);
  }
}

// *diagnose* is "all" for the quality of what is read too, "auto" for why nothing is read.
const decode = (blobs, { diagnose = "auto", join = false, pages = "", expected: count = "" } = {}) =>
  requestJson(api("decode", { diagnose, ...(join ? { join } : {}), ...(pages ? { pages } : {}), ...(count ? { expected: count } : {}) }), { method: "POST", ...content(blobs) });

// Returns how many barcodes each page should show; empty if nobody says.
const expected = () => (byId("read-expected").checkValidity() ? byId("read-expected").value : "");

// Of a file with more pages than a request may read, reads those that the server suggests.
async function decodePages(blobs, options) {
  try {
    return await decode(blobs, { diagnose: "all", ...options });
  } catch (error) {
    const { code = "", suggestion = "" } = error.errors?.[0] ?? {};
    if (!code.startsWith("pages.") || !suggestion || suggestion === options.pages) throw error;
    return decode(blobs, { diagnose: "all", ...options, pages: suggestion });
  }
}

function content(blobs) {
  const [blob] = blobs;
  if (blobs.length === 1) return { headers: { "Content-Type": blob.type || "application/octet-stream" }, body: blob };
  const body = new FormData();
  blobs.forEach((each, number) => body.append("image", each, `${number + 1}`));
  return { body };
}

const report = (text) => {
  byId("read-says").textContent = text;
};

function show(blob) {
  const picture = byId("read-picture");
  URL.revokeObjectURL(picture.src);
  byId("read-marks").replaceChildren();
  byId("read-pages").hidden = true;
  byId("read-stage").classList.remove("blank");
  picture.onload = () => {
    byId("read-stage").hidden = false;
  };
  picture.onerror = () => {
    byId("read-stage").hidden = true; // such as TIFF and PDF, which the server reads but no img shows
  };
  picture.src = URL.createObjectURL(blob);
}

let shown = null; // the answer whose barcodes are listed

function showBarcodes(found) {
  shown = found;
  const { barcodes, pages, page_count: count } = found;
  const where = count > 1 ? ` ${t("on {read} of {all} pages", { read: pages.length, all: count })}` : "";
  const missing = pages.reduce((sum, page) => sum + page.missing, 0);
  const less = missing ? ` ${t("{count} missing", { count: missing })}` : "";
  report(barcodes.length ? `${t(barcodes.length > 1 ? "{count} barcodes found" : "{count} barcode found", { count: barcodes.length })}${where}${less}` : t(isExplained(pages) ? EXPLAINED : NOTHING_FOUND));
  offerPages(count);
  showPage(0);
}

const isOn = ({ number, file }, barcode) => barcode.page === number && barcode.file === file;

// Offers the pages or frames that were read; with more pages in the file, the next ones can be read.
function offerPages(count) {
  const { pages, barcodes } = shown;
  byId("read-pages").hidden = count < 2;
  if (count < 2) return;
  const name = ({ number, file }) => (sent.length > 1 ? t("File {file}, page {page}", { file, page: number }) : t("Page {page}", { page: number }));
  const found = (page) => barcodes.filter((barcode) => isOn(page, barcode)).length;
  byId("read-page").replaceChildren(
    build("option", { value: "0", textContent: t("All pages") }),
    ...pages.map((page, at) => build("option", { value: String(at + 1), textContent: `${name(page)} (${found(page)})` })),
  );
  const last = pages.at(-1)?.number ?? count;
  byId("read-more").hidden = sent.length > 1 || last >= count;
  byId("read-more").textContent = t("Read from page {page}", { page: last + 1 });
}

// Lists what is on one of the pages, from 1, or on all of them if *place* is 0, and marks it in the picture.
function showPage(place) {
  const { page_count: count } = shown;
  const pages = place ? [shown.pages[place - 1]] : shown.pages;
  const barcodes = place ? shown.barcodes.filter((barcode) => isOn(pages[0], barcode)) : shown.barcodes;
  byId("read-page").value = String(place);
  byId("read-found").replaceChildren(
    ...joining(barcodes),
    ...barcodes.map((barcode) => item(barcode, count > 1)),
    ...pages.flatMap((page) => (page.diagnosis ?? []).map((each) => findings.cause(each, barcodes.some((barcode) => isOn(page, barcode) && isAt(each, barcode)), count > 1 ? page.number : 0))),
  );
  const [first] = pages;
  if (!first) return;
  // The browser shows the first page or frame only; of the others, the places of the barcodes.
  const isPicture = first.number === 1 && first.file === 1;
  byId("read-stage").classList.toggle("blank", !isPicture);
  byId("read-stage").style.setProperty("--page", `${first.width_px} / ${first.height_px}`);
  if (!isPicture) byId("read-stage").hidden = false;
  else if (!byId("read-picture").naturalWidth) byId("read-stage").hidden = true;
  const doubtful = (first.diagnosis ?? []).filter(({ corners }) => corners.length);
  mark(barcodes.filter((barcode) => isOn(first, barcode)), doubtful, first);
}

// Returns true if *finding* is about *barcode*, which was read.
const isAt = ({ corners }, barcode) => JSON.stringify(corners) === JSON.stringify(barcode.corners);

function joining(barcodes) {
  if (!barcodes.some(({ structured_append: place }) => place)) return [];
  const button = build("button", { type: "button", textContent: t("Join the parts"), onclick: () => read(sent, { join: true }) });
  return [
    build(
      "li",
      {},
      build("p", { textContent: t("Symbols of a message in several parts. Choose all pictures of it at once, then join them.") }),
      build("div", { className: "actions" }, button),
    ),
  ];
}

const isExplained = (pages) => pages.some(({ diagnosis = [] }) => diagnosis?.length);

const EXPLAINED = "No barcode was read, because:";
const NOTHING_FOUND = "No barcode found. A sharper, closer or better lit picture may help.";

// The server may have read another size than the browser shows, such as of a drawing.
function mark(found, doubtful, { width_px: width, height_px: height }) {
  const marks = byId("read-marks");
  marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
  marks.setAttribute("preserveAspectRatio", "none");
  const size = Math.max(width, height) / LETTERS;
  marks.replaceChildren(
    ...found.flatMap((each) => [outline(each.corners), ...(each.quality ? [letter(each, size)] : [])]),
    ...doubtful.flatMap(({ corners, message, code }) => [outline(corners, ofCause(code) ?? message)]),
  );
}

const LETTERS = 22; // grades along the longer side of a picture

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

// Returns the outline of a barcode; with *doubt*, of what readers may fail at.
function outline(corners, doubt = "") {
  const polygon = shape("polygon", { points: corners.map(({ x, y }) => `${x},${y}`).join(" "), ...(doubt ? { class: "doubt" } : {}) });
  if (doubt) polygon.append(Object.assign(shape("title", {}), { textContent: doubt }));
  return polygon;
}

// Returns the grade of the print quality at the upper left corner of a barcode.
function letter({ corners, quality: { letter: grade } }, size) {
  const [{ x, y }] = corners;
  const badge = shape("g", { class: `mark grade-${grade.toLowerCase()}`, transform: `translate(${Math.max(x, size / 2)} ${Math.max(y, size / 2)})` });
  badge.append(shape("circle", { r: size * 0.7 }), Object.assign(shape("text", { "font-size": size, y: size * 0.36, "text-anchor": "middle" }), { textContent: grade }));
  return badge;
}

function item(barcode, hasPages) {
  const { text } = barcode;
  const { format, data } = origin(barcode);
  const title = titles.get(format) ?? format;
  const again = build("button", { type: "button", textContent: t("Draw it"), onclick: () => drawBarcode({ format, data }) });
  const copy = build("button", { type: "button", textContent: t("Copy"), onclick: () => copyText(text, t("Text")) });
  const actions = build("div", { className: "actions" }, copy, ...(titles.has(format) ? [again] : []));
  if (/^https?:\/\/\S+$/i.test(text)) {
    actions.append(build("a", { className: "button", href: text, rel: "noopener noreferrer", target: "_blank", textContent: t("Open link") }));
  }
  return build(
    "li",
    {},
    build("h3", { textContent: heading(title, barcode, hasPages) }),
    build("p", { className: "read-text", textContent: visible(text) }),
    ...gs1.explain(barcode.gs1_elements, barcode.gs1_problem),
    ...findings.issuer(barcode),
    ...findings.explanation(barcode),
    ...findings.quality(barcode),
    ...facts(barcode),
    actions,
  );
}

function heading(title, { file, page }, hasPages) {
  if (sent.length > 1) return t("{title}, file {file}, page {page}", { title, file, page });
  return hasPages ? t("{title}, page {page}", { title, page }) : title;
}

// Returns the options of the same barcode. GS1 data are written with brackets, since the separators
// are invisible in a field.
function origin({ format, text, gs1_elements: all = [] }) {
  if (!format.startsWith("gs1_") || !all.length) return { format, data: text };
  return { format, data: all.map(({ ai, value }) => `(${ai})${value}`).join("") };
}

// GS1 separators as a symbol.
const visible = (text) => text.replaceAll("\u001d", "␝");

function facts({ symbology_identifier: identifier, error_correction: level, add_on: addOn, angle_degrees: angle, structured_append: place, parts }) {
  const rows = [
    [t("Part of a message"), place && `${place.index} / ${place.count ?? "?"}`],
    [t("What the parts share"), place?.id],
    [t("Parts that were joined"), parts.length],
    [t("Add-on"), addOn],
    [t("Error correction"), level],
    [t("Rotated by"), angle && `${angle}°`],
    [t("Identifier of readers (AIM)"), identifier],
  ].filter(([, value]) => value);
  const items = rows.flatMap(([name, value]) => [build("dt", { textContent: name }), build("dd", { textContent: value })]);
  return rows.length ? [build("details", { className: "about" }, build("summary", { textContent: t("Details") }), build("dl", {}, ...items))] : [];
}

async function toggleCamera() {
  if (camera.isOn) {
    leave();
    return;
  }
  latest += 1; // an answer on its way is not shown any more
  report(t("Hold a barcode in front of the camera."));
  byId("read-found").replaceChildren();
  byId("read-stage").hidden = true;
  const reading = camera.start();
  showCamera(true);
  try {
    await reading;
  } catch {
    report(t("No camera is available."));
  }
  leave();
}

function showCamera(on = false) {
  byId("camera").hidden = !on;
  byId("use-camera").textContent = t(on ? "Stop the camera" : "Use the camera");
}

async function readFrame(blob) {
  const turn = latest;
  try {
    const found = await decode([blob]);
    if (turn !== latest) return true;
    if (!found.barcodes.length) return false;
    sent = [blob];
    show(blob);
    showBarcodes(found);
  } catch (error) {
    if (turn === latest) report(error.message);
  }
  return true;
}

// The designer of label templates: elements are placed with the pointer or the keyboard, and the server
// draws the label with the first row of the table below them.

import { load } from "../catalogue.js";
import { notify } from "../clipboard.js";
import { build, byId } from "../dom.js";
import { saveAs } from "../downloads.js";
import { t } from "../language.js";
import { text as problemText } from "../problems.js";
import { api, requestJson } from "../server.js";
import * as session from "../session.js";
import * as batch from "./batch.js";
import * as pieces from "./pieces.js";
import * as properties from "./properties.js";
import * as templates from "./templates.js";

const SETTLE_MS = 250;
const MAX_HISTORY = 50;
const dialog = byId("many-designer");

// What a new element is, on a label of *width* × *height* mm.
const NEW = {
  text: (w) => ({ type: "text", text: t("Text"), left: 2, top: 2, width: Math.max(5, w - 4), height: 5, font_size: 9 }),
  barcode: (w, h) => ({ type: "barcode", left: 2, top: Math.max(0, h / 2 - 6), width: Math.max(5, w - 4), height: Math.max(5, Math.min(14, h / 2)) }),
  line: (w, h) => ({ type: "line", left: 2, top: h / 2, length: Math.max(5, w - 4), thickness: 0.3 }),
  box: (w, h) => ({ type: "box", left: 1, top: 1, width: w - 2, height: h - 2, thickness: 0.3 }),
};

let document_ = null;
let selected = -1;
let timer = 0;
let control = new AbortController();
let reports = 0; // how often problems were shown or removed
let done = () => {};
let before = []; // documents of earlier states

export function start() {
  load().then(properties.offer, () => {});
  for (const button of byId("many-tools").querySelectorAll("[data-new]")) button.addEventListener("click", () => add(button.dataset.new));
  byId("many-picture").addEventListener("change", addPicture);
  byId("many-undo").addEventListener("click", undo);
  byId("many-designer-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => finish(null));
  dialog.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input, textarea")) {
      event.preventDefault();
      undo();
    }
  });
  for (const side of ["width", "height"]) {
    byId(`many-label-${side}`).addEventListener("input", ({ target }) => {
      const value = Number(target.value.replace(",", "."));
      if (value > 0) edit(() => (document_.size[side] = value), false);
    });
  }
  byId("many-designer-form").addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  byId("many-export").addEventListener("click", () => saveAs(new Blob([JSON.stringify(named(), null, 2)], { type: "application/json" }), "label.json"));
  byId("many-import").addEventListener("change", importFile);
  pieces.start({ select, place: (at, values) => edit(() => Object.assign(document_.elements[at], values), true), remove });
  properties.start({ change: (values) => edit(() => assign(values), false), remove: () => remove(selected), order: reorder, columns: () => templates.columnsOf(batch.current()) });
}

// Opens *document*, or a new label if it is null. Resolves to { id, document } once it is saved, or to
// null if it is closed.
export function open(document, columns) {
  const made = document ? templates.filled(document, bound(document, columns)) : fresh();
  const { width, height } = made.size ?? { width: 57, height: 32 };
  document_ = { ...made, size: { width, height } };
  delete document_.stock;
  selected = -1;
  before = [];
  byId("many-label-name").value = document_.title ?? "";
  byId("many-save-where").textContent = session.current() ? t("It is saved in your account.") : t("It is saved in this browser. Signed in, it is saved in your account.");
  dialog.showModal();
  render();
  draw(0);
  return new Promise((resolve) => {
    done = resolve;
  });
}

const bound = (document, columns) =>
  Object.fromEntries(templates.placeholders(document).map((name) => [name, columns[name] ?? templates.guess(name, batch.current())]));

function fresh() {
  const mapped = batch.current().files.flatMap(({ mapping }) => mapping?.columns ?? []);
  const title = mapped.find(({ use }) => use === "title")?.name;
  return {
    title: "",
    size: { width: 57, height: 32 },
    elements: [
      ...(title ? [{ type: "text", text: `{${title}}`, left: 2, top: 2, width: 53, height: 8, font_size: 9 }] : []),
      { type: "barcode", left: 2, top: title ? 11 : 3, width: 53, height: title ? 19 : 26 },
    ],
  };
}

function finish(result) {
  clearTimeout(timer);
  control.abort();
  const resolve = done;
  done = () => {};
  resolve(result);
}

// Changes the document by *act*; with *whole*, all fields show the change too.
function edit(act, whole) {
  before.push(JSON.stringify(document_));
  if (before.length > MAX_HISTORY) before.shift();
  act();
  render(whole);
  draw();
}

function undo() {
  const last = before.pop();
  if (!last) return;
  document_ = JSON.parse(last);
  selected = Math.min(selected, document_.elements.length - 1);
  render();
  draw();
}

function assign(values) {
  const element = document_.elements[selected];
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === "") delete element[name];
    else element[name] = value;
  }
}

function render(withFields = true) {
  byId("many-undo").disabled = !before.length;
  pieces.show(document_, selected);
  if (!withFields) return;
  for (const side of ["width", "height"]) byId(`many-label-${side}`).value = document_.size[side];
  properties.show(document_.elements[selected] ?? null);
}

function select(at) {
  if (at === selected) return;
  selected = at;
  render();
}

function add(kind) {
  const { width, height } = document_.size;
  edit(() => {
    document_.elements.push(NEW[kind](width, height));
    selected = document_.elements.length - 1;
  }, true);
  properties.focus();
}

const readAs = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });

async function addPicture({ target }) {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  const image = await readAs(file);
  const side = Math.min(15, document_.size.width / 2, document_.size.height / 2);
  edit(() => {
    document_.elements.push({ type: "picture", image, left: 2, top: 2, width: side, height: side });
    selected = document_.elements.length - 1;
  }, true);
}

function remove(at) {
  if (at < 0) return;
  edit(() => {
    document_.elements.splice(at, 1);
    selected = -1;
  }, true);
  byId("many-canvas").focus();
}

// Elements are drawn in their order: the last one is on top.
function reorder(step) {
  const to = selected + step;
  if (to < 0 || to >= document_.elements.length) return;
  edit(() => {
    const [element] = document_.elements.splice(selected, 1);
    document_.elements.splice(to, 0, element);
    selected = to;
  }, true);
}

function draw(delay = SETTLE_MS) {
  clearTimeout(timer);
  control.abort();
  control = new AbortController();
  const known = reports;
  timer = setTimeout(() => request(control.signal, known), delay);
}

async function request(signal, known) {
  try {
    const { name: _, ...template } = document_;
    const found = await requestJson(api(`batches/${batch.current().id}/preview`), { ...batch.json("POST", { template }), signal });
    if (signal.aborted) return;
    byId("many-drawn").src = found.data_uri;
    const wrong = found.problems.slice(0, 1).flatMap(({ problems }) => problems);
    // What was said since the change, such as of a file, stays until the next one.
    if (wrong.length || known === reports) report(wrong);
  } catch (error) {
    if (!signal.aborted) report(error.errors?.length ? error.errors : [error]);
  }
}

// The element that a problem names is marked.
function report(found) {
  reports += 1;
  const places = found.map(({ field = "" }) => Number(/elements\[(\d+)\]/.exec(field)?.[1] ?? -1));
  pieces.mark(places);
  byId("many-designer-problem").hidden = !found.length;
  byId("many-designer-problem").textContent = found.map(problemText).join(" ");
}

const named = () => ({ ...document_, title: byId("many-label-name").value.trim() || t("My label") });

async function save() {
  try {
    const document = named();
    const id = await templates.save(document.title, document);
    notify(t("{name} is saved", { name: document.title }));
    finish({ id, document });
    dialog.close();
  } catch (error) {
    report(error.errors?.length ? error.errors : [error]);
  }
}

async function importFile({ target }) {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  try {
    const found = JSON.parse(await file.text());
    if (!Array.isArray(found.elements)) throw new Error();
    edit(() => {
      document_ = { ...found, size: found.size ?? document_.size };
      delete document_.stock;
      selected = -1;
    }, true);
    byId("many-label-name").value = found.title ?? "";
  } catch {
    report([{ message: t("This file is no label template.") }]);
  }
}

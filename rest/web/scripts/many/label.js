// Step 2, the label: what is on it, and the sheet or roll.

import { build, byId } from "../dom.js";
import { field } from "../fields.js";
import { t } from "../language.js";
import * as problems from "../problems.js";
import { api, requestJson } from "../server.js";
import * as session from "../session.js";
import * as batch from "./batch.js";
import * as designer from "./designer.js";
import { picture } from "./outline.js";
import * as sheet from "./sheet.js";
import * as templates from "./templates.js";

const FIRST_STOCK = "L7160";
const MAX_LINES = 6;
const OWN_STOCKS = [
  { id: "A4", title: "A4, a grid of your own" },
  { id: "Letter", title: "Letter, a grid of your own" },
  { id: "roll", title: "Roll, a size of your own" },
];
const GRID = ["columns", "rows", "margin", "gap"];
const SIZE = ["label_width", "label_height"];
// Sizes of stocks without a number: label, unit and default.
const SIZES = {
  columns: ["Across", "", 3],
  rows: ["Down", "", 8],
  margin: ["Margin", "mm", 10],
  gap: ["Gap", "mm", 2],
  label_width: ["Width", "mm", 50],
  label_height: ["Height", "mm", 30],
};

// The label without a template, as a template.
const PLAIN = {
  width: 63,
  height: 38,
  elements: [
    { type: "text", left: 6, top: 3, width: 51, height: 6, align: "center" },
    { type: "barcode", left: 8, top: 10, width: 47, height: 17 },
    { type: "text", left: 6, top: 29, width: 51, height: 6, align: "center" },
  ],
};

const form = byId("many-label");
const saved = { template: "", stock: FIRST_STOCK, title: null, lines: [], start: 1, cut_marks: false, sizes: {}, columns: {}, ...batch.kept("label", {}) };
let stocks = [];
let listed = [];
let document_ = null; // of the chosen template
let ready = Promise.resolve(); // once the stocks and templates are known

export async function start() {
  byId("many-stock").addEventListener("change", ({ target }) => set({ stock: target.value, start: 1 }));
  byId("many-title").addEventListener("change", ({ target }) => set({ title: target.value }));
  byId("many-start").addEventListener("input", ({ target }) => set({ start: target.value.trim() || 1 }, false));
  byId("many-cut").addEventListener("change", ({ target }) => set({ cut_marks: target.checked }));
  byId("many-design").addEventListener("click", () => design(document_));
  byId("many-new").addEventListener("click", () => design(null));
  byId("many-delete").addEventListener("click", removeTemplate);
  session.listen(() => loadTemplates().catch(() => {}));
  batch.listen((found) => {
    form.classList.toggle("later", !found);
    if (found) show();
  });
  ready = Promise.all([requestJson(api("label-stocks")), loadTemplates()]).then(([answer]) => {
    ({ stocks } = answer);
    show();
  });
  await ready;
}

async function loadTemplates() {
  listed = await templates.list();
  if (!listed.some(({ id }) => id === saved.template)) saved.template = "";
  document_ = saved.template ? await templates.load(saved.template).catch(() => null) : null;
  show();
}

function set(changes, redraw = true) {
  Object.assign(saved, changes);
  batch.keep("label", saved);
  problems.clear(form);
  if (redraw) show();
  sheet.draw();
}

export const begin = (number) => {
  byId("many-start").value = number;
  set({ start: number });
};

const stockOf = () => stocks.find(({ id }) => id === saved.stock);
// True if labels are on sheets, so that a start and cut marks make sense.
export const isSheet = () => (stockOf() ? stockOf().is_sheet : ["A4", "Letter"].includes(saved.stock));

// Returns the options of the labels, as the server takes them.
export async function options() {
  await ready.catch(() => {});
  const sizes = Object.fromEntries(sizeNames().filter((name) => saved.sizes[name]).map((name) => [name, saved.sizes[name]]));
  const ofSheet = isSheet() ? { ...(Number(saved.start) === 1 ? {} : { start: saved.start }), ...(saved.cut_marks ? { cut_marks: true } : {}) } : {};
  if (document_) {
    const columns = Object.fromEntries(templates.placeholders(document_).map((name) => [name, columnFor(name)]));
    const { name: _, ...template } = templates.filled(document_, columns);
    return { template, ...(saved.stock ? { stock: saved.stock } : {}), ...sizes, ...ofSheet };
  }
  const title = titleColumn();
  const lines = saved.lines.filter((name) => templates.columnsOf(batch.current()).includes(name));
  return { template: saved.stock || "roll", title, ...(lines.length ? { lines: lines.join(",") } : {}), ...sizes, ...ofSheet };
}

// The options without those of sheets, for printers whose labels are on a roll.
export const commands = async () => {
  const { start: _, cut_marks: __, ...rest } = await options();
  return rest;
};

function columnFor(name) {
  const chosen = saved.columns[name];
  const columns = templates.columnsOf(batch.current());
  return chosen === "" || columns.includes(chosen) ? chosen : templates.guess(name, batch.current());
}

// The column above the barcode: the choice, or the one that the server found.
function titleColumn() {
  const columns = templates.columnsOf(batch.current());
  if (saved.title === "" || columns.includes(saved.title)) return saved.title;
  const mapped = batch.current().files.flatMap(({ mapping }) => mapping?.columns ?? []);
  return mapped.find(({ use, name }) => use === "title" && columns.includes(name))?.name ?? "";
}

// Shows *errors* at their fields; returns those without a field.
export function fail(errors) {
  const others = problems.show(form, errors.map(placed), (name, value) => {
    if (name === "start") begin(Number(value));
    else if (name in SIZES) set({ sizes: { ...saved.sizes, [name]: value } });
    else if (name === "stock" || name === "template") set({ stock: value });
  });
  if (others.length) byId("many-label-problem").textContent = others.map(problems.text).join(" ");
  byId("many-label-problem").hidden = !others.length;
  return others;
}

// An unknown stock is named by the field template, where the page has it as the stock.
const placed = (error) => (error.field === "template" && !document_ ? { ...error, field: "stock" } : error);

export function clear() {
  problems.clear(form);
}

function show() {
  if (!batch.current()) return;
  showTemplates();
  showStocks();
  showColumns();
  showSizes();
  byId("many-on-sheets").hidden = !isSheet();
  byId("many-start").value = saved.start;
  byId("many-cut").checked = saved.cut_marks;
  byId("many-for-printers").hidden = isSheet();
  byId("many-no-roll").hidden = !isSheet();
}

function showTemplates() {
  const items = [{ id: "", title: t("Barcode with text"), description: t("The barcode of each row, with columns above and below it."), kind: "", picture: picture(PLAIN, PLAIN.elements) }, ...listed];
  const cards = items.map(({ id, title, description, kind, picture: drawn }) => {
    const radio = build("input", { type: "radio", name: "many-template", value: id, checked: id === saved.template });
    radio.addEventListener("change", () => choose(id));
    const where = { browser: t("in this browser"), account: t("in your account") }[kind];
    return build("label", { className: "template" }, radio, drawn.cloneNode(true), build("strong", { textContent: title }), build("small", { textContent: where ? `${description} (${where})`.trim() : description }));
  });
  const list = byId("many-templates");
  const focused = list.contains(globalThis.document.activeElement);
  list.replaceChildren(...cards);
  if (focused) list.querySelector(":checked")?.focus();
  byId("many-delete").hidden = !/^(browser|account):/.test(saved.template);
  byId("many-design").hidden = !document_;
}

async function choose(id) {
  try {
    document_ = id ? await templates.load(id) : null;
    // A template has a size of its own, unless it is for a stock.
    const stock = id ? (document_.stock ? document_.stock : "") : saved.stock || FIRST_STOCK;
    set({ template: id, stock, start: 1, columns: {} });
  } catch (error) {
    fail([error]);
  }
}

async function design(document) {
  const made = await designer.open(document, saved.columns);
  if (!made) return;
  listed = await templates.list();
  document_ = made.document;
  set({ template: made.id, stock: made.document.stock ? made.document.stock : saved.template === made.id ? saved.stock : "" });
}

async function removeTemplate() {
  try {
    await templates.remove(saved.template);
    document_ = null;
    set({ template: "", stock: saved.stock || FIRST_STOCK });
    listed = await templates.list();
    show();
  } catch (error) {
    fail([error]);
  }
}

function showStocks() {
  const select = byId("many-stock");
  const own = document_?.size ? [{ id: "", title: t("A roll of the label's own size, {width} × {height} mm", document_.size) }] : [];
  const group = (label, members) => (members.length ? [build("optgroup", { label }, ...members.map(({ id, title }) => build("option", { value: id, textContent: stockTitle(title) })))] : []);
  const maker = (pattern) => stocks.filter(({ id, title, is_sheet }) => !is_sheet && pattern.test(`${id} ${title}`));
  const onPaper = (name) => stocks.filter(({ is_sheet, page }) => is_sheet && (name === "A4" ? page[0] === 210 : page[0] !== 210));
  select.replaceChildren(
    ...own.map(({ id, title }) => build("option", { value: id, textContent: title })),
    ...group(t("A4 sheets"), onPaper("A4")),
    ...group(t("Letter sheets"), onPaper("Letter")),
    ...group("DYMO", maker(/dymo/i)),
    ...group("Brother", maker(/brother|^dk-/i)),
    ...group("Zebra", maker(/zebra/i)),
    ...group(t("Sizes of your own"), OWN_STOCKS.map(({ id, title }) => ({ id, title: t(title) }))),
  );
  if (![...select.options].some(({ value }) => value === saved.stock)) saved.stock = document_?.size ? "" : FIRST_STOCK;
  select.value = saved.stock;
}

// The server's titles of stocks, in the language of the page.
function stockTitle(title) {
  const sheet_ = /^(.+): (A4|Letter), (\d+) labels? of (.+)$/.exec(title);
  if (sheet_) return t("{name}: {paper}, {count} labels of {size}", { name: sheet_[1], paper: sheet_[2], count: sheet_[3], size: sheet_[4] });
  const endless = /^(.+): continuous, (.+) mm wide$/.exec(title);
  return endless ? t("{name}: continuous, {width} mm wide", { name: endless[1], width: endless[2] }) : title;
}

function showColumns() {
  const columns = templates.columnsOf(batch.current());
  byId("many-plain").hidden = Boolean(document_);
  byId("many-placeholders").hidden = !document_;
  if (document_) {
    const names = templates.placeholders(document_);
    byId("many-placeholders").replaceChildren(...names.map((name) => placeholder(name, columns)));
    return;
  }
  const title = byId("many-title");
  title.replaceChildren(build("option", { value: "", textContent: t("Nothing") }), ...columns.map((name) => build("option", { value: name, textContent: columnName(name) })));
  title.value = titleColumn();
  const lines = saved.lines.filter((name) => columns.includes(name));
  byId("many-lines").replaceChildren(
    ...columns.map((name) => build("button", { type: "button", textContent: columnName(name), "data-column": name, "aria-pressed": String(lines.includes(name)), onclick: () => toggleLine(name) })),
  );
  byId("many-lines-order").textContent = lines.length > 1 ? t("In this order: {names}", { names: lines.map(columnName).join(", ") }) : "";
}

const NAMES = { data: "Data of the barcode", format: "Kind of barcode", filename: "File name", row: "Row number" };
const columnName = (name) => (name in NAMES ? t(NAMES[name]) : name);

function toggleLine(name) {
  const has = saved.lines.includes(name);
  if (!has && saved.lines.length >= MAX_LINES) return;
  set({ lines: has ? saved.lines.filter((each) => each !== name) : [...saved.lines, name] });
  byId("many-lines").querySelector(`[data-column="${CSS.escape(name)}"]`)?.focus();
}

function placeholder(name, columns) {
  const id = `many-column-${name.replace(/\W/g, "_")}`;
  const select = build("select", { id }, build("option", { value: "", textContent: t("Nothing") }), ...columns.map((each) => build("option", { value: each, textContent: columnName(each) })));
  select.value = columnFor(name);
  select.addEventListener("change", () => {
    set({ columns: { ...saved.columns, [name]: select.value } });
    byId(id)?.focus();
  });
  return build("div", { className: "field" }, build("label", { for: id, textContent: t(readable(name)) }), select);
}

const CODES = /^(ean|gtin|pzn|sscc|ssid|udi|isbn|sku)$/i;
const readable = (name) => CODES.test(name) ? name.toUpperCase() : (name[0] ?? "").toUpperCase() + name.slice(1).replaceAll("_", " ");

function sizeNames() {
  if (["A4", "Letter"].includes(saved.stock)) return GRID;
  if (saved.stock === "roll") return SIZE;
  return stockOf()?.continuous ? ["label_height"] : [];
}

function showSizes() {
  byId("many-sizes").replaceChildren(
    ...sizeNames().map((name) => {
      const [text, unit, usual] = SIZES[name];
      const property = { type: "number", default: usual };
      return field({ id: `label-${name}`, name, text: t(text), unit, property, value: saved.sizes[name] ?? "", change: (value) => set({ sizes: { ...saved.sizes, [name]: value } }, false) });
    }),
  );
}

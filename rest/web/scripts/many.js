// The Many tab: the server checks each row of a table, and the pictures are downloaded as one file.

import { byFamily, details, imageFormats, load } from "./catalogue.js";
import { notify } from "./clipboard.js";
import * as csv from "./csv.js";
import { build, byId, choices } from "./dom.js";
import { countEntries, fetchAs } from "./downloads.js";
import { acceptDrops } from "./dropping.js";
import { t } from "./language.js";
import * as mapping from "./mapping.js";
import { text as problemText } from "./problems.js";
import * as rows from "./rows.js";
import { api, requestJson } from "./server.js";
import * as session from "./session.js";
import * as sheets from "./sheets.js";

const FIRST = "code128";
const PAGE_ROWS = 5000; // the largest page of the server
const EXAMPLE = "data,format,filename\n4006381333931,ean13,pencils\n4006381333932,ean13,wrong check digit\nShelf 12,code128,shelf\nhttps://example.com,qr,website\n";
const VIEWS = [
  { id: "all", label: "All" },
  { id: "ok", label: "Drawn" },
  { id: "failed", label: "Failed" },
];

let table = null; // the last checked table: files, or text from the field
let batch = null;
let view = "all";
let latest = 0;
let fetching = null; // aborts the running download

export function start() {
  // If these requests fail, the fields keep the choices of the HTML.
  load().then(offer, () => {});
  details(FIRST).then(offerKinds, () => {});
  byId("many-files").addEventListener("change", ({ target }) => {
    if (target.files.length) check([...target.files]);
    target.value = "";
  });
  acceptDrops(byId("many"), byId("many-drop"), check);
  byId("many-example").addEventListener("click", () => {
    byId("many-text").value = EXAMPLE;
    byId("many-text").focus();
  });
  byId("many-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = byId("many-text").value;
    if (text.trim()) check(text);
    else if (Array.isArray(table)) check(table);
    else report(t("Add a table first."), true);
  });
  sheets.start(fetchFile);
  mapping.start((found) => {
    if (found instanceof Error) {
      mapping.show(batch);
      showError((found.errors?.length ? found.errors.map(named) : [found.message]).join(" "));
    } else show(found);
  });
  byId("many-zip").addEventListener("click", () => fetchOwn("barcodes.zip"));
  byId("many-report").addEventListener("click", () => fetchOwn("report.csv"));
  byId("many-stop").addEventListener("click", () => fetching?.abort());
  byId("many-mend").addEventListener("click", saveFailed);
  byId("many-more").addEventListener("click", more);
  session.listen(reset);
}

// Only the account that sent a table may download its batch.
function reset() {
  if (!batch || session.current()) return;
  fetching?.abort();
  batch = null;
  byId("many-result").hidden = true;
  report(t("You are signed out: check the rows again."));
}

function offer(symbologies) {
  const groups = byFamily(symbologies).map(({ title, members }) =>
    build("optgroup", { label: title }, ...members.map(({ id, title: name }) => build("option", { value: id, textContent: name }))),
  );
  byId("many-format").replaceChildren(build("option", { value: "", textContent: t("By the data") }), ...groups);
}

function offerKinds({ options: schema }) {
  const kinds = imageFormats(schema).map((kind) => build("option", { value: kind, textContent: kind }));
  byId("many-kind").replaceChildren(...kinds);
}

function report(text, wrong = false) {
  byId("many-says").textContent = text;
  byId("many-says").classList.toggle("problem", wrong);
}

// Every line of a table has as many delimiters as its first one.
function isTable(text) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  if (/\bdata\b/i.test(lines[0]) && lines.length > 1) return true;
  return ["\t", ";", ",", "|"].some((delimiter) => {
    const count = (line) => line.split(delimiter).length;
    return lines.length > 1 && count(lines[0]) > 1 && lines.every((line) => count(line) === count(lines[0]));
  });
}

function batchRequest(input) {
  const format = byId("many-format").value;
  const query = { ...(format ? { format } : {}), image_format: byId("many-kind").value };
  if (typeof input === "string") {
    // Lines of data, or a table: the server distinguishes them by the type.
    const type = isTable(input) ? "text/csv" : "text/plain";
    return [query, { headers: { "Content-Type": `${type}; charset=utf-8` }, body: input }];
  }
  const body = new FormData();
  for (const file of input) body.append("files", file, file.name);
  return [query, { body }];
}

async function check(input) {
  table = input;
  const turn = ++latest;
  byId("many-result").hidden = true;
  byId("many-busy").hidden = false;
  showSent();
  const sent = (part) => turn === latest && showSent(part);
  const [query, init] = batchRequest(input);
  try {
    const found = await requestJson(api("batches", query), { method: "POST", sent, ...init });
    if (turn === latest) show(found);
  } catch (error) {
    if (turn === latest) report(error.errors?.length ? error.errors.map(named).join(" ") : error.message, true);
  }
  if (turn === latest) byId("many-busy").hidden = true;
}

// The browser reports the progress of sending, but the server does not report that of checking.
function showSent(part) {
  const bar = byId("many-sent");
  const isSending = part < 1;
  if (isSending) bar.value = part;
  else bar.removeAttribute("value");
  byId("many-percent").textContent = isSending ? `${Math.floor(part * 100)} %` : "";
  const text = t(part === 1 ? "Checking every row…" : "Sending the table…");
  if (byId("many-says").textContent !== text) report(text);
}

const named = (problem) => `${problem.field}: ${problemText(problem)}`;

const plural = (count) => t(count === 1 ? "{count} row" : "{count} rows", { count: count.toLocaleString() });

function show(found) {
  batch = found;
  view = found.valid ? "all" : "failed";
  report(
    found.invalid
      ? t("{valid} can be drawn, {invalid} cannot.", { valid: plural(found.valid), invalid: plural(found.invalid) })
      : t(found.valid > 1 ? "All {valid} can be drawn." : "{valid} can be drawn.", { valid: plural(found.valid) }),
  );
  showFiles(found.files);
  byId("many-zip").hidden = !found.valid;
  sheets.show(found);
  mapping.show(found);
  byId("many-mend").hidden = !found.invalid;
  showRows();
  showError("");
  byId("many-result").hidden = false;
}

function showFiles(files) {
  const remarks = files.flatMap(({ name, notes = [], problems = [] }) =>
    [...notes, ...problems.map(named)].map((text) => (name ? `${name}: ${text}` : text)),
  );
  byId("many-notes").hidden = !remarks.length;
  byId("many-notes").replaceChildren(...remarks.map((text) => build("li", { textContent: text })));
}

function showRows() {
  const press = choices(byId("many-views"), VIEWS.map((each) => ({ ...each, label: t(each.label) })), (id) => {
    view = id;
    showRows();
  });
  press(view);
  const visible = batch.rows.filter(({ status }) => view === "all" || status === view);
  rows.show(visible, batch.files.length > 1);
  byId("many-more").hidden = batch.rows.length >= batch.count;
  byId("many-shown").textContent = t("{shown} shown, of {all}", { shown: plural(visible.length), all: plural(batch.count) });
}

// Loads the next page of rows.
async function nextPage(known) {
  const { rows: page } = await requestJson(api(`batches/${known.id}`, { offset: known.rows.length, limit: PAGE_ROWS }));
  known.rows.push(...page);
  return page.length > 0;
}

async function more() {
  try {
    await nextPage(batch);
    showRows();
  } catch (error) {
    notify(error.message);
  }
}

const fetchOwn = (name) => fetchFile(api(`batches/${batch.id}/${name}`), name);

// Downloads and saves a file of the batch. *showErrors(errors)* shows errors at their fields, and
// returns those without a field.
async function fetchFile(url, name, showErrors = (errors) => errors) {
  fetching?.abort();
  const control = new AbortController();
  fetching = control;
  showErrors([]);
  showError("");
  const count = name.endsWith(".zip") ? countEntries() : null;
  progress(0, name);
  try {
    const watch = (bytes, chunk) => progress(bytes, name, count?.(chunk));
    await fetchAs(url, name, { watch, signal: control.signal });
    notify(t("{name} is saved", { name }));
  } catch (error) {
    if (!control.signal.aborted) showError((error.errors?.length ? showErrors(error.errors) : [error]).map(problemText).join(" "));
  }
  if (fetching === control) byId("many-fetching").hidden = true;
}

function showError(text) {
  byId("many-refusal").textContent = text;
  byId("many-refusal").hidden = !text;
}

function progress(bytes, name, entries) {
  byId("many-fetching").hidden = false;
  const bar = byId("many-progress");
  if (entries === undefined) bar.removeAttribute("value");
  else bar.value = Math.min(1, entries / batch.valid);
  byId("many-fetched").textContent = bytes ? `${name}: ${size(bytes)}` : `${name}…`;
}

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

// Saves the failed rows as a table, to correct and send again.
async function saveFailed() {
  const known = batch;
  try {
    while (known.rows.length < known.count && (await nextPage(known)));
  } catch (error) {
    notify(error.message);
    return;
  }
  const failed = known.rows.filter(({ status }) => status === "failed");
  // All columns of these rows, so that a corrected row is complete.
  const columns = [...new Set(["data", ...failed.flatMap(({ cells = {} }) => Object.keys(cells))])];
  const lines = failed.map(({ cells = {}, problems = [] }) => [
    ...columns.map((name) => cells[name] ?? ""),
    problems.map(named).join(" "),
  ]);
  csv.save("failed.csv", [[...columns, "problem"], ...lines]);
  if (known === batch) showRows();
}

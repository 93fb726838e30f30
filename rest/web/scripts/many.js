// The Many tab: a table is checked row by row before anything is drawn, then fetched as one file.

import { byFamily, details, imageFormats, load } from "./catalogue.js";
import { say } from "./clipboard.js";
import * as csv from "./csv.js";
import { build, byId, choices } from "./dom.js";
import { countEntries, fetchAs } from "./downloads.js";
import { takeDrops } from "./dropping.js";
import { worded } from "./problems.js";
import * as rows from "./rows.js";
import { api, askJson } from "./server.js";
import * as session from "./session.js";
import * as sheets from "./sheets.js";

const FIRST = "code128";
const PAGE_ROWS = 5000; // as many as the server tells of at a time
const EXAMPLE = "data,format,filename\n4006381333931,ean13,pencils\n4006381333932,ean13,wrong check digit\nShelf 12,code128,shelf\nhttps://example.com,qr,website\n";
const VIEWS = [
  { id: "all", label: "All" },
  { id: "ok", label: "Drawn" },
  { id: "failed", label: "Failed" },
];

let given = null; // what was checked last: files, or text from the field
let batch = null;
let view = "all";
let latest = 0;
let fetching = null; // stops the download under way

export function start() {
  // Without these the fields keep what the page came with.
  load().then(offer, () => {});
  details(FIRST).then(offerKinds, () => {});
  byId("many-files").addEventListener("change", ({ target }) => {
    if (target.files.length) check([...target.files]);
    target.value = "";
  });
  takeDrops(byId("many"), byId("many-drop"), check);
  byId("many-example").addEventListener("click", () => {
    byId("many-text").value = EXAMPLE;
    byId("many-text").focus();
  });
  byId("many-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = byId("many-text").value;
    if (text.trim()) check(text);
    else if (Array.isArray(given)) check(given);
    else tell("Give a table first.", true);
  });
  sheets.start(fetchFile);
  byId("many-zip").addEventListener("click", () => fetchOwn("barcodes.zip"));
  byId("many-report").addEventListener("click", () => fetchOwn("report.csv"));
  byId("many-stop").addEventListener("click", () => fetching?.abort());
  byId("many-mend").addEventListener("click", mend);
  byId("many-more").addEventListener("click", more);
  session.listen(forget);
}

// What somebody signed in has sent, nobody else may fetch.
function forget() {
  if (!batch || session.current()) return;
  fetching?.abort();
  batch = null;
  byId("many-result").hidden = true;
  tell("You are signed out: check the rows again.");
}

function offer(symbologies) {
  const groups = byFamily(symbologies).map(({ title, members }) =>
    build("optgroup", { label: title }, ...members.map(({ id, title: name }) => build("option", { value: id, textContent: name }))),
  );
  byId("many-format").replaceChildren(...groups);
  byId("many-format").value = FIRST;
}

function offerKinds({ options: schema }) {
  const kinds = imageFormats(schema).map((kind) => build("option", { value: kind, textContent: kind }));
  byId("many-kind").replaceChildren(...kinds);
}

function tell(text, wrong = false) {
  byId("many-says").textContent = text;
  byId("many-says").classList.toggle("problem", wrong);
}

function request(table) {
  const query = { format: byId("many-format").value, image_format: byId("many-kind").value };
  if (typeof table === "string") {
    // One line a datum, or columns under their names: the server tells these apart by the type.
    const type = /^[^\n]*\bdata\b[^\n]*\n/i.test(table) ? "text/csv" : "text/plain";
    return [query, { headers: { "Content-Type": `${type}; charset=utf-8` }, body: table }];
  }
  const body = new FormData();
  for (const file of table) body.append("files", file, file.name);
  return [query, { body }];
}

async function check(table) {
  given = table;
  const turn = ++latest;
  byId("many-result").hidden = true;
  byId("many-busy").hidden = false;
  showSent();
  const sent = (part) => turn === latest && showSent(part);
  const [query, init] = request(table);
  try {
    const found = await askJson(api("batches", query), { method: "POST", sent, ...init });
    if (turn === latest) show(found);
  } catch (error) {
    if (turn === latest) tell(error.errors?.length ? error.errors.map(named).join(" ") : error.message, true);
  }
  if (turn === latest) byId("many-busy").hidden = true;
}

// How much of a table has been sent is known while the browser tells it; how far its rows are checked,
// never.
function showSent(part) {
  const bar = byId("many-sent");
  const isOnItsWay = part < 1;
  if (isOnItsWay) bar.value = part;
  else bar.removeAttribute("value");
  byId("many-percent").textContent = isOnItsWay ? `${Math.floor(part * 100)} %` : "";
  const text = part === 1 ? "Checking every row…" : "Sending the table…";
  if (byId("many-says").textContent !== text) tell(text);
}

const named = (problem) => `${problem.field}: ${worded(problem)}`;

const plural = (count) => `${count.toLocaleString()} ${count === 1 ? "row" : "rows"}`;

function show(found) {
  batch = found;
  view = found.valid ? "all" : "failed";
  tell(
    found.invalid
      ? `${plural(found.valid)} can be drawn, ${plural(found.invalid)} can not.`
      : `${found.valid > 1 ? "All " : ""}${plural(found.valid)} can be drawn.`,
  );
  showFiles(found.files);
  byId("many-zip").hidden = !found.valid;
  sheets.show(found);
  byId("many-mend").hidden = !found.invalid;
  showRows();
  refuse("");
  byId("many-result").hidden = false;
}

function showFiles(files) {
  const notes = files.flatMap(({ name, notes: told = [], problems = [] }) =>
    [...told, ...problems.map(named)].map((text) => (name ? `${name}: ${text}` : text)),
  );
  byId("many-notes").hidden = !notes.length;
  byId("many-notes").replaceChildren(...notes.map((text) => build("li", { textContent: text })));
}

function showRows() {
  const press = choices(byId("many-views"), VIEWS, (id) => {
    view = id;
    showRows();
  });
  press(view);
  const shown = batch.rows.filter(({ status }) => view === "all" || status === view);
  rows.show(shown, batch.files.length > 1);
  byId("many-more").hidden = batch.rows.length >= batch.count;
  byId("many-shown").textContent = `${plural(shown.length)} shown, of ${plural(batch.count)}`;
}

// Ask for the next page of rows, behind those known.
async function nextPage(known) {
  const { rows: page } = await askJson(api(`batches/${known.id}`, { offset: known.rows.length, limit: PAGE_ROWS }));
  known.rows.push(...page);
  return page.length > 0;
}

async function more() {
  try {
    await nextPage(batch);
    showRows();
  } catch (error) {
    say(error.message);
  }
}

const fetchOwn = (name) => fetchFile(api(`batches/${batch.id}/${name}`), name);

// Fetch a file of the batch and save it; *object(errors)* shows what the server objects to, and
// returns what it has no place for.
async function fetchFile(url, name, object = (errors) => errors) {
  fetching?.abort();
  const control = new AbortController();
  fetching = control;
  object([]);
  refuse("");
  const count = name.endsWith(".zip") ? countEntries() : null;
  progress(0, name);
  try {
    const watch = (bytes, chunk) => progress(bytes, name, count?.(chunk));
    await fetchAs(url, name, { watch, signal: control.signal });
    say(`${name} is saved`);
  } catch (error) {
    if (!control.signal.aborted) refuse((error.errors?.length ? object(error.errors) : [error]).map(worded).join(" "));
  }
  if (fetching === control) byId("many-fetching").hidden = true;
}

function refuse(text) {
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

// Save the failed rows as a table to mend and bring back.
async function mend() {
  const known = batch;
  try {
    while (known.rows.length < known.count && (await nextPage(known)));
  } catch (error) {
    say(error.message);
    return;
  }
  const failed = known.rows.filter(({ status }) => status === "failed");
  // Every column that such a row has, so that it can come back as it was.
  const columns = [...new Set(["data", ...failed.flatMap(({ cells = {} }) => Object.keys(cells))])];
  const table = failed.map(({ cells = {}, problems = [] }) => [
    ...columns.map((name) => cells[name] ?? ""),
    problems.map(named).join(" "),
  ]);
  csv.save("failed.csv", [[...columns, "problem"], ...table]);
  if (known === batch) showRows();
}

// The batch on the server: created from a table, checked again with other choices, mended row by row.
// It is found again after a reload, as long as the server keeps it.

import { current as locale, t } from "../language.js";
import { api, requestJson } from "../server.js";
import * as session from "../session.js";
import * as storage from "../storage.js";

const PAGE_ROWS = 5000; // the largest page of the server
const KEPT = "many";

let batch = null;
let turn = 0;
const listeners = [];

export const current = () => batch;

// Calls *listener(batch, why)* each time the batch changes; *why* is "new", "checked", "mended",
// "gone" or "signed-out"; *batch* is null if there is none.
export const listen = (listener) => listeners.push(listener);

function set(found, why) {
  batch = found;
  storage.set(KEPT, { ...storage.get(KEPT, {}), id: found?.id ?? null });
  for (const listener of listeners) listener(found, why);
}

// Values that belong to the batch in this browser.
export const kept = (name, fallback) => storage.get(KEPT, {})[name] ?? fallback;
export const keep = (name, value) => storage.set(KEPT, { ...storage.get(KEPT, {}), [name]: value });

// Creates a batch of *input*, files or a text; *sent(part)* reports the progress of sending.
export async function create(input, options, sent) {
  const mine = ++turn;
  const [query, init] = request(input, options);
  const watch = (part) => mine === turn && sent(part);
  const found = await requestJson(api("batches", query), { method: "POST", sent: watch, ...init });
  if (mine === turn) set(found, "new");
}

function request(input, options) {
  if (typeof input === "string") {
    // Lines of data, or a table: the server distinguishes them by the type.
    const type = isTable(input) ? "text/csv" : "text/plain";
    return [options, { headers: { "Content-Type": `${type}; charset=utf-8` }, body: input }];
  }
  const body = new FormData();
  for (const file of input) body.append("files", file, file.name);
  return [options, { body }];
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

let last = Promise.resolve(); // the last change of the batch

// Changes follow each other: the server refuses a change of rows that another one has replaced.
function inTurn(change) {
  const run = last.then(change);
  last = run.catch(() => {});
  return run;
}

// Returns the batch, null if there is none, once no change of it is under way: what is shown is chosen
// already, and a file of the batch before it would be another one.
export async function settled() {
  for (let seen = null; seen !== last; await seen) seen = last;
  return batch;
}

// Checks the rows again with *changes*: columns, options, the row of the names.
export const check = (changes) => inTurn(() => checkNow(changes));

async function checkNow(changes) {
  const mine = ++turn;
  const known = batch;
  if (!known) return;
  const found = await requestJson(api(`batches/${known.id}/check`), json("POST", changes));
  if (mine === turn && known.id === batch?.id) set(found, "checked");
}

// Changes cells of *rows*, and returns these rows as they are checked again.
export const mend = (rows) => inTurn(() => mendNow(rows));

async function mendNow(rows) {
  const known = batch;
  if (!known) return [];
  const found = await requestJson(api(`batches/${known.id}/rows`), json("PATCH", { rows }));
  if (known !== batch) return [];
  const { count, valid, invalid, cost, rows: changed } = found;
  const place = new Map(known.rows.map((row, at) => [`${row.file} ${row.row}`, at]));
  for (const row of changed) {
    const at = place.get(`${row.file} ${row.row}`);
    if (at !== undefined) known.rows[at] = row;
  }
  set({ ...known, count, valid, invalid, cost }, "mended");
  return changed;
}

export const json = (method, value) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
});

// Loads the next page of rows; returns false if there is none.
export async function nextPage(known = batch) {
  const { rows } = await requestJson(api(`batches/${known.id}`, { offset: known.rows.length, limit: PAGE_ROWS }));
  known.rows.push(...rows);
  return rows.length > 0;
}

export async function loadAll(known = batch) {
  while (known.rows.length < known.count && (await nextPage(known)));
  return known.rows;
}

export function forget(why = "gone") {
  turn += 1;
  if (batch) set(null, why);
}

// Finds the batch of the last visit; returns true if there is one.
export async function restore() {
  const id = storage.get(KEPT, {}).id;
  if (!id || batch) return false;
  const mine = ++turn;
  try {
    const found = await requestJson(api(`batches/${id}`));
    if (mine === turn) set(found, "new");
    return true;
  } catch (error) {
    // An expired batch, or one of another account. The server may also be away for a moment.
    if (error.status === 404) storage.set(KEPT, { ...storage.get(KEPT, {}), id: null });
    return false;
  }
}

// Only the account that sent a table may use its batch.
session.listen(() => {
  if (batch && !session.current()) forget("signed-out");
});

export const plural = (count) => t(count === 1 ? "{count} row" : "{count} rows", { count: count.toLocaleString(locale()) });

// The rows that can't be drawn, by what is wrong with them. A changed cell is checked at once, and its
// row is drawn with the others.

import { notify } from "../clipboard.js";
import { build, byId } from "../dom.js";
import { current as locale, t } from "../language.js";
import { text as problemText } from "../problems.js";
import { api, requestJson } from "../server.js";
import * as batch from "./batch.js";
import { titleOf } from "./mapping.js";

const SHOWN = 20; // rows of a group before "show more"
const MAX_FAILED = 5000; // one page of the server
const MAX_BULK = 1000; // rows of one request
const MAX_BESIDE = 90; // characters of the other cells of a row

let rows = []; // { row, mended }: the failed rows, which stay visible when they are mended
let more = new Set(); // groups that show all of their rows
let known = "";

export function start() {
  batch.listen((found, why) => {
    if (!found || why === "mended") return;
    load(found);
  });
}

async function load(found) {
  const section = byId("many-problems");
  if (!found.invalid) {
    rows = [];
    section.hidden = true;
    return;
  }
  let failed = found.rows.filter(({ status }) => status === "failed");
  if (failed.length < Math.min(found.invalid, MAX_FAILED)) {
    try {
      ({ rows: failed } = await requestJson(api(`batches/${found.id}`, { status: "failed", limit: MAX_FAILED })));
    } catch (error) {
      notify(error.message);
    }
  }
  if (found !== batch.current()) return;
  if (known !== found.id) more = new Set();
  known = found.id;
  rows = failed.map((row) => ({ row, mended: null, given: valueOf(row) }));
  show();
}

// The cell that a problem is about: by its column, or by the option that it sets.
const cellOf = ({ problems: [first = {}] }) => (first.field === "row" ? "data" : first.field || "data");
const valueOf = (row) => row.cells?.[cellOf(row)] ?? (cellOf(row) === "data" ? row.data : "") ?? "";
const groupOf = ({ row }) => `${row.problems[0]?.code ?? ""} ${cellOf(row)}`;

function show() {
  const section = byId("many-problems");
  section.hidden = !rows.length;
  const left = rows.filter(({ mended }) => !mended).length;
  byId("many-problems-says").textContent = left ? t("{count} left", { count: left.toLocaleString(locale()) }) : t("All are mended, and drawn with the rest.");
  const groups = new Map();
  for (const each of rows) {
    const key = groupOf(each);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  byId("many-problem-groups").replaceChildren(...[...groups].map(([key, members]) => group(key, members)));
}

function group(key, members) {
  const open = members.filter(({ mended }) => !mended);
  const visible = more.has(key) ? members : members.slice(0, SHOWN);
  const heading = summary(members);
  const title = members.length > 1 ? `${batch.plural(members.length)}: ${heading}` : heading;
  const rest = members.length - visible.length;
  return build(
    "section",
    { className: "mend-group", "data-group": key },
    build("h3", { textContent: title }),
    ...(open.length > 1 ? [bulk(open)] : []),
    build("ol", { className: "mend-list" }, ...visible.map((each) => line(each, heading))),
    ...(rest > 0
      ? [build("div", { className: "actions" }, build("button", { type: "button", textContent: t("Show {count} more", { count: rest.toLocaleString(locale()) }), onclick: () => (more.add(key), show()) }))]
      : []),
  );
}

// What a group has in common: the text without the values of its first row.
function summary(members) {
  const { code = "", message = "" } = members[0].row.problems[0] ?? {};
  const kind = KINDS[code.split(".").at(-1)];
  if (kind) return t(kind);
  const texts = new Set(members.map(({ row }) => problemText({ ...row.problems[0], fix: "" })));
  return texts.size === 1 ? [...texts][0] : message.replace(/\s*:.*$/, ".");
}

const KINDS = {
  bad_check_digit: "The check digit is wrong.",
  bad_length: "The number of characters is wrong.",
  bad_character: "A character is not possible in this barcode.",
  lost_zero: "A spreadsheet may have dropped zeros at the start.",
  scientific_notation: "The spreadsheet has shortened the number: digits are lost.",
};

// The buttons for a row: the server's suggestion, and a barcode that holds any text.
function actionsOf({ row }) {
  const [problem = {}] = row.problems;
  const actions = [];
  if (problem.suggestion) actions.push({ id: "suggestion", label: t("Use {value}", { value: problem.suggestion }), cells: { [cellOf(row)]: problem.suggestion } });
  const value = valueOf(row);
  const format = /^[\x20-\x7e]{1,60}$/.test(value) ? "code128" : "qr";
  // A damaged cell stays damaged in any barcode.
  const isDamaged = problem.code?.startsWith("table.");
  if (!isDamaged && cellOf(row) === "data" && value && row.format !== format && !row.cells?.content) {
    actions.push({ id: format, label: t("Draw as {name}", { name: titleOf(format) }), cells: { format } });
  }
  return actions;
}

// One button applies the same action to all rows of a group that have it.
function bulk(members) {
  const found = new Map();
  for (const each of members) for (const action of actionsOf(each)) found.set(action.id, [...(found.get(action.id) ?? []), [each, action.cells]]);
  const buttons = [...found]
    .filter(([, all]) => all.length > 1)
    .map(([id, all]) => {
      const count = all.length.toLocaleString(locale());
      const textContent = id === "suggestion" ? t("Use the suggestion for all {count}", { count }) : t("Draw all {count} as {name}", { count, name: titleOf(id) });
      return build("button", { type: "button", textContent, onclick: () => apply(all) });
    });
  return build("div", { className: "mend-all" }, ...buttons);
}

function line(each, title) {
  const { row, mended } = each;
  const { file, row: number } = row;
  const several = batch.current().files.length > 1;
  const name = t("Row {number}", { number });
  const input = build("input", {
    value: each.draft ?? mended?.data ?? valueOf(row),
    "aria-label": t("Value of row {number}", { number }),
    autocomplete: "off",
    spellcheck: false,
    dir: "auto",
  });
  if (!mended) input.setAttribute("aria-invalid", "true");
  const state = build("p", { className: "why", id: `mend-${rows.indexOf(each)}`, textContent: mended ? t("Mended: {data}", { data: `${titleOf(mended.format)}, ${mended.data}` }) : reasons(row, title) });
  input.setAttribute("aria-describedby", state.id);
  // What is typed stays if another row is shown anew in the meantime.
  input.addEventListener("input", () => (each.draft = input.value));
  input.addEventListener("change", () => apply([[each, { [cellOf(row)]: input.value }]]));
  const buttons = mended
    ? [build("button", { type: "button", textContent: t("Put back"), onclick: () => putBack(each) })]
    : actionsOf(each).map(({ label, cells }) => build("button", { type: "button", textContent: label, onclick: () => apply([[each, cells]]) }));
  const beside = besides(row);
  return build(
    "li",
    { className: mended ? "mend mended" : "mend", "data-row": `${file} ${number}` },
    build("span", { className: "size", textContent: several ? `${file} ${number}` : name }),
    input,
    ...(buttons.length ? [build("div", { className: "actions" }, ...buttons)] : []),
    ...(beside ? [build("p", { className: "beside", textContent: beside, dir: "auto" })] : []),
    state,
  );
}

// A button has the suggestion, so that the text need not repeat it.
const why = (problem) => problemText(problem.suggestion ? { ...problem, fix: "" } : problem);

// What is wrong with a row, unless the title of its group says all of it.
const reasons = (row, title) => row.problems.map(why).filter((text) => text !== title).join(" ");

// The other cells, by which a person knows the row.
function besides({ cells = {}, problems }) {
  const shown = Object.entries(cells).filter(([name]) => name !== cellOf({ problems }) && name !== "format");
  const text = shown.map(([, value]) => value).join(" · ");
  return text.length > MAX_BESIDE ? `${text.slice(0, MAX_BESIDE)}…` : text;
}

// Changes the cells of *changes*, pairs of a row and its new cells, and checks these rows again.
async function apply(changes) {
  for (const [each] of changes) delete each.draft;
  const several = batch.current().files.length > 1;
  byId("many-problems").setAttribute("aria-busy", "true");
  try {
    for (let at = 0; at < changes.length; at += MAX_BULK) {
      const part = changes.slice(at, at + MAX_BULK);
      const wanted = part.map(([{ row }, cells]) => ({ row: row.row, cells, ...(several ? { file: row.file } : {}) }));
      take(await batch.mend(wanted));
    }
  } catch (error) {
    notify(error.errors?.length ? error.errors.map(problemText).join(" ") : error.message);
  }
  byId("many-problems").removeAttribute("aria-busy");
  const place = focused();
  show();
  refocus(place);
}

function take(changed) {
  for (const found of changed) {
    const each = rows.find(({ row }) => row.row === found.row && row.file === found.file);
    if (!each) continue;
    // A mended row keeps its problems, by which it stays in its place.
    if (found.status === "ok") each.mended = found;
    else {
      each.mended = null;
      each.row = { ...found, file: found.file };
    }
  }
}

function putBack(each) {
  const cell = cellOf(each.row);
  const before = each.row.cells?.format ?? "";
  apply([[each, { [cell]: each.given, ...(each.mended?.format === each.row.format ? {} : { format: before }) }]]);
}

// The field or button of the list that has the focus, to find it again after the list is shown anew. It
// may be another one than that which began the change: Tab moves on at once.
function focused() {
  const active = document.activeElement;
  const item = active.closest?.(".mend");
  if (!item && !active.closest?.("#many-problem-groups")) return null;
  const items = [...byId("many-problem-groups").querySelectorAll(".mend")];
  return { at: items.indexOf(item), isField: active.matches("input"), caret: active.selectionStart };
}

function refocus(place) {
  if (!place) return;
  const item = byId("many-problem-groups").querySelectorAll(".mend")[Math.max(0, place.at)];
  const field = item?.querySelector("input");
  const target = place.isField ? field : item?.querySelector("button") ?? field;
  (target ?? byId("many-problems-says")).focus();
  if (place.isField) field?.setSelectionRange(place.caret, place.caret);
}

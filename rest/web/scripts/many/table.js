// Step 1, the table: files or a pasted text, and what the server says of them.

import { byFamily, load } from "../catalogue.js";
import { build, byId } from "../dom.js";
import { acceptDrops } from "../dropping.js";
import { t } from "../language.js";
import { text as problemText } from "../problems.js";
import * as batch from "./batch.js";

const EXAMPLE = `SKU\tProduct name\tEAN\tPrice
P-1\tScrews 4 × 40\t4006381333931\t3.20 €
P-2\tScrews 5 × 60\t4006381333948\t4.10 €
P-3\tScrews 6 × 80\t4006381333956\t5.00 €
P-4\tHammer\t4006381333962\t12.90 €
`;

let table = null; // the last table that was sent: files, or a text
let name = "";

export function start() {
  // If the request fails, the field keeps the choices of the HTML.
  load().then(offer, () => {});
  byId("many-files").addEventListener("change", ({ target }) => {
    if (target.files.length) send([...target.files]);
    target.value = "";
  });
  acceptDrops(byId("many"), byId("many-drop"), send);
  byId("many-example").addEventListener("click", () => {
    byId("many-text").value = EXAMPLE;
    send(EXAMPLE);
  });
  const text = byId("many-text");
  text.addEventListener("paste", () => setTimeout(() => text.value.trim() && send(text.value)));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    byId("many-form").requestSubmit();
  });
  byId("many-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (text.value.trim()) send(text.value);
    else {
      report(t("Add a table first."), true);
      text.focus();
    }
  });
  byId("many-other").addEventListener("click", () => {
    batch.forget();
    showInput(true);
    report("");
    byId("many-files").focus();
  });
  byId("many-format").addEventListener("change", ({ target }) => change({ format: target.value || null }));
  byId("many-encoding").addEventListener("change", ({ target }) => change({ encoding: target.value }));
  offerEncodings();
  document.addEventListener("paste", pasted);
  batch.listen(show);
}

// A table that is pasted outside of fields is used at once.
function pasted(event) {
  if (byId("many").hidden || event.target.closest?.("input, textarea, select, dialog")) return;
  const files = [...(event.clipboardData?.files ?? [])];
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!files.length && !text.trim()) return;
  event.preventDefault();
  if (text.trim()) byId("many-text").value = text;
  send(text.trim() ? text : files);
}

function offer(symbologies) {
  const groups = byFamily(symbologies).map(({ title, members }) =>
    build("optgroup", { label: title }, ...members.map((each) => build("option", { value: each.id, textContent: each.title }))),
  );
  byId("many-format").replaceChildren(build("option", { value: "", textContent: t("By the data") }), ...groups);
  byId("many-format").value = batch.kept("format", "");
}

// Of texts that are not UTF-8: the server's guess may be wrong.
const ENCODINGS = {
  "windows-1252": "Western Europe (Windows)",
  cp850: "Western Europe (DOS)",
  mac_roman: "Western Europe (Mac)",
  "windows-1250": "Central Europe",
  "windows-1251": "Cyrillic",
  "windows-1253": "Greek",
  "windows-1254": "Turkish",
  "windows-1255": "Hebrew",
  "windows-1256": "Arabic",
  gb18030: "Chinese (simplified)",
  big5: "Chinese (traditional)",
  shift_jis: "Japanese",
  "euc-kr": "Korean",
};

function offerEncodings() {
  const options = Object.entries(ENCODINGS).map(([value, name_]) => build("option", { value, textContent: t(name_) }));
  byId("many-encoding").replaceChildren(build("option", { value: "", textContent: t("As guessed") }), ...options);
}

const isGuessed = ({ notes = [] }) => notes.some((note) => /not UTF-8/.test(note));

export function report(text, wrong = false) {
  byId("many-says").textContent = text;
  byId("many-says").hidden = !text;
  byId("many-says").classList.toggle("problem", wrong);
}

async function send(input) {
  table = input;
  name = typeof input === "string" ? "" : input.map((file) => file.name).join(", ");
  batch.forget();
  batch.keep("format", "");
  batch.keep("copies", 1);
  byId("many-format").value = "";
  await attempt((options) => batch.create(input, options, showSent));
  batch.keep("name", name);
}

async function attempt(act) {
  byId("many-busy").hidden = false;
  showSent();
  try {
    await act({});
  } catch (error) {
    const [first] = error.errors ?? [];
    if (first?.code === "table.no_data" && table) await chooseColumn(error);
    else fail(error);
  }
  byId("many-busy").hidden = true;
}

// No column looks like barcodes: the first one is used, so that another one can be chosen.
async function chooseColumn(refusal) {
  try {
    await batch.create(table, { "columns[data]": "A" }, showSent);
    report(t("No column looks like barcodes. Choose the column below."), true);
  } catch (error) {
    // A table without rows has no columns to choose from.
    fail(error.code === "table.unknown_column" ? refusal : error);
  }
}

function fail(error) {
  report(error.errors?.length ? error.errors.map(named).join(" ") : error.message, true);
  showInput(!batch.current());
}

const named = (problem) => (problem.field && problem.field !== "body" ? `${problem.field}: ${problemText(problem)}` : problemText(problem));

// Checks the rows again with *changes*, and shows what is wrong with them.
export async function change(changes) {
  if ("format" in changes) batch.keep("format", changes.format ?? "");
  byId("many-table").setAttribute("aria-busy", "true");
  try {
    await batch.check(changes);
    return null;
  } catch (error) {
    report(error.errors?.length ? error.errors.map(named).join(" ") : error.message, true);
    return error;
  } finally {
    byId("many-table").removeAttribute("aria-busy");
  }
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

function showInput(is) {
  byId("many-form").hidden = !is;
  byId("many-other").hidden = is;
}

function show(found, why) {
  byId("many-table").hidden = !found;
  showInput(!found);
  if (why === "signed-out") report(t("You are signed out: check the rows again."));
  if (!found) return;
  const names = found.files.map((file) => file.name).filter(Boolean).join(", ");
  byId("many-name").textContent = names || t("Pasted table");
  report(verdict(found), false);
  byId("many-says").classList.toggle("all", !found.invalid);
  showRemarks(found.files);
  if (why === "new") byId("many-encoding").value = "";
  byId("many-encoding-field").hidden = !byId("many-encoding").value && !found.files.some(isGuessed);
}

export const verdict = ({ valid, invalid }) =>
  invalid
    ? t("{valid} can be drawn, {invalid} cannot.", { valid: batch.plural(valid), invalid: batch.plural(invalid) })
    : t(valid > 1 ? "All {valid} can be drawn." : "{valid} can be drawn.", { valid: batch.plural(valid) });

function showRemarks(files) {
  const remarks = files.flatMap(({ name: file, notes = [], problems = [] }) =>
    [...notes, ...problems.map(named)].map((text) => (file && files.length > 1 ? `${file}: ${text}` : text)),
  );
  byId("many-notes").hidden = !remarks.length;
  byId("many-notes").replaceChildren(...remarks.map((text) => build("li", { textContent: text })));
}

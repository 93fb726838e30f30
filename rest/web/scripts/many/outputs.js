// Step 3: files of the batch, and the operator's printers.

import { details, imageFormats } from "../catalogue.js";
import { notify } from "../clipboard.js";
import { build, byId } from "../dom.js";
import { countEntries, fetchAs } from "../downloads.js";
import { current as locale, t } from "../language.js";
import { text as problemText } from "../problems.js";
import { api, requestJson } from "../server.js";
import * as session from "../session.js";
import * as batch from "./batch.js";
import { change } from "./table.js";

const SYMBOLOGY = "code128"; // whose image formats are those of most
const LANGUAGES = {
  zpl: ["ZPL: Zebra and compatible", [152, 203, 300, 600], 203],
  tspl: ["TSPL: TSC and compatible", [203, 300, 600], 203],
  epl: ["EPL2: older Zebra and Eltron", [203, 300], 203],
  cpcl: ["CPCL: mobile printers of Zebra", [203, 300], 203],
  escpos: ["ESC/POS: receipt printers", [180, 203], 203],
  ql: ["Brother QL", [300], 300],
};

let owner = null;
let printers = []; // of the operator
let fetching = null; // aborts the running download

// *given* has options(), commands() (those of a roll) and fail(errors).
export function start(given) {
  owner = given;
  details(SYMBOLOGY).then(({ options }) => {
    const kinds = imageFormats(options).map((kind) => build("option", { value: kind, textContent: kind }));
    byId("many-kind").replaceChildren(...kinds);
    byId("many-kind").value = batch.kept("kind", "PNG");
  }, () => {});
  byId("many-kind").addEventListener("change", ({ target }) => {
    batch.keep("kind", target.value);
    change({ image_format: target.value });
  });
  byId("many-copies").addEventListener("change", async ({ target }) => {
    const failed = await change({ copies: target.value.trim() || null });
    if (!failed) batch.keep("copies", target.value.trim() || 1);
    byId("many-copies-problem").hidden = !failed;
    byId("many-copies-problem").textContent = failed ? (failed.errors?.length ? failed.errors : [failed]).map(problemText).join(" ") : "";
    target.setAttribute("aria-invalid", String(Boolean(failed)));
  });
  byId("many-pdf").addEventListener("click", () => fetchLabels("labels.pdf"));
  byId("many-zip").addEventListener("click", () => fetchFile("barcodes.zip"));
  byId("many-report").addEventListener("click", () => fetchFile("report.csv"));
  byId("many-stop").addEventListener("click", () => fetching?.abort());
  offerLanguages();
  byId("many-commands").addEventListener("click", () => {
    const language = byId("many-language").value;
    fetchLabels(`labels.${language}`, { dpi: byId("many-dpi").value });
  });
  byId("many-print").addEventListener("click", print);
  offerPrinters();
  session.listen(offerPrinters);
  batch.listen((found, why) => {
    if (!found) fetching?.abort();
    if (why === "new") byId("many-copies").value = batch.kept("copies", 1);
    byId("many-output").classList.toggle("later", !found);
    showError("");
    byId("many-job").hidden = true;
    for (const id of ["pdf", "zip", "commands", "print"]) byId(`many-${id}`).disabled = !found?.valid;
    byId("many-cost").textContent = found?.cost ? t("The first download counts as {count} barcodes of your quota.", { count: found.cost.toLocaleString(locale()) }) : "";
  });
}

function offerLanguages() {
  const select = byId("many-language");
  select.replaceChildren(...Object.entries(LANGUAGES).map(([value, [name]]) => build("option", { value, textContent: t(name) })));
  select.value = batch.kept("language", "zpl");
  const offerDpi = () => {
    const [, all, usual] = LANGUAGES[select.value] ?? LANGUAGES.zpl;
    byId("many-dpi").replaceChildren(...all.map((dpi) => build("option", { value: dpi, textContent: `${dpi} dpi` })));
    byId("many-dpi").value = all.includes(Number(batch.kept("dpi", usual))) ? batch.kept("dpi", usual) : usual;
  };
  select.addEventListener("change", () => {
    batch.keep("language", select.value);
    offerDpi();
  });
  byId("many-dpi").addEventListener("change", ({ target }) => batch.keep("dpi", target.value));
  offerDpi();
}

async function offerPrinters() {
  ({ printers } = await requestJson(api("printers")).catch(() => ({ printers: [] })));
  byId("many-printers").hidden = !printers.length;
  const select = byId("many-printer");
  select.replaceChildren(...printers.map(({ name, model }) => build("option", { value: name, textContent: model ? `${name} (${model})` : name })));
  const known = batch.kept("printer", "");
  if (printers.some(({ name }) => name === known)) select.value = known;
}

async function fetchLabels(name, extra = null) {
  await batch.settled();
  // Labels of printers are on a roll.
  await fetchFile(name, extra ? { ...(await owner.commands()), ...extra } : await owner.options());
}

// Downloads and saves a file of the batch; *options* are in the body, since templates may be long.
async function fetchFile(name, options = null) {
  fetching?.abort();
  const control = new AbortController();
  fetching = control;
  showError("");
  const count = name.endsWith(".zip") ? countEntries() : null;
  progress(0, name);
  try {
    const watch = (bytes, chunk) => progress(bytes, name, count?.(chunk));
    const init = options ? batch.json("POST", options) : {};
    const found = await batch.settled();
    control.signal.throwIfAborted();
    await fetchAs(api(`batches/${found.id}/${name}`), name, { watch, signal: control.signal, ...init });
    notify(t("{name} is saved", { name }));
    byId("many-cost").textContent = "";
  } catch (error) {
    if (!control.signal.aborted) fail(error);
  }
  if (fetching === control) byId("many-fetching").hidden = true;
}

function fail(error) {
  const others = error.errors?.length ? owner.fail(error.errors) : [error];
  showError(others.map(problemText).join(" "));
}

function showError(text) {
  byId("many-refusal").textContent = text;
  byId("many-refusal").hidden = !text;
}

function progress(bytes, name, entries) {
  byId("many-fetching").hidden = false;
  const bar = byId("many-progress");
  if (entries === undefined) bar.removeAttribute("value");
  else bar.value = Math.min(1, entries / batch.current().valid);
  byId("many-fetched").textContent = bytes ? `${name}: ${size(bytes)}` : `${name}…`;
}

const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

async function print() {
  const to = byId("many-printer").value;
  batch.keep("printer", to);
  showError("");
  byId("many-print").disabled = true;
  try {
    const isPdf = printers.find(({ name }) => name === to)?.format === "pdf";
    await batch.settled();
    const options = { ...(await (isPdf ? owner.options() : owner.commands())), to };
    const job = await requestJson(api(`batches/${batch.current().id}/print`), batch.json("POST", options));
    byId("many-job").hidden = false;
    byId("many-job").textContent = t("Sent to {name}: {state}", { name: to, state: t(job.state ?? "sent") });
  } catch (error) {
    fail(error);
  }
  byId("many-print").disabled = false;
}

// What becomes of each column of a table: the server's proposal with its reasons, and changes of it.

import * as catalogue from "./catalogue.js";
import { build, byId } from "./dom.js";
import { t } from "./language.js";
import { api, requestJson } from "./server.js";

// Uses that can be chosen. An option of the barcode or a field of a content type stays one.
const USES = {
  data: "Barcode",
  format: "Kind of barcode",
  title: "Above the barcode",
  text: "Text",
  copies: "Copies",
  filename: "File name",
  ignored: "Not used",
};
const FIXED = { option: "Option of the barcode", content: "Field of the content" };
const SINGLE = ["data", "format", "title", "copies", "filename"]; // at most one column has this use

let batch = null;
let changed = () => {};
let titles = new Map(); // of symbologies

// *onChange(found)* gets the batch as it is checked again, or the error if it is not.
export function start(onChange) {
  changed = onChange;
  catalogue.load().then((all) => {
    titles = new Map(all.map(({ id, title }) => [id, title]));
  }, () => {});
}

// Shows the columns of *found*, if it is of one table.
export function show(found) {
  batch = found;
  const [file, ...others] = found.files;
  const mapping = others.length ? null : file?.mapping;
  const columns = mapping?.columns ?? [];
  // A list of data has nothing to map.
  byId("many-mapping").hidden = columns.length < 2;
  byId("many-columns").replaceChildren(...columns.map((column, at) => row(column, at, columns)));
  const chosen = mapping?.format;
  byId("many-kinds-reason").textContent = chosen?.reason ? `${titles.get(chosen.format) ?? chosen.format}: ${chosen.reason}` : "";
}

function row(column, at, columns) {
  const { name, use, reason } = column;
  const id = `column-${at}`;
  const offered = use in FIXED ? { [use]: FIXED[use], ...USES } : USES;
  const select = build("select", { id }, ...Object.entries(offered).map(([value, text]) => build("option", { value, textContent: t(text) })));
  select.value = use;
  select.addEventListener("change", () => change(columns, at, select.value));
  return build(
    "tr",
    { className: use },
    build("th", { scope: "row" }, build("label", { for: id, textContent: name || letter(at) })),
    build("td", {}, select),
    build("td", { className: "hint", textContent: reason }),
  );
}

// Columns are called A, B and so on, as in a spreadsheet.
const letter = (at) => (at < 26 ? "" : String.fromCharCode(64 + Math.floor(at / 26))) + String.fromCharCode(65 + (at % 26));

// A list with commas can't name a column with a comma.
function reference(columns, at) {
  const { name } = columns[at];
  const isUnique = columns.filter((each) => each.name === name).length === 1;
  return name && isUnique && !name.includes(",") ? name : letter(at);
}

async function change(columns, at, use) {
  const before = columns[at].use;
  const wanted = {};
  if (SINGLE.includes(before) && before !== "data") wanted[before] = "";
  if (SINGLE.includes(use)) wanted[use] = reference(columns, at);
  else if (use === "ignored") wanted[reference(columns, at)] = "ignore";
  if (use === "text" || before === "text") {
    const texts = columns.map((each, index) => ({ index, is: index === at ? use === "text" : each.use === "text" }));
    wanted.text = texts.filter(({ is }) => is).map(({ index }) => reference(columns, index)).join(",");
  }
  const known = batch;
  const found = await requestJson(api(`batches/${batch.id}/check`), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ columns: wanted }),
  }).catch((error) => error);
  if (known !== batch) return;
  changed(found);
  byId(`column-${at}`)?.focus();
}

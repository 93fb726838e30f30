// All rows of a batch, in a list that is opened on demand.

import * as csv from "../csv.js";
import { notify } from "../clipboard.js";
import { build, byId, choices } from "../dom.js";
import { t } from "../language.js";
import { text as problemText } from "../problems.js";
import * as batch from "./batch.js";
import { titleOf } from "./mapping.js";

const MAX_ROWS = 1000; // a browser lays these out without a noticeable delay
const VIEWS = [
  { id: "all", label: "All" },
  { id: "ok", label: "Drawn" },
  { id: "failed", label: "Failed" },
];

let view = "all";

export function start() {
  byId("many-all").addEventListener("toggle", () => byId("many-all").open && show());
  byId("many-more").addEventListener("click", more);
  byId("many-mend").addEventListener("click", saveFailed);
  batch.listen((found) => {
    if (!found) return;
    byId("many-count").textContent = batch.plural(found.count);
    byId("many-mend").hidden = !found.invalid;
    if (byId("many-all").open) show();
  });
}

function show() {
  const found = batch.current();
  if (!found) return;
  const press = choices(byId("many-views"), VIEWS.map((each) => ({ ...each, label: t(each.label) })), (id) => {
    view = id;
    show();
  });
  press(view);
  const visible = found.rows.filter(({ status }) => view === "all" || status === view);
  const names = ["Row", "Data", "Barcode", "File name", "Remarks"];
  byId("many-head").replaceChildren(build("tr", {}, ...names.map((text) => build("th", { scope: "col", textContent: t(text) }))));
  byId("many-rows").replaceChildren(...visible.slice(0, MAX_ROWS).map((row) => line(row, found.files.length > 1)));
  byId("many-more").hidden = found.rows.length >= found.count;
  byId("many-shown").textContent = t("{shown} shown, of {all}", { shown: batch.plural(Math.min(MAX_ROWS, visible.length)), all: batch.plural(found.count) });
}

function line({ file, row, status, data = "", format = "", filename = "", problems = [], notes = [] }, files) {
  return build(
    "tr",
    { className: status },
    build("th", { scope: "row", textContent: files ? `${file} ${row}` : String(row) }),
    build("td", { className: "datum" }, status === "ok" ? makeLink(format, data) : build("bdi", { textContent: data })),
    build("td", { textContent: titleOf(format) }),
    build("td", { textContent: filename }),
    build("td", { textContent: [...problems.map(problemText), ...notes].join(" ") }),
  );
}

// Returns a link that shows the barcode on the Make tab.
const makeLink = (format, data) =>
  build("a", { href: `#/make?${new URLSearchParams({ format, data })}` }, build("bdi", { textContent: data }));

async function more() {
  try {
    await batch.nextPage();
    show();
  } catch (error) {
    notify(error.message);
  }
}

// Saves the failed rows as a table, to correct and send again.
async function saveFailed() {
  try {
    const rows = await batch.loadAll();
    const failed = rows.filter(({ status }) => status === "failed");
    // All columns of these rows, so that a corrected row is complete.
    const columns = [...new Set(["data", ...failed.flatMap(({ cells = {} }) => Object.keys(cells))])];
    const lines = failed.map(({ cells = {}, problems = [] }) => [
      ...columns.map((name) => cells[name] ?? ""),
      problems.map((each) => `${each.field}: ${problemText(each)}`).join(" "),
    ]);
    csv.save("failed.csv", [[...columns, "problem"], ...lines]);
  } catch (error) {
    notify(error.message);
  }
}

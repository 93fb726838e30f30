// The table of a batch's rows.

import { build, byId } from "./dom.js";
import { t } from "./language.js";

const MAX_ROWS = 1000; // a browser lays these out without a noticeable delay

// Shows *rows*; with *files*, also the file of each row.
export function show(rows, files) {
  const names = ["Row", "Data", "Barcode", "File name", "Remarks"];
  const head = names.map((textContent) => build("th", { scope: "col", textContent: t(textContent) }));
  byId("many-head").replaceChildren(build("tr", {}, ...head));
  byId("many-rows").replaceChildren(...rows.slice(0, MAX_ROWS).map((row) => line(row, files)));
}

function line({ file, row, status, data = "", format = "", filename = "", problems = [], notes = [] }, files) {
  const remarks = [...problems.map(({ message, fix = "" }) => `${message} ${fix}`), ...notes];
  return build(
    "tr",
    { className: status },
    build("th", { scope: "row", textContent: files ? `${file} ${row}` : String(row) }),
    build("td", { className: "datum" }, status === "ok" ? makeLink(format, data) : data),
    build("td", { textContent: format }),
    build("td", { textContent: filename }),
    build("td", { textContent: remarks.join(" ") }),
  );
}

// Returns a link that shows the barcode on the Make tab.
function makeLink(format, data) {
  return build("a", { href: `#/make?${new URLSearchParams({ format, data })}`, textContent: data });
}

// The table of a batch's rows.

import { build, byId } from "./dom.js";

const MOST_SHOWN = 1000; // elements that a browser lays out at once without a pause

// Show *rows*; with *files*, say which file each stands in.
export function show(rows, files) {
  const names = ["Row", "Data", "Barcode", "File name", "Remarks"];
  const head = names.map((textContent) => build("th", { scope: "col", textContent }));
  byId("many-head").replaceChildren(build("tr", {}, ...head));
  byId("many-rows").replaceChildren(...rows.slice(0, MOST_SHOWN).map((row) => line(row, files)));
}

function line({ file, row, status, data = "", format = "", filename = "", problems = [], notes = [] }, files) {
  const remarks = [...problems.map(({ message, fix = "" }) => `${message} ${fix}`), ...notes];
  return build(
    "tr",
    { className: status },
    build("th", { scope: "row", textContent: files ? `${file} ${row}` : String(row) }),
    build("td", { className: "datum" }, status === "ok" ? shown(format, data) : data),
    build("td", { textContent: format }),
    build("td", { textContent: filename }),
    build("td", { textContent: remarks.join(" ") }),
  );
}

// A link to the Make tab, with this barcode on it.
function shown(format, data) {
  return build("a", { href: `#/make?${new URLSearchParams({ format, data })}`, textContent: data });
}

// Explains GS1 data: what each application identifier means.

import { build } from "./dom.js";

// Return what to show of *elements*, and of what is wrong with them.
export function explain(elements = [], problem = "") {
  const shown = elements.length ? [table(elements)] : [];
  return problem ? [...shown, build("p", { className: "problem", textContent: problem })] : shown;
}

function table(elements) {
  const head = ["AI", "Means", "Value"].map((textContent) => build("th", { scope: "col", textContent }));
  return build(
    "table",
    { className: "gs1" },
    build("thead", {}, build("tr", {}, ...head)),
    build("tbody", {}, ...elements.map(row)),
  );
}

const row = ({ ai, title, value }) =>
  build(
    "tr",
    {},
    build("th", { scope: "row", textContent: `(${ai})` }),
    build("td", { textContent: title }),
    build("td", { textContent: value }),
  );

// Explains GS1 data: the meaning of each application identifier.

import { build } from "./dom.js";
import { t } from "./language.js";

// Returns a table of *elements*, and the *problem* with them if there is one.
export function explain(elements = [], problem = "") {
  const content = elements.length ? [table(elements)] : [];
  return problem ? [...content, build("p", { className: "problem", textContent: problem })] : content;
}

function table(elements) {
  const head = ["Code", "Means", "Value"].map((text) => build("th", { scope: "col", textContent: t(text) }));
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

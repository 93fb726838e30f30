// What is known of a barcode that was read: what its content means and how well it is printed; and why
// one was not read.

import * as catalogue from "./catalogue.js";
import { build } from "./dom.js";
import { t } from "./language.js";

let contents = new Map();
let drawBarcode = () => {};

// *onDraw(values)* shows a barcode on the Make tab.
export function start(onDraw) {
  drawBarcode = onDraw;
  catalogue.loadContents().then((all) => {
    contents = new Map(all.map((each) => [each.id, each]));
  }, () => {});
}

const inWords = (name) => t(name[0].toUpperCase() + name.slice(1).replaceAll("_", " "));

const rows = (pairs) =>
  build("dl", {}, ...pairs.flatMap(([name, value]) => [build("dt", { textContent: name }), build("dd", { textContent: value })]));

// Returns the type and the fields of a known payload. Elements of GS1 data are explained elsewhere.
export function explanation({ explanation: found, gs1_elements: elements = [] }) {
  if (!found || elements.length) return [];
  const { type, fields, problems } = found;
  const title = contents.get(type)?.title ?? inWords(type);
  const values = Object.entries(fields).map(([name, value]) => [inWords(name), [value].flat().join(", ")]);
  const query = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`content.${name}`, value]));
  return [
    build(
      "div",
      { className: "about meaning" },
      build("h4", { textContent: t(title) }),
      rows(values),
      ...problems.map(({ message, fix = "" }) => build("p", { className: "hint", textContent: `${message} ${fix}` })),
      build("button", { type: "button", textContent: t("Use the form"), onclick: () => drawBarcode({ content: type, ...query }) }),
    ),
  ];
}

// Returns the grade of a barcode with its parameters.
export function quality({ quality: found }) {
  if (!found) return [];
  const { grade, letter, standard, parameters } = found;
  const values = parameters.map(({ name, value, grade: each }) => [inWords(name), `${Math.round(100 * value)} % (${each.toLocaleString()})`]);
  return [
    build(
      "details",
      { className: "about" },
      build("summary", {}, build("span", { className: `grade grade-${letter.toLowerCase()}`, textContent: letter }), t("Print quality {grade} of 4", { grade: grade.toLocaleString() })),
      rows([...values, [t("Standard"), standard]]),
      build("p", { className: "hint", textContent: t("Measured in this picture, not by a calibrated verifier.") }),
    ),
  ];
}

// Returns an item on why something was not read; *hasFound* is true if something else was.
export function cause({ message, fix = "", text = "" }, hasFound, page) {
  const title = hasFound ? t("Other readers may fail") : t("Not read");
  return build(
    "li",
    { className: "doubt" },
    build("h3", { textContent: page ? t("{title}, page {page}", { title, page }) : title }),
    build("p", { textContent: message }),
    build("p", { className: "hint", textContent: fix }),
    ...(text ? [build("p", { className: "hint", textContent: t("It may say {text}.", { text }) })] : []),
  );
}

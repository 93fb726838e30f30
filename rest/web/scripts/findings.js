// What is known of a barcode that was read: what its content means and how well it is printed; and why
// one was not read.

import * as catalogue from "./catalogue.js";
import { build } from "./dom.js";
import { current as locale, ofCause, ofCode, t } from "./language.js";

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
  const list = rows(Object.entries(fields).map(([name, value]) => [inWords(name), [value].flat().join(", ")]));
  nameFields(list, type, Object.keys(fields));
  const query = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`content.${name}`, value]));
  return [
    build(
      "div",
      { className: "about meaning" },
      build("h4", { textContent: t(title) }),
      list,
      ...problems.map(({ code = "", message, fix = "" }) => build("p", { className: "hint", textContent: ofCode(code) ?? `${message} ${fix}` })),
      build("button", { type: "button", textContent: t("Use the form"), onclick: () => drawBarcode({ content: type, ...query }) }),
    ),
  ];
}

// Returns who issued the number of the product or logistic unit.
export function issuer({ issuer: who = "" }) {
  if (!who) return [];
  return [build("p", { className: "hint issuer", textContent: who.startsWith("GS1 ") ? t("The number was issued by {name}.", { name: who }) : t(who[0].toUpperCase() + who.slice(1)) })];
}

// Replaces the names of *fields* by those of the form, as soon as they are known.
async function nameFields(list, type, fields) {
  if (!contents.has(type)) return;
  const { fields: { properties } } = await catalogue.contentDetails(type).catch(() => ({ fields: { properties: {} } }));
  [...list.querySelectorAll("dt")].forEach((term, at) => {
    const { title } = properties[fields[at]] ?? {};
    if (title) term.textContent = t(title);
  });
}

// Returns the grade of a barcode with its parameters.
export function quality({ quality: found }) {
  if (!found) return [];
  const { grade, letter, standard, parameters } = found;
  const values = parameters.map(({ name, value, grade: each }) => [inWords(name), `${Math.round(100 * value)} % (${each.toLocaleString(locale())})`]);
  return [
    build(
      "details",
      { className: "about" },
      build("summary", {}, build("span", { className: `grade grade-${letter.toLowerCase()}`, textContent: letter }), t("Print quality {grade} of 4", { grade: grade.toLocaleString(locale()) })),
      rows([...values, [t("Standard"), standard]]),
      build("p", { className: "hint", textContent: t("Measured in this picture, not by a calibrated verifier.") }),
    ),
  ];
}

// Returns an item on why something was not read; *isRead* is true if it was, and others may not read it.
export function cause({ code, message, fix = "", text = "" }, isRead, page) {
  const translated = ofCause(code);
  const title = isRead ? t("Other readers may fail") : t("Not read");
  return build(
    "li",
    { className: "doubt" },
    build("h3", { textContent: page ? t("{title}, page {page}", { title, page }) : title }),
    build("p", { textContent: translated ?? message }),
    ...(translated ? [] : [build("p", { className: "hint", textContent: fix })]),
    ...(text ? [build("p", { className: "hint", textContent: t("It may say {text}.", { text }) })] : []),
  );
}

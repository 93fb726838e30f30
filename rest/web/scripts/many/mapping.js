// What becomes of each column of a table: the server's proposal with its reasons, and changes of it.

import * as catalogue from "../catalogue.js";
import { build, byId, choices } from "../dom.js";
import { t } from "../language.js";
import * as batch from "./batch.js";
import { change } from "./table.js";

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

let titles = new Map(); // of symbologies
let file = 0; // whose columns are shown
let places = []; // the tables of that file

// With several files, a choice is about the one that is shown.
const ofFile = () => {
  const { files } = batch.current();
  return files.length > 1 ? { file: files.filter(({ mapping }) => mapping)[file].name } : {};
};

export function start() {
  catalogue.load().then((all) => {
    titles = new Map(all.map(({ id, title }) => [id, title]));
    if (batch.current()) show(batch.current());
  }, () => {});
  byId("many-header").addEventListener("change", ({ target }) => {
    const row = target.value.trim();
    change({ header_row: row === "" ? null : row, ...ofFile() });
  });
  byId("many-place").addEventListener("change", ({ target }) => {
    const { sheet = "", range = "" } = places[Number(target.value)];
    // Choices of columns were about the other table.
    const columns = Object.fromEntries(batch.kept("columns", []).map((key) => [key, null]));
    batch.keep("columns", []);
    change({ sheet, range, header_row: null, columns, ...ofFile() });
  });
  batch.listen((found, why) => {
    if (why === "new") file = 0;
    if (why === "gone") batch.keep("columns", []);
    if (found) show(found);
  });
}

export const titleOf = (format) => titles.get(format) ?? format;

function show(found) {
  const mapped = found.files.filter(({ mapping }) => mapping);
  const chosen = mapped[file] ?? mapped[0];
  const press = choices(byId("many-file-choice"), mapped.map(({ name }, at) => ({ id: at, label: name || t("Pasted table") })), (at) => {
    file = at;
    show(found);
  });
  press(file);
  byId("many-file-choice").hidden = mapped.length < 2;
  const columns = chosen?.mapping.columns ?? [];
  // A list of data has nothing to map.
  byId("many-mapping").hidden = columns.length < 2;
  byId("many-columns").replaceChildren(...columns.map((column, at) => row(column, at, columns)));
  showPlaces(chosen?.mapping);
  byId("many-header-field").hidden = columns.length < 2;
  byId("many-header").value = chosen?.mapping.header_row ?? "";
  const proposed = chosen?.mapping.format;
  byId("many-kinds-reason").textContent = proposed?.reason ? `${titleOf(proposed.format)}: ${reasonText(proposed.reason)}` : "";
}

// A file may have several tables, on sheets or below each other.
function showPlaces({ sheet = "", range = "", others = [] } = {}) {
  places = [{ sheet, range }, ...others];
  byId("many-place-field").hidden = places.length < 2;
  const name = (place) => [place.sheet, place.range].filter(Boolean).join(", ");
  byId("many-place").replaceChildren(...places.map((place, at) => build("option", { value: at, textContent: name(place) })));
}

// The server's reasons, in words of the page: a reason of the API names options of requests.
const REASONS = [
  [/^It may be a number of pieces: .* prints as many labels, ([\d,.]+) in all\.$/, "It may be a number of pieces. As Copies it prints as many labels, {0} in all."],
  [/^It has valid numbers too: /, "It has valid numbers too."],
  [/^.*: [\d,.]+ of [\d,.]+(?: shorter numbers)? are valid (.+) with the zeros that a spreadsheet drops, and are read so\.$/, "They are valid {0} with the zeros that a spreadsheet drops, and are read so."],
  [/^(.*): ([\d,.]+) of ([\d,.]+) are valid (.+)\.$/, "{1} of {2} are valid {3}."],
  [/^The sheet hides it: /, "The sheet hides it."],
  [/^.* is (.+), by its name(?: and its values)?\.$/, "The name of the column says {0}."],
  [/^.*: ([\d,.]+) of ([\d,.]+) are addresses\.$/, "{0} of {1} are web addresses."],
  [/^.*: ([\d,.]+) of ([\d,.]+) are GS1 data\.$/, "{0} of {1} are GS1 data."],
  [/^.* has no standard of its own: /, "It holds each of the values."],
  [/^No value of .* is valid (.+): /, "It holds each of the values; none is a valid {0}."],
  [/^.* has values that Code 128 does not hold/, "It holds values that are too long or special for Code 128."],
  [/^Its name is that of the option (\S+)\.$/, "Its name is that of the option {0}."],
  [/^(All|[\d,.]+ of [\d,.]+) of its values are valid for the option (\S+)\.$/, "Its values are valid for the option {1}."],
  [/^It has the name of the option (\S+), but (.*)\.$/, "It has the name of the option {0}, but not its values."],
];

function reasonText(reason) {
  for (const [pattern, text] of REASONS) {
    const found = pattern.exec(reason);
    if (found) return t(text, { ...found.slice(1) });
  }
  return t(reason);
}

function row(column, at, columns) {
  const { name, use, reason = "", samples = [] } = column;
  const id = `column-${at}`;
  const offered = use in FIXED ? { [use]: FIXED[use], ...USES } : USES;
  const select = build("select", { id }, ...Object.entries(offered).map(([value, text]) => build("option", { value, textContent: t(text) })));
  select.value = use;
  select.addEventListener("change", async () => {
    const choices_ = wanted(columns, at, select.value);
    batch.keep("columns", [...new Set([...batch.kept("columns", []), ...Object.keys(choices_)])]);
    if (await change({ columns: choices_, ...ofFile() })) select.value = use;
    byId(id)?.focus();
  });
  return build(
    "tr",
    { className: use },
    build("th", { scope: "row" }, build("label", { for: id, textContent: name || letter(at) }), samples.length ? build("small", { className: "samples", lang: "", textContent: samples.join(" · ") }) : ""),
    build("td", {}, select),
    build("td", { className: "hint", textContent: reasonText(reason) }),
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

function wanted(columns, at, use) {
  const before = columns[at].use;
  const changes = {};
  // A title is only a use of a column: there is none if no column has it.
  if (SINGLE.includes(before) && before !== "data") changes[before] = before === "title" ? null : "";
  if (SINGLE.includes(use)) changes[use] = reference(columns, at);
  else if (use === "ignored") changes[reference(columns, at)] = "ignore";
  if (use === "text" || before === "text") {
    const texts = columns.map((each, index) => ({ index, is: index === at ? use === "text" : each.use === "text" }));
    // null removes the choice: no column can be named by an empty text.
    changes.text = texts.filter(({ is }) => is).map(({ index }) => reference(columns, index)).join(",") || null;
  }
  return changes;
}

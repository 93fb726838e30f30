// A batch as labels: the choices come from the API's OpenAPI document.

import { build, byId } from "./dom.js";
import { field } from "./fields.js";
import { t } from "./language.js";
import * as problems from "./problems.js";
import { api, requestJson, bare } from "./server.js";

const LABELS = {
  columns: ["Across"],
  rows: ["Down"],
  margin: ["Margin", "mm"],
  gap: ["Gap", "mm"],
  label_width: ["Width", "mm"],
  label_height: ["Height", "mm"],
  start: ["First label"],
  cut_marks: ["Cut marks"],
  dpi: ["Printer", "dpi"],
};
// Choices among the columns of the table have separate fields.
const FROM_COLUMNS = new Set(["template", "title", "lines"]);
const OWN_COLUMNS = ["data", "format", "filename", "row"];
const MAX_LINES = 6;
const PAPERS = ["A4", "Letter"];
const FOR_PRINTERS = "roll"; // the only template of label printers

const form = byId("many-sheets");
let batch = null;
let choices = null; // JSON Schema of each choice, by name
let values = {}; // the choices, as text
let lines = []; // columns, in the order of printing

// *fetchFile(url, name, showErrors)* downloads a file.
export function start(fetchFile) {
  const download = (name) => () => fetchLabels(fetchFile, name);
  byId("many-template").addEventListener("change", showFields);
  byId("many-title").addEventListener("change", () => problems.clear(form));
  byId("many-labels").addEventListener("click", download("labels.pdf"));
  byId("many-zpl").addEventListener("click", download("labels.zpl"));
}

// Offers labels of *found*, if it has valid rows.
export async function show(found) {
  batch = found;
  form.hidden = true;
  if (!found.valid) return;
  try {
    choices ??= await loadChoices();
  } catch {
    return; // the other downloads work without them
  }
  if (batch !== found) return;
  offerTemplates();
  offerColumns();
  showFields();
  form.hidden = false;
}

async function loadChoices() {
  const { paths } = await requestJson(bare("openapi.json"));
  const of = (file) => Object.entries(paths).find(([path]) => path.endsWith(`/batches/{id}/${file}`))[1].get.parameters;
  const { dpi } = byName(of("labels.zpl"));
  return { ...byName(of("labels.pdf")), dpi: { ...dpi, "x-templates": [FOR_PRINTERS] } };
}

const byName = (parameters) =>
  Object.fromEntries(parameters.map(({ name, schema, description }) => [name, { description, ...schema }]));

function offerTemplates() {
  const select = byId("many-template");
  if (select.options.length) return;
  const { "x-enumDescriptions": titles = {} } = choices.template;
  const options = Object.entries(titles).map(([value, textContent]) => build("option", { value, textContent }));
  select.replaceChildren(...options);
  select.value = choices.template.default;
}

// Returns the columns of the table, then those of every batch. A list with commas can't name a column
// with a comma.
function columns() {
  const named = batch.files.flatMap((file) => file.columns ?? []).filter(({ option = "" }) => !option);
  return [...new Set([...named.map(({ name }) => name).filter((name) => name && !name.includes(",")), ...OWN_COLUMNS])];
}

function offerColumns() {
  const names = columns();
  const title = byId("many-title");
  const before = title.value;
  title.replaceChildren(
    build("option", { value: "", textContent: t("Nothing") }),
    ...names.map((name) => build("option", { value: name, textContent: name })),
  );
  title.value = names.includes(before) ? before : "";
  lines = lines.filter((name) => names.includes(name));
  byId("many-lines").replaceChildren(...names.map(lineButton));
  pressLines();
}

const lineButton = (name) =>
  build("button", { type: "button", textContent: name, "data-column": name, onclick: () => toggleLine(name) });

function toggleLine(name) {
  if (lines.includes(name)) lines = lines.filter((each) => each !== name);
  else if (lines.length < MAX_LINES) lines = [...lines, name];
  problems.clear(form);
  pressLines();
}

function pressLines() {
  for (const button of byId("many-lines").children) {
    button.setAttribute("aria-pressed", String(lines.includes(button.dataset.column)));
  }
  byId("many-lines-order").textContent = lines.length > 1 ? t("In this order: {names}", { names: lines.join(", ") }) : "";
}

function applicableChoices() {
  const template = byId("many-template").value;
  // The page divides paper by columns and rows only, not by the size of a label.
  const isSizeOnPaper = (name) => name.startsWith("label_") && PAPERS.includes(template);
  return Object.keys(choices).filter(
    (name) => !FROM_COLUMNS.has(name) && !isSizeOnPaper(name) && (choices[name]["x-templates"] ?? [template]).includes(template),
  );
}

function showFields() {
  problems.clear(form);
  byId("many-choices").replaceChildren(...applicableChoices().filter((name) => name in LABELS).map(choice));
  byId("many-zpl").hidden = byId("many-template").value !== FOR_PRINTERS;
}

const choice = (name) =>
  field({
    id: `label-${name}`,
    name,
    text: t(LABELS[name][0]),
    unit: LABELS[name][1],
    property: choices[name],
    value: values[name] ?? "",
    change(value) {
      values[name] = value;
      problems.clear(form);
    },
  });

function labelQuery(file) {
  const known = applicableChoices().filter((name) => values[name] && (name !== "dpi" || file === "labels.zpl"));
  return {
    template: byId("many-template").value,
    title: byId("many-title").value,
    lines: lines.join(","),
    ...Object.fromEntries(known.map((name) => [name, values[name]])),
  };
}

async function fetchLabels(fetchFile, file) {
  const query = Object.fromEntries(Object.entries(labelQuery(file)).filter(([, value]) => value));
  if (file === "labels.zpl") delete query.template; // implied
  await fetchFile(api(`batches/${batch.id}/${file}`, query), file, (errors) => problems.show(form, errors, applySuggestion));
}

function applySuggestion(name, value) {
  values[name] = value;
  showFields();
  byId(`label-${name}`)?.focus();
}

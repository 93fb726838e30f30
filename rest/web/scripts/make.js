// The Make tab: holds the request, and updates form, picture, files and code when it changes.

import * as catalogue from "./catalogue.js";
import { choose, edited, load, watchEdits } from "./choosing.js";
import { attempt, notify } from "./clipboard.js";
import * as connection from "./connection.js";
import * as delivery from "./delivery.js";
import { build, byId, choices } from "./dom.js";
import { Drawing } from "./drawing.js";
import { Form } from "./forms.js";
import * as gs1 from "./gs1.js";
import { loadOthers, t } from "./language.js";
import * as layouts from "./layouts.js";
import * as options from "./options.js";
import * as picker from "./picker.js";
import * as picture from "./picture.js";
import * as problems from "./problems.js";
import * as purposes from "./purposes.js";
import { recognise } from "./recognise.js";
import * as recognised from "./recognised.js";
import { api, requestJson } from "./server.js";
import * as session from "./session.js";
import * as snippets from "./snippets.js";
import { use } from "./words.js";

const FIRST = { content: "url" };
const ANY = ["qr", "aztec", "datamatrix"];
const CONTENT = /^content\./;

const state = {
  symbologies: [],
  contents: [],
  purpose: null,
  content: null, // the entry of the content type; null for plain data
  data: "",
  values: {}, // the options that are set, as text; some may not apply to the current symbology
  symbology: null,
  schema: null,
  isChosen: false, // true if the user chose the symbology of a content type
  kind: "PNG",
};
const drafts = new Map(); // what was entered for other purposes, until the page is left

let changed = () => {};
let isPickerWanted = () => false;
let pressAlternative = () => {};

const drawing = new Drawing({ begin: picture.wait, done, failed });
const form = new Form(byId("content-fields"), edit);

// Returns the options that apply to the symbology.
const applicableOptions = () =>
  Object.fromEntries(Object.entries(state.values).filter(([name, value]) => name in (state.schema?.properties ?? {}) && value !== ""));

// Returns the request: data and format, or a content type and its fields; then the options.
function requestValues() {
  if (!state.content) return { data: state.data, format: state.symbology.id, ...applicableOptions() };
  const format = state.isChosen ? { format: state.symbology.id } : {};
  return { content: state.content.id, ...format, ...form.options(), ...applicableOptions() };
}

export const currentRequest = () => ({
  values: requestValues(),
  format: state.symbology.id,
  kind: state.kind,
  schema: state.schema,
  picture: picture.current(),
  signedIn: session.current() !== null,
  name: summary(),
});

function summary() {
  const first = state.content ? Object.values(form.options()).flat()[0] : state.data;
  return `${state.content?.title ?? state.symbology.title}: ${first ?? ""}`;
}

// Returns the tool call for the console of the Connect tab.
export const mcpCall = (id) => snippets.call(currentRequest(), id);

// Returns the values of a link to this page.
export function linkValues() {
  if (!state.symbology) return {};
  // A logo is too long for an address.
  const { logo, logo_size: logoSize, ...values } = requestValues();
  return { ...values, ...(state.kind === "PNG" ? {} : { image_format: state.kind }) };
}

export async function start(values, onChange) {
  changed = onChange;
  listenOnce();
  const loaded = Promise.all([catalogue.load(), catalogue.loadContents()]).then(offer);
  await Promise.all([apply(values), loaded]);
  if (!state.symbology) return; // a newer choice is on its way
  showPurpose();
  showSymbology();
  recognised.show();
  if (isPickerWanted()) openPicker();
  isPickerWanted = () => false;
}

function offer([symbologies, contents]) {
  state.symbologies = symbologies;
  state.contents = contents;
  picker.prepare(symbologies, chooseSymbology, choosePurpose);
  showPurposes();
}

// Shows the barcode with *values* from a link; without values, the example of the first content type.
export function apply(values, options = {}) {
  const { format, image_format: kind = "PNG", content, data, ...others } = values.format || values.content ? values : { ...FIRST, ...values };
  const isField = ([name]) => CONTENT.test(name);
  const fields = Object.entries(others).filter(isField).map(([name, value]) => [name.replace(CONTENT, ""), value]);
  return choose(
    () => load(content, format, { isFirst: Object.keys(values).length === 0 }),
    (loaded) => {
      state.values = Object.fromEntries(Object.entries(others).filter((pair) => !isField(pair)));
      state.kind = kind.toUpperCase();
      state.isChosen = Boolean(format);
      show(loaded, Object.fromEntries(fields));
      if (!state.content) setData(data ?? state.symbology.example ?? "");
      state.purpose = null;
      refresh();
    },
    options,
  );
}

// Shows what was loaded: a content type with *fields*, or its draft or example if there are none.
function show({ details, symbology, schema, notices }, fields = {}) {
  state.content = details?.content ?? null;
  if (details) form.show(details, Object.keys(fields).length ? fields : (drafts.get(details.content.id) ?? details.example));
  state.symbology = symbology;
  state.schema = schema;
  if (notices.length) notify(notices.join(" "));
}

function chooseSymbology(format) {
  return attempt(() =>
    choose(
      () => load("", format),
      ({ symbology, schema, notices }, isUnedited) => {
        const wasExample = isUnedited && !state.content && (state.data === "" || isExampleData());
        Object.assign(state, { symbology, schema, isChosen: true });
        if (wasExample) setData(symbology.example);
        if (notices.length) notify(notices.join(" "));
        refresh();
      },
    ),
  );
}

const isExampleData = () => [state.symbology?.example, purposes.PURPOSES.find(({ id }) => id === state.purpose)?.example].includes(state.data);

function choosePurpose(id) {
  const purpose = purposes.offered(state.contents).find((each) => each.id === id);
  return chooseKind(purpose, purpose.format ? "" : purpose.contents[0]);
}

// Shows the form of the content type *id*, or the field of plain data if it is empty.
function chooseKind(purpose, id) {
  return attempt(() =>
    choose(
      () => load(id, id ? undefined : purpose.format),
      (loaded, isUnedited) => {
        keepDraft();
        const found = recognise(state.content ? "" : state.data).find(({ content, fields }) => content === id && fields);
        show(loaded, found?.fields);
        state.isChosen = false;
        if (!state.content) setData(drafts.get(purpose.id) ?? purpose.example ?? state.symbology.example);
        state.purpose = purpose.id;
        refresh();
        if (isUnedited) focusFirst();
      },
    ),
  );
}

function keepDraft() {
  if (state.content && !form.isExample) drafts.set(state.content.id, { ...form.values });
  else if (!state.content && state.data && !isExampleData()) drafts.set(state.purpose, state.data);
}

function focusFirst() {
  const field = state.content ? byId("content-fields").querySelector("input, textarea, select") : byId("data");
  field?.focus({ preventScroll: true });
  field?.select?.();
}

function setData(data) {
  state.data = data;
  byId("data").value = data;
}

function edit() {
  edited();
  draw();
}

function set(name, value) {
  if (value === "") delete state.values[name];
  else state.values[name] = value;
  draw();
}

// Applies a suggestion of the server to its field.
function applySuggestion(name, value) {
  if (name === "format") {
    chooseSymbology(value);
    return;
  }
  if (CONTENT.test(name)) {
    form.set(name.replace(CONTENT, ""), value);
    byId("content-fields").querySelector(`[data-field="${CSS.escape(name)}"] :is(input, textarea, select)`)?.focus();
    return;
  }
  if (name === "data") setData(value);
  else state.values[name] = value;
  refresh();
  (name === "data" ? byId("data") : options.control(name))?.focus();
}

function refresh() {
  showPurpose();
  showSymbology();
  recognised.show();
  options.show(state.schema, state.values, set);
  const kinds = catalogue.imageFormats(state.schema);
  if (!kinds.includes(state.kind)) state.kind = kinds[0];
  delivery.showKinds(kinds, state.kind);
  draw(0);
}

function showPurposes() {
  byId("purposes").replaceChildren(
    ...purposes.offered(state.contents).map(({ id, title, icon }) => {
      const button = build("button", { type: "button", "data-purpose": id }, drawIcon(icon), build("span", { textContent: t(title) }));
      button.addEventListener("click", () => choosePurpose(id));
      return button;
    }),
  );
}

function drawIcon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

function showPurpose() {
  const { content, symbology } = state;
  state.purpose ??= purposes.purposeOf({ content: content?.id, format: symbology?.id, family: symbology?.family });
  for (const button of byId("purposes").children) button.setAttribute("aria-pressed", String(button.dataset.purpose === state.purpose));
  byId("content-form").hidden = !content;
  byId("data-field").hidden = Boolean(content);
  const purpose = purposes.offered(state.contents).find(({ id }) => id === state.purpose);
  const kinds = purpose?.contents ?? [];
  byId("kind-field").hidden = kinds.length + Number(Boolean(purpose?.format)) < 2;
  byId("content-kind").replaceChildren(
    ...(purpose?.format ? [build("option", { value: "", textContent: t("Number") })] : []),
    ...kinds.map((id) => build("option", { value: id, textContent: t(state.contents.find((each) => each.id === id).title) })),
  );
  byId("content-kind").value = content?.id ?? "";
}

function showSymbology() {
  const { symbology, content } = state;
  byId("format-title").textContent = symbology.title;
  byId("format-note").textContent = reason();
  byId("format-example").src = catalogue.example(symbology.id);
  byId("data-hint").textContent = hint(symbology);
  const rows = [
    ["Accepts", accepted(symbology)],
    ["Check digit", t(symbology.check_digit ?? "")],
    ["Standard", symbology.standard],
    ["Content", content ? [t(content.description), ` ${content.standard}`] : ""],
    ["Note", t(symbology.note ?? "")],
  ].filter(([, text]) => text);
  byId("about-title").textContent = t("About {name}", { name: symbology.title });
  byId("about-rows").replaceChildren(...rows.flatMap(([name, text]) => [build("dt", { textContent: t(name) }), build("dd", {}, ...[text].flat())]));
  const purpose = purposes.PURPOSES.find(({ id }) => id === state.purpose);
  const ids = content ? (content.symbologies.length ? content.symbologies : ANY) : (purpose?.formats ?? catalogue.FAVOURITES);
  const offered = ids.slice(0, 6).map((id) => state.symbologies.find((each) => each.id === id)).filter(Boolean);
  byId("favourites").hidden = offered.length < 2;
  pressAlternative = choices(byId("favourites"), offered.map(({ id, title }) => ({ id, label: title })), chooseSymbology);
  pressAlternative(symbology.id);
}

// Returns why this symbology was chosen.
function reason() {
  const { content, symbology } = state;
  const why = t(use(symbology));
  if (!content || !content.symbologies.length) return why;
  if (content.symbologies.length === 1) return t("Readers of this content expect it");
  return content.symbologies[0] === symbology.id ? t("The usual choice for this. {why}", { why }) : why;
}

const accepted = ({ characters, lengths }) => [characters, lengths].filter(Boolean).map((each) => t(each)).join("; ");

// Any text needs no hint.
function hint(symbology) {
  if (symbology.characters.startsWith("any text")) return "";
  const text = accepted(symbology);
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function draw(delay) {
  byId("stage").classList.toggle("see-through", state.values.background === "transparent");
  drawing.draw(requestValues(), delay);
  write();
}

// *isNewest()* is false after a newer request.
async function done(drawn, isNewest) {
  // The standard may choose the symbology by the fields.
  if (state.content && drawn.format !== state.symbology.id) {
    const { symbology, options: schema } = await catalogue.details(drawn.format);
    if (!isNewest()) return;
    Object.assign(state, { symbology, schema });
    showSymbology();
    options.show(state.schema, state.values, set);
  }
  if (drawn.warnings.length) await loadOthers();
  if (!isNewest()) return;
  problems.clear(byId("make"));
  byId("refusal").textContent = "";
  picture.show(drawn, state.symbology.title, state);
  write();
  explain();
}

// Shows the elements of GS1 data.
async function explain() {
  const values = requestValues();
  const isGs1 = state.symbology.family === "gs1" || /^\(\d{2,4}\)/.test(values.data ?? "");
  const report = isGs1 ? await validated(values) : {};
  if (JSON.stringify(values) !== JSON.stringify(requestValues())) return;
  const elements = gs1.explain(report.gs1_elements);
  byId("elements").hidden = !elements.length;
  byId("elements").replaceChildren(...elements);
}

const validated = (values) => requestJson(api("validate", values)).catch(() => ({}));

function failed(error) {
  const others = problems.show(byId("make"), error.errors ?? [], applySuggestion);
  const elsewhere = error.errors?.length && !others.length;
  const text = others.map(problems.text).join(" ");
  byId("elements").hidden = true;
  byId("refusal").textContent = error.message;
  const more = error.code === "limit.quota" && !session.current() ? ` ${t("Sign in to use the limits of your account.")}` : "";
  picture.showError(elsewhere ? t("No picture yet: see the field marked in red.") : (text || error.message) + more);
  write();
}

// Updates the URL, the files and the code.
function write() {
  changed();
  delivery.show(currentRequest());
}

let isListening = false;

function listenOnce() {
  if (!isListening) listen();
  isListening = true;
}

function listen() {
  byId("make-form").addEventListener("submit", (event) => event.preventDefault());
  byId("format").addEventListener("click", openPicker);
  byId("data").addEventListener("input", (event) => {
    state.data = event.target.value;
    recognised.show();
    edit();
  });
  byId("data").addEventListener("focus", () => isExampleData() && byId("data").select());
  byId("use-example").addEventListener("click", () => applySuggestion("data", state.symbology.example));
  byId("content-kind").addEventListener("change", ({ target }) => {
    chooseKind(purposes.offered(state.contents).find(({ id }) => id === state.purpose), target.value);
  });
  byId("reset").addEventListener("click", () => {
    state.values = {};
    refresh();
  });
  recognised.start({ state, isExampleData, apply, focusFirst });
  delivery.listen(currentRequest, (kind) => {
    state.kind = kind;
    // Files of other kinds may be printed in another size.
    if (picture.current()) picture.show(picture.current(), state.symbology.title, state);
    write();
  });
  layouts.start({
    current: () => ({ ...state.values }),
    use(values) {
      state.values = { ...values };
      refresh();
    },
    open: (values) => attempt(() => apply(values)),
  });
  connection.listen(() => state.symbology && draw(0));
  // Another caller has other limits, and the code contains the place of a key.
  session.listen(() => state.symbology && draw(0));
}

// Opens the search, as soon as the catalogue is there and unless something is typed until then.
export function openPicker() {
  if (state.symbologies.length && state.symbology) picker.open(state.symbology.id);
  else isPickerWanted = watchEdits();
}

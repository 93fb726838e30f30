// The Make tab: holds the options, and updates fields, picture, files and code when they change.

import { link } from "./address.js";
import * as catalogue from "./catalogue.js";
import { copyPng, copyText, notify } from "./clipboard.js";
import { build, byId, choices } from "./dom.js";
import { saveAs } from "./downloads.js";
import { Drawing } from "./drawing.js";
import * as gs1 from "./gs1.js";
import * as options from "./options.js";
import * as picker from "./picker.js";
import * as picture from "./picture.js";
import * as problems from "./problems.js";
import { api, drawRequest, request, requestJson } from "./server.js";
import * as session from "./session.js";
import * as snippets from "./snippets.js";

const FIRST = "code128";

const state = {
  symbologies: [],
  symbology: null,
  schema: null,
  values: {}, // the options that are set, as text; some may not apply to the current symbology
  kind: "PNG",
  snippet: "url",
};

let changed = () => {};
let pressFavourite = () => {};
let pressSnippet = () => {};

const drawing = new Drawing({ begin: picture.wait, done, failed });

// Returns the values that apply to the symbology, data and format first.
function applicableValues() {
  const { data = "", ...rest } = state.values;
  const known = ([name, value]) => name in (state.schema?.properties ?? {}) && value !== "";
  const others = Object.entries(rest).filter(known);
  return { data, format: state.symbology.id, ...Object.fromEntries(others) };
}

const currentRequest = () => ({
  values: applicableValues(),
  kind: state.kind,
  schema: state.schema,
  picture: picture.current(),
  signedIn: session.current() !== null,
});

// Returns the tool call for the console of the Connect tab.
export const mcpCall = (id) => snippets.call(currentRequest(), id);

// Returns the values of a link to this page.
export function linkValues() {
  if (!state.symbology) return {};
  const kind = state.kind === "PNG" ? {} : { image_format: state.kind };
  return { ...applicableValues(), ...kind };
}

export async function start(values, onChange) {
  changed = onChange;
  pressSnippet = choices(byId("snippet-kinds"), snippets.KINDS, (id) => {
    state.snippet = id;
    write();
  });
  listen();
  await Promise.all([apply(values), catalogue.load().then(offer)]);
}

function offer(symbologies) {
  state.symbologies = symbologies;
  picker.prepare(symbologies, choose);
  pressFavourite = choices(
    byId("favourites"),
    catalogue.favourites(state.symbologies).map(({ id, title }) => ({ id, label: title })),
    choose,
  );
  if (state.symbology) pressFavourite(state.symbology.id);
}

// Shows the barcode with *values* from a link; without values, the example of the first symbology.
export async function apply({ format = FIRST, image_format: kind = "PNG", ...values }) {
  state.values = values;
  state.kind = kind.toUpperCase();
  await selectSymbology(format);
  if (state.values.data === undefined) state.values.data = state.symbology?.example ?? "";
  byId("data").value = state.values.data;
  refresh();
}

// Selects the symbology *format*; for an unknown name, the most similar one.
async function selectSymbology(format) {
  try {
    const { symbology, options: schema } = await catalogue.details(format);
    state.symbology = symbology;
    state.schema = schema;
  } catch (error) {
    if (!error.errors?.length || format === FIRST) throw error;
    await selectSymbology(error.errors[0].suggestion || FIRST);
    notify(`${error.errors[0].message} Showing ${state.symbology.title} instead.`);
  }
}

async function choose(format) {
  const wasExample = state.values.data === "" || state.values.data === state.symbology.example;
  try {
    await selectSymbology(format);
  } catch (error) {
    notify(error.message);
    return;
  }
  if (wasExample) setData(state.symbology.example);
  refresh();
}

function setData(data) {
  state.values.data = data;
  byId("data").value = data;
}

function set(name, value) {
  if (value === "") delete state.values[name];
  else state.values[name] = value;
  draw();
}

// Applies a suggestion of the server to its field.
function applySuggestion(name, value) {
  if (name === "format") {
    choose(value);
    return;
  }
  if (name === "data") setData(value);
  else state.values[name] = value;
  refresh();
  byId(name === "data" ? "data" : `option-${name}`)?.focus();
}

function refresh() {
  const { symbology } = state;
  byId("format-title").textContent = symbology.title;
  byId("format-note").textContent = symbology.note || symbology.standard;
  byId("format-example").src = catalogue.example(symbology.id);
  byId("data-hint").textContent = rules(symbology);
  pressFavourite(symbology.id);
  options.show(state.schema, state.values, set);
  showKinds();
  draw(0);
}

function rules({ characters, lengths, check_digit: checkDigit }) {
  const accepted = [characters, lengths].filter(Boolean).join("; ");
  const check = checkDigit ? ` Check digit: ${checkDigit}.` : "";
  return `${accepted[0].toUpperCase()}${accepted.slice(1)}.${check}`;
}

function showKinds() {
  const kinds = catalogue.imageFormats(state.schema);
  if (!kinds.includes(state.kind)) state.kind = kinds[0];
  byId("kinds").replaceChildren(
    ...kinds.map((kind) => {
      const radio = build("input", { type: "radio", name: "kind", value: kind, checked: kind === state.kind });
      radio.addEventListener("change", () => {
        state.kind = kind;
        write();
      });
      return build("label", {}, radio, kind);
    }),
  );
}

function draw(delay) {
  byId("stage").classList.toggle("see-through", state.values.background === "transparent");
  drawing.draw(applicableValues(), delay);
  write();
}

function done(drawn) {
  problems.clear(byId("make"));
  byId("refusal").textContent = "";
  picture.show(drawn, state.symbology.title);
  write();
  explain();
}

// Shows the elements of GS1 data.
async function explain() {
  const values = applicableValues();
  const isGs1 = state.symbology.family === "gs1" || /^\(\d{2,4}\)/.test(values.data);
  const report = isGs1 ? await validated(values) : {};
  if (values.data !== state.values.data) return;
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
  const more = error.code === "limit.quota" && !session.current() ? " Sign in to use the limits of your account." : "";
  picture.showError(elsewhere ? "No picture: see the field marked in red." : (text || error.message) + more);
  write();
}

// Updates the URL, the files and the code.
function write() {
  const current = currentRequest();
  const drawn = Boolean(current.picture);
  changed();
  pressSnippet(state.snippet);
  byId("snippet").textContent = snippets.write(state.snippet, current);
  byId("snippet-note").textContent = snippets.note(state.snippet, current);
  byId("snippet-note").hidden = !current.signedIn;
  const download = byId("download");
  download.textContent = `Download ${state.kind}`;
  download.setAttribute("aria-disabled", String(!drawn));
  if (drawn) {
    download.href = snippets.pictureUrl(current);
    download.download = snippets.fileName(current);
  } else {
    download.removeAttribute("href");
  }
  byId("copy-picture").disabled = !drawn;
  byId("print").disabled = !drawn;
}

function listen() {
  byId("make-form").addEventListener("submit", (event) => event.preventDefault());
  byId("format").addEventListener("click", () => {
    if (state.symbologies.length) picker.open(state.symbology.id);
  });
  byId("data").addEventListener("input", (event) => {
    state.values.data = event.target.value;
    draw();
  });
  byId("use-example").addEventListener("click", () => applySuggestion("data", state.symbology.example));
  byId("reset").addEventListener("click", () => {
    state.values = { data: state.values.data };
    refresh();
  });
  byId("download").addEventListener("click", download);
  byId("copy-picture").addEventListener("click", copyPicture);
  byId("copy-link").addEventListener("click", () => copyText(link(), "Link"));
  byId("copy-snippet").addEventListener("click", () => copyText(byId("snippet").textContent, "Code"));
  byId("print").addEventListener("click", () => print());
  // Another caller has other limits, and the code contains the place of a key.
  session.listen(() => state.symbology && draw(0));
}

async function fetchPicture(kind) {
  const [url, init] = drawRequest({ ...applicableValues(), image_format: kind }, "*/*");
  return (await request(url, init)).blob();
}

// Runs *act*, and shows its error.
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    notify(error.message);
  }
}

const copyPicture = () => attempt(() => copyPng(fetchPicture("PNG"), "Picture"));

// The link is for the browser's context menu. A click sends a request instead, which can post long
// data, send credentials and report an error.
function download(event) {
  event.preventDefault();
  const name = snippets.fileName(currentRequest());
  attempt(async () => saveAs(await fetchPicture(state.kind), name));
}

// The Make tab: holds what is asked for and keeps fields, picture, files and code in step with it.

import { link } from "./address.js";
import * as catalogue from "./catalogue.js";
import { copyPng, copyText, say } from "./clipboard.js";
import { build, byId, choices } from "./dom.js";
import { saveAs } from "./downloads.js";
import { Drawing } from "./drawing.js";
import * as gs1 from "./gs1.js";
import * as options from "./options.js";
import * as picker from "./picker.js";
import * as picture from "./picture.js";
import * as problems from "./problems.js";
import { api, ask, askJson, drawRequest } from "./server.js";
import * as session from "./session.js";
import * as snippets from "./snippets.js";

const FIRST = "code128";

const state = {
  symbologies: [],
  symbology: null,
  schema: null,
  values: {}, // every option set, as text; some may not apply to the symbology chosen now
  kind: "PNG",
  snippet: "url",
};

let changed = () => {};
let pressFavourite = () => {};
let pressSnippet = () => {};

const drawing = new Drawing({ begin: picture.wait, done, failed });

// Those values that the symbology takes, data and format first.
function applying() {
  const { data = "", ...rest } = state.values;
  const known = ([name, value]) => name in (state.schema?.properties ?? {}) && value !== "";
  const others = Object.entries(rest).filter(known);
  return { data, format: state.symbology.id, ...Object.fromEntries(others) };
}

const asked = () => ({
  values: applying(),
  kind: state.kind,
  schema: state.schema,
  picture: picture.current(),
  signedIn: session.current() !== null,
});

// What the console of the Connect tab asks for.
export const mcpCall = (id) => snippets.call(asked(), id);

// What a link to this page says.
export function told() {
  if (!state.symbology) return {};
  const kind = state.kind === "PNG" ? {} : { image_format: state.kind };
  return { ...applying(), ...kind };
}

export async function start(values, onChange) {
  changed = onChange;
  pressSnippet = choices(byId("snippet-kinds"), snippets.KINDS, (id) => {
    state.snippet = id;
    write();
  });
  listen();
  await Promise.all([take(values), catalogue.load().then(offer)]);
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

// Show what *values*, from a link, ask for; without any, the first symbology's example.
export async function take({ format = FIRST, image_format: kind = "PNG", ...values }) {
  state.values = values;
  state.kind = kind.toUpperCase();
  await turnTo(format);
  if (state.values.data === undefined) state.values.data = state.symbology?.example ?? "";
  byId("data").value = state.values.data;
  refresh();
}

// Make *format* the symbology; a name that nobody knows is shown as the server's own problem.
async function turnTo(format) {
  try {
    const { symbology, options: schema } = await catalogue.details(format);
    state.symbology = symbology;
    state.schema = schema;
  } catch (error) {
    if (!error.errors?.length || format === FIRST) throw error;
    await turnTo(error.errors[0].suggestion || FIRST);
    say(`${error.errors[0].message} This is ${state.symbology.title}.`);
  }
}

async function choose(format) {
  const wasExample = state.values.data === "" || state.values.data === state.symbology.example;
  try {
    await turnTo(format);
  } catch (error) {
    say(error.message);
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

// Put a suggestion of the server's where it belongs.
function mend(name, value) {
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
  const takes = [characters, lengths].filter(Boolean).join("; ");
  const check = checkDigit ? ` Check digit: ${checkDigit}.` : "";
  return `${takes[0].toUpperCase()}${takes.slice(1)}.${check}`;
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
  drawing.ask(applying(), delay);
  write();
}

function done(drawn) {
  problems.clear(byId("make"));
  byId("refusal").textContent = "";
  picture.show(drawn, state.symbology.title);
  write();
  explain();
}

// GS1 data are told element by element; of any other there is nothing to tell.
async function explain() {
  const values = applying();
  const isGs1 = state.symbology.family === "gs1" || /^\(\d{2,4}\)/.test(values.data);
  const report = isGs1 ? await validated(values) : {};
  if (values.data !== state.values.data) return;
  const shown = gs1.explain(report.gs1_elements);
  byId("elements").hidden = !shown.length;
  byId("elements").replaceChildren(...shown);
}

const validated = (values) => askJson(api("validate", values)).catch(() => ({}));

function failed(error) {
  const lost = problems.show(byId("make"), error.errors ?? [], mend);
  const elsewhere = error.errors?.length && !lost.length;
  const text = lost.map(problems.worded).join(" ");
  byId("elements").hidden = true;
  byId("refusal").textContent = error.message;
  const more = error.code === "limit.quota" && !session.current() ? " Signed in, you draw on the limits of your account." : "";
  picture.refuse(elsewhere ? "No picture yet: see the field marked red." : (text || error.message) + more);
  write();
}

// Bring the address, the files and the code in step with the state.
function write() {
  const wanted = asked();
  const drawn = Boolean(wanted.picture);
  changed();
  pressSnippet(state.snippet);
  byId("snippet").textContent = snippets.write(state.snippet, wanted);
  byId("snippet-note").textContent = snippets.note(state.snippet, wanted);
  byId("snippet-note").hidden = !wanted.signedIn;
  const download = byId("download");
  download.textContent = `Download ${state.kind}`;
  download.setAttribute("aria-disabled", String(!drawn));
  if (drawn) {
    download.href = snippets.pictureUrl(wanted);
    download.download = snippets.fileName(wanted);
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
  byId("use-example").addEventListener("click", () => mend("data", state.symbology.example));
  byId("reset").addEventListener("click", () => {
    state.values = { data: state.values.data };
    refresh();
  });
  byId("download").addEventListener("click", download);
  byId("copy-picture").addEventListener("click", copyPicture);
  byId("copy-link").addEventListener("click", () => copyText(link(), "Link"));
  byId("copy-snippet").addEventListener("click", () => copyText(byId("snippet").textContent, "Code"));
  byId("print").addEventListener("click", () => print());
  // What one caller was refused, another may get; and code says where a key goes.
  session.listen(() => state.symbology && draw(0));
}

async function fetchPicture(kind) {
  const [url, init] = drawRequest({ ...applying(), image_format: kind }, "*/*");
  return (await ask(url, init)).blob();
}

// Do what needs the server, or say why it can't be done.
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    say(error.message);
  }
}

const copyPicture = () => attempt(() => copyPng(fetchPicture("PNG"), "Picture"));

// The link is for the browser's own menu. A click fetches, which posts what is too long for a URL,
// shows credentials, and can tell a refusal.
function download(event) {
  event.preventDefault();
  const name = snippets.fileName(asked());
  attempt(async () => saveAs(await fetchPicture(state.kind), name));
}

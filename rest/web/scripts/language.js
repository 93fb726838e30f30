// The language of the page: its catalogues of messages, the texts of the document, and the switch. The
// second catalogue is loaded with the first use, so that the first view needs little.
//
// The English text is the key of a message. A text without a translation stays in English, such as an
// option that is new on the server. early.js has chosen the language: that of the last visit, or the
// first one of the browser's list (which it sends as Accept-Language) that the page has.

import { build, byId } from "./dom.js";
import { files } from "./server.js";
import * as storage from "./storage.js";

const LANGUAGES = { en: "English", de: "Deutsch", fr: "Français", es: "Español", zh: "中文" };
const ATTRIBUTES = ["aria-label", "placeholder", "title"];

let messages = {};

export const current = () => document.documentElement.lang;

// Returns *text* in the language of the page. Names in braces are replaced by *values*.
export function t(text, values = {}) {
  const found = messages[text] ?? composed(text) ?? text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Numbers and names in capitals, such as 12, EAN-13 and 1P. Hints that differ in them share a message,
// which has {0}, {1} … for them.
const NAME = /(?<![\p{L}\d_#&])(?:\d[\d,.]*\d|\d+[A-Z]*|[A-Z][A-Z0-9]+[\w-]*)(?![\p{L}\d_])/gu;

// Translates the sentences and clauses of *text* one by one. Returns null if one of them is unknown.
function composed(text) {
  if (current() === "en") return null;
  const isChinese = current() === "zh";
  const sentences = String(text).split(/(?<=\.) (?=[A-Z])/).map((sentence) => {
    if (sentence in messages) return messages[sentence];
    const clauses = sentence.replace(/\.$/, "").split("; ").map(clause);
    const end = sentence.endsWith(".") ? (isChinese ? "。" : ".") : "";
    return clauses.includes(null) ? null : clauses.join(isChinese ? "；" : "; ") + end;
  });
  return sentences.includes(null) ? null : sentences.join(isChinese ? "" : " ");
}

function clause(text) {
  const names = [];
  const pattern = text.trim().replace(NAME, (name) => `{${names.push(name) - 1}}`);
  if (!/[a-z]{2}/.test(pattern)) return text;
  return messages[pattern]?.replace(/\{(\d)\}/g, (_, at) => local(names[at])) ?? null;
}

const local = (name) => (/^\d{1,3}(,\d{3})+$/.test(name) ? Number(name.replaceAll(",", "")).toLocaleString(current()) : name);

// Returns the text for an error *code*: of the whole code, of its last part, which many symbologies
// share, or of its family. Returns nothing in English, whose texts come from the server.
export function ofCode(code) {
  // The errors of the browser itself, such as that of a request which a navigation ended, have a number.
  if (typeof code !== "string") return undefined;
  const parts = code.split(".");
  return messages[`code:${code}`] ?? messages[`code:*.${parts.at(-1)}`] ?? messages[`code:${parts[0]}.*`];
}

// Returns the text for the *code* of a cause for which a barcode is not read; nothing in English.
export const ofCause = (code) => messages[`diagnosis:${code}`];

let others = null;

// Loads the messages that the first view does not need: those of the API, of errors and of rare texts; then
// translates what is shown already. It never fails: the texts stay in English.
export function loadOthers() {
  if (current() === "en") return Promise.resolve();
  others ??= fetch(new URL(`languages/api/${current()}.json`, files))
    .then((answer) => answer.json())
    .then((loaded) => {
      messages = { ...messages, ...loaded };
      for (const element of document.querySelectorAll(LATER)) translate(element);
    })
    .catch(() => {
      others = null;
    });
  return others;
}

// Texts that may have been shown before the others were loaded; no text of a user.
const LATER = ".hint, label, option, summary, #about-rows, #format-note, .warnings, .symbology small";

// Loads the messages and translates the document. The page is hidden until then.
export async function start() {
  offer();
  try {
    if (current() !== "en") messages = await (await fetch(new URL(`languages/${current()}.json`, files))).json();
    translate(document.body);
  } catch {
    document.documentElement.lang = "en";
  }
  delete document.documentElement.dataset.translating;
  for (const kind of ["pointerdown", "keydown", "focusin", "paste", "drop"]) document.addEventListener(kind, loadOthers, { once: true, capture: true });
}

function translate(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const text = node.data.trim().replace(/\s+/g, " ");
    const found = messages[text] ?? composed(text);
    if (found && found !== text) node.data = node.data.replace(node.data.trim(), found);
  }
  for (const element of root.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) {
    for (const name of ATTRIBUTES) {
      const text = element.getAttribute(name);
      if (text in messages) element.setAttribute(name, messages[text]);
    }
  }
}

function offer() {
  const select = byId("language");
  select.replaceChildren(...Object.entries(LANGUAGES).map(([id, name]) => build("option", { value: id, textContent: name, lang: id })));
  select.value = current();
  select.addEventListener("change", () => {
    storage.set("language", select.value);
    // All texts are made anew; the address has the barcode.
    location.reload();
  });
}

// The language of the page: its catalogue of messages, the texts of the document, and the switch.
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
  const found = messages[text] ?? text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Returns the text for an error *code*: of the whole code, or of its last part, which many
// symbologies share. Returns nothing in English, whose texts come from the server.
export function ofCode(code) {
  return messages[`code:${code}`] ?? messages[`code:*.${code.split(".").at(-1)}`];
}

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
}

function translate(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const text = node.data.trim().replace(/\s+/g, " ");
    if (text in messages) node.data = node.data.replace(node.data.trim(), messages[text]);
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

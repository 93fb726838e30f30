// The language of the page: its catalogue of messages, and the texts of the document.
//
// The English text is the key of a message. A text without a translation stays in English, such as an
// option that is new on the server.

import { files } from "./server.js";
import * as storage from "./storage.js";

export const LANGUAGES = { en: "English" };

let messages = {};
let chosen = "en";

// Returns *text* in the language of the page. Names in braces are replaced by *values*.
export function t(text, values = {}) {
  const found = messages[text] ?? text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const current = () => chosen;

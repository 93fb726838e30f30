// Paragraphs and code of descriptions, which are CommonMark with little of it used.

import { build } from "./page/scripts/dom.js";

// Returns the paragraphs of *text* with `code` and **strong text**; other marks stay as they are.
export const paragraphs = (text) =>
  text.split(/\n\s*\n/).filter((part) => part.trim()).map((part) => build("p", { className: "text" }, ...inline(part)));

const inline = (text) => text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map(piece);

function piece(part) {
  if (part.startsWith("`")) return build("code", { textContent: part.slice(1, -1) });
  return part.startsWith("**") ? build("strong", { textContent: part.slice(2, -2) }) : part;
}

// Copies, and says so.

import { byId } from "./dom.js";

// As long as it takes to see it and to read it.
const SEEN_MS = 1500;
const READ_MS = 50; // a character

let fading;

export function say(text) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.classList.add("on");
  clearTimeout(fading);
  fading = setTimeout(() => toast.classList.remove("on"), SEEN_MS + READ_MS * text.length);
}

// *tell* says how it went; what stands in a dialog tells it there, where it is seen and heard.
export async function copyText(text, what, tell = say) {
  await write(() => navigator.clipboard.writeText(text), what, tell);
}

// Browsers take PNG on the clipboard, and no other picture. *blob* is a promise: some browsers give
// the clipboard only to the click itself, not to what comes after it.
export async function copyPng(blob, what) {
  await write(() => navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]), what);
  await blob;
}

async function write(act, what, tell = say) {
  // Browsers keep the clipboard for pages from https and from this machine.
  if (!window.isSecureContext) {
    tell("This browser copies only over https.");
    return;
  }
  try {
    await act();
    tell(`${what} copied`);
  } catch {
    tell("The browser did not allow that.");
  }
}

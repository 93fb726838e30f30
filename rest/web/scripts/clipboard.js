// Copies, and says so.

import { byId } from "./dom.js";

let fading;

export function say(text) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.classList.add("on");
  clearTimeout(fading);
  fading = setTimeout(() => toast.classList.remove("on"), 2200);
}

export async function copyText(text, what) {
  await write(() => navigator.clipboard.writeText(text), what);
}

// Browsers take PNG on the clipboard, and no other picture.
export async function copyPng(blob, what) {
  await write(() => navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]), what);
}

async function write(act, what) {
  // Browsers keep the clipboard for pages from https and from this machine.
  if (!window.isSecureContext) {
    say("This browser copies only over https.");
    return;
  }
  try {
    await act();
    say(`${what} copied`);
  } catch {
    say("The browser did not allow that.");
  }
}

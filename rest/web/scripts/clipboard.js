// Copies to the clipboard, and shows short notifications.

import { byId } from "./dom.js";
import { t } from "./language.js";

// How long a notification stays: a fixed time, and the time to read it.
const NOTICE_MS = 1500;
const READ_MS = 50; // per character

let fading;

export function notify(text) {
  const toast = byId("toast");
  toast.textContent = text;
  toast.classList.add("on");
  clearTimeout(fading);
  fading = setTimeout(() => toast.classList.remove("on"), NOTICE_MS + READ_MS * text.length);
}

// Runs *act*, and shows its error.
export async function attempt(act) {
  try {
    await act();
  } catch (error) {
    notify(error.message);
  }
}

// *report* shows the result. A dialog shows it inside itself, where it is visible and announced.
export async function copyText(text, what, report = notify) {
  await write(() => navigator.clipboard.writeText(text), what, report);
}

// Browsers support no other picture format than PNG on the clipboard. *blob* is a promise, because
// some browsers allow access to the clipboard during the click only.
export async function copyPng(blob, what) {
  await write(() => navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]), what);
  await blob;
}

async function write(act, what, report = notify) {
  // Browsers give access to the clipboard to pages over https and from localhost only.
  if (!window.isSecureContext) {
    report(t("This browser allows copying over https only."));
    return;
  }
  try {
    await act();
    report(t("{what} copied", { what }));
  } catch {
    report(t("The browser did not allow copying."));
  }
}

// Downloads files with the account's credentials, and saves them.

import { request } from "./server.js";

const URL_LIFETIME_MS = 60_000; // the browser may read the blob after the click

export function saveAs(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), URL_LIFETIME_MS);
}

// Saves the file at *url*; *init* is that of fetch(). *watch(bytes, chunk)* gets each chunk and the number of bytes until then.
export async function fetchAs(url, name, { watch, ...init }) {
  const { body, headers } = await request(url, init);
  let bytes = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      watch(bytes, chunk);
      controller.enqueue(chunk);
    },
  });
  const type = headers.get("Content-Type") ?? "";
  const blob = await new Response(body.pipeThrough(counter), { headers: { "Content-Type": type } }).blob();
  saveAs(blob, name);
}

const ENTRY = [0x50, 0x4b, 0x03, 0x04]; // local file header of a ZIP file (APPNOTE 4.3.7)

// Returns a function that accepts the chunks of a ZIP file in order, and returns the number of entries
// until then.
export function countEntries() {
  let count = 0;
  let matched = 0;
  return (chunk) => {
    for (const byte of chunk) {
      matched = byte === ENTRY[matched] ? matched + 1 : Number(byte === ENTRY[0]);
      if (matched === ENTRY.length) {
        count += 1;
        matched = 0;
      }
    }
    return count;
  };
}

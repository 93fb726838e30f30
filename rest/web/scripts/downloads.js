// Fetches files as whoever is signed in, and saves them.

import { ask } from "./server.js";

const KEPT_MS = 60_000; // the browser may still be reading when the click is over

export function saveAs(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

// Save what is at *url*; *watch(bytes, chunk)* is told of each piece and of all until then.
export async function fetchAs(url, name, { watch, signal }) {
  const { body, headers } = await ask(url, { signal });
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

const ENTRY = [0x50, 0x4b, 0x03, 0x04]; // how a file within a ZIP file begins

// Returns a function that is given one piece of a ZIP file after the other, and says how many files
// have begun.
export function countEntries() {
  let found = 0;
  let matched = 0;
  return (chunk) => {
    for (const byte of chunk) {
      matched = byte === ENTRY[matched] ? matched + 1 : Number(byte === ENTRY[0]);
      if (matched === ENTRY.length) {
        found += 1;
        matched = 0;
      }
    }
    return found;
  };
}

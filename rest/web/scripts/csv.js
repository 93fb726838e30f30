// Writes CSV (RFC 4180) and saves it.

import { saveAs } from "./downloads.js";

const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function save(name, rows) {
  const text = rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  // Spreadsheets recognise UTF-8 by the byte order mark.
  const blob = new Blob(["\ufeff", text], { type: "text/csv" });
  saveAs(blob, name);
}

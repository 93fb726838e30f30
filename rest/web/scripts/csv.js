// Writes CSV (RFC 4180) and saves it.

import { saveAs } from "./downloads.js";

const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function save(name, rows) {
  const text = rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  // The mark tells spreadsheets that the file is UTF-8.
  const blob = new Blob(["\ufeff", text], { type: "text/csv" });
  saveAs(blob, name);
}

// Keeps the page's state in the URL's fragment, so that a link reproduces a barcode. Browsers don't
// send fragments, so the data of a link reaches no server and no log.

import { query } from "./server.js";

// It starts with a slash: otherwise the browser would scroll to an element with this id.
export function read() {
  const [tab, text = ""] = location.hash.slice(2).split("?", 2);
  const values = new URLSearchParams(text);
  const read = (name) => (values.getAll(name).length > 1 ? values.getAll(name) : values.get(name));
  return { tab, values: Object.fromEntries([...values.keys()].map((name) => [name, read(name)])) };
}

export function write(tab, values) {
  const text = query(values).toString();
  const hash = `#/${tab}${text ? `?${text}` : ""}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}

export const link = () => location.href;

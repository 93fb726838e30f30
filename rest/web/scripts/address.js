// Keeps the page's state in the fragment, so that a link reproduces a barcode. A fragment stays in
// the browser: no server and no log ever sees the data of a link.

// It begins with a slash, lest the browser take it for the id of an element and scroll there.
export function read() {
  const [tab, query = ""] = location.hash.slice(2).split("?", 2);
  return { tab, values: Object.fromEntries(new URLSearchParams(query)) };
}

export function write(tab, values) {
  const query = new URLSearchParams(values).toString();
  const hash = `#/${tab}${query ? `?${query}` : ""}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}

export const link = () => location.href;

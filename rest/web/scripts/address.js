// Keeps the page's state in the URL's fragment, so that a link reproduces a barcode. Browsers don't
// send fragments, so the data of a link reaches no server and no log.

// It starts with a slash: otherwise the browser would scroll to an element with this id.
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

// Values that this browser keeps between visits. A browser may forbid storage; the page works without.

const PREFIX = "thebarcodeapi.";

export function get(name, fallback) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

// Returns false if the browser did not store it.
export function set(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

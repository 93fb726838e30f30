// The account that is signed in, if any.
//
// The secret is in the tab's session storage: it survives a reload, is not shared with other tabs, and
// is deleted with the tab. A script that could read it there could also use it from memory; the page's
// Content-Security-Policy excludes such scripts.

const STORAGE_KEY = "account";

const listeners = [];
let signedIn = stored();

// Returns null for a visitor, else { kind: "token" or "key", secret, name }.
export const current = () => signedIn;

// Returns the header with the credentials of *account*: not Authorization, in which browsers send the
// password of a reverse proxy.
export const headers = (account) => (account ? { "X-API-Key": account.secret } : {});

// Calls *listener(reason)* after each sign-in and sign-out; *reason* is set if the server ended it.
export const listen = (listener) => listeners.push(listener);

export function begin(account) {
  signedIn = account;
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(account));
  notifyListeners("");
}

export function end(reason = "") {
  signedIn = null;
  sessionStorage.removeItem(STORAGE_KEY);
  notifyListeners(reason);
}

function notifyListeners(reason) {
  for (const listener of listeners) listener(reason);
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORAGE_KEY));
  } catch {
    return null;
  }
}

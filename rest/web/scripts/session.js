// Who the page acts as: a visitor, or somebody who has signed in.
//
// The secret lies in the tab's own storage: a reload, or a look at the API's pages, keeps one signed
// in; other tabs don't share it, and closing the tab forgets it. A script that could read it there could as well ask with it from
// memory; the page's policy lets no such script in.

const STORED = "account";

const listeners = [];
let account = recalled();

// null for a visitor, else { kind: "token" or "key", secret, name }.
export const current = () => account;

// The header in which *who* shows credentials.
export function headers(who) {
  if (!who) return {};
  return who.kind === "token" ? { Authorization: `Bearer ${who.secret}` } : { "X-API-Key": who.secret };
}

// Call *listener(reason)* whenever somebody has signed in or out; *reason* says why it ended by itself.
export const listen = (listener) => listeners.push(listener);

export function begin(who) {
  account = who;
  sessionStorage.setItem(STORED, JSON.stringify(who));
  tell("");
}

export function end(reason = "") {
  account = null;
  sessionStorage.removeItem(STORED);
  tell(reason);
}

function tell(reason) {
  for (const listener of listeners) listener(reason);
}

function recalled() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED));
  } catch {
    return null;
  }
}

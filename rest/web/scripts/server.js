// Knows where the server is and how it says no.

const told = (name) => document.querySelector(`meta[name="${name}"]`).content;

// The page's own folder: the API lives beside it, whatever a proxy put in front of both.
const folder = new URL("./", location.href);
folder.hash = "";
folder.search = "";

export const files = new URL(`${told("files")}/`, folder);
export const bare = (path) => new URL(path, folder);

export function api(path, query = {}) {
  const url = new URL(`${told("root-path")}/${path}`.slice(1), folder);
  url.search = new URLSearchParams(query).toString();
  return url;
}

// Servers and proxies refuse longer request lines; more than this goes as a form.
const LONGEST_URL = 7_500;

export const isTooLong = (url) => url.length > LONGEST_URL;

// What to fetch for a picture with the options *values*: a URL, which caches keep, or a form.
export function drawRequest(values, accept) {
  const headers = { Accept: accept };
  const url = api("generate", values);
  if (!isTooLong(url.href)) return [url, { headers }];
  return [api("generate"), { method: "POST", headers, body: new URLSearchParams(values) }];
}

export function socketAddress(client) {
  const url = api(`mcp/ws/${client}`);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

// An answer other than 2xx: what a problem document (RFC 9457) says, or what can be said without.
export class Refusal extends Error {
  constructor(status, problem, retryAfterSeconds) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.status = status;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export async function ask(url, init) {
  const response = await fetch(url, init);
  if (response.ok) return response;
  const kind = response.headers.get("Content-Type") ?? "";
  const problem = kind.includes("json") ? await response.json() : {};
  throw new Refusal(response.status, problem, Number(response.headers.get("Retry-After")) || null);
}

export const askJson = async (url, init) => (await ask(url, init)).json();

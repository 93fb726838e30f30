// Knows where the server is, who asks it, and how it says no.

import * as session from "./session.js";

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
    this.code = problem.code ?? "";
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const ENDED = "Your sign-in is no longer good. Sign in again.";

// Ask as whoever is signed in, or with the credentials of *who*; *sent(part)* is told how much of the
// body is on its way, from 0 to 1.
export async function ask(url, { who = session.current(), ...init } = {}) {
  const response = await fetched(url, { ...init, headers: { ...init.headers, ...session.headers(who) } });
  if (response.ok) return response;
  const kind = response.headers.get("Content-Type") ?? "";
  const problem = kind.includes("json") ? await response.json() : {};
  const refusal = new Refusal(response.status, problem, Number(response.headers.get("Retry-After")) || null);
  if (response.status === 401 && who && who === session.current()) session.end(ENDED);
  throw refusal;
}

async function fetched(url, { sent, ...init }) {
  try {
    return await (sent ? fetchWatched(url, init, sent) : fetch(url, init));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The server does not answer.", { cause: error });
  }
}

// As fetch(), which tells nothing of what it sends.
function fetchWatched(url, { method, headers, body }, sent) {
  const request = new XMLHttpRequest();
  request.open(method, url);
  request.responseType = "blob";
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (lengthComputable) sent(loaded / total);
  });
  request.upload.addEventListener("load", () => sent(1));
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => resolve(responseOf(request)));
    request.addEventListener("error", () => reject(new TypeError("network error")));
    request.send(body);
  });
}

function responseOf(request) {
  const known = ["Content-Type", "Retry-After"].filter((name) => request.getResponseHeader(name));
  const headers = known.map((name) => [name, request.getResponseHeader(name)]);
  return new Response(request.response, { status: request.status, headers });
}

export const askJson = async (url, init) => (await ask(url, init)).json();

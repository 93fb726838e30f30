// Requests to the server: its URLs, the account's credentials, and its errors.

import { loadOthers, ofCode, t } from "./language.js";
import * as session from "./session.js";

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

// The URL of the page's folder. The API is relative to it, also behind a proxy with a path prefix.
const folder = new URL("./", location.href);
folder.hash = "";
folder.search = "";

export const files = new URL(`${meta("files")}/`, folder);
export const bare = (path) => new URL(path, folder);

export function api(path, values = {}) {
  const url = new URL(`${meta("root-path")}/${path}`.slice(1), folder);
  url.search = query(values).toString();
  return url;
}

// Returns *values* as a query; an array repeats its name.
export const query = (values) =>
  new URLSearchParams(Object.entries(values).flatMap(([name, value]) => [value].flat().map((each) => [name, each])));

// Servers and proxies refuse long request lines; longer options are sent as a form.
const MAX_URL_CHARACTERS = 7_500;

export const isTooLong = (url) => url.length > MAX_URL_CHARACTERS;

// Returns the arguments of fetch() for a picture with *values*: a cacheable URL, or a form.
export function drawRequest(values, accept) {
  const headers = { Accept: accept };
  const url = api("generate", values);
  if (!isTooLong(url.href)) return [url, { headers }];
  return [api("generate"), { method: "POST", headers, body: query(values) }];
}

export function socketAddress(client) {
  const url = api(`mcp/ws/${client}`);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url;
}

// An answer other than 2xx, with the text of its problem document (RFC 9457) if it has one.
export class RequestError extends Error {
  constructor(status, problem, retryAfterSeconds) {
    super(ofCode(problem.code ?? "") ?? (problem.detail || problem.title || t("The server answered {status}.", { status })));
    this.status = status;
    this.code = problem.code ?? "";
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const EXPIRED = "Your sign-in is no longer valid. Sign in again.";

// Sends a request with the credentials of *account*, by default the current one. *sent(part)* is called
// with the sent part of the body, from 0 to 1.
export async function request(url, { account = session.current(), ...init } = {}) {
  const response = await fetched(url, { ...init, headers: { ...init.headers, ...session.headers(account) } });
  if (response.ok) return response;
  const kind = response.headers.get("Content-Type") ?? "";
  const problem = kind.includes("json") ? await response.json() : {};
  await loadOthers(); // the text of the error
  const error = new RequestError(response.status, problem, Number(response.headers.get("Retry-After")) || null);
  if (response.status === 401 && account && account === session.current()) session.end(t(EXPIRED));
  throw error;
}

let onFailure = () => {};

// Calls *listener()* each time the server does not answer.
export const watchFailures = (listener) => {
  onFailure = listener;
};

async function fetched(url, { sent, ...init }) {
  try {
    return await (sent ? fetchWatched(url, init, sent) : fetch(url, init));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    onFailure();
    throw new Error(t("The server does not answer."), { cause: error });
  }
}

// fetch() does not report the progress of sending; XMLHttpRequest does.
function fetchWatched(url, { method, headers, body }, sent) {
  const xhr = new XMLHttpRequest();
  xhr.open(method, url);
  xhr.responseType = "blob";
  for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
  xhr.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (lengthComputable) sent(loaded / total);
  });
  xhr.upload.addEventListener("load", () => sent(1));
  return new Promise((resolve, reject) => {
    xhr.addEventListener("load", () => resolve(responseOf(xhr)));
    xhr.addEventListener("error", () => reject(new TypeError("network error")));
    xhr.send(body);
  });
}

function responseOf(xhr) {
  const known = ["Content-Type", "Retry-After"].filter((name) => xhr.getResponseHeader(name));
  const headers = known.map((name) => [name, xhr.getResponseHeader(name)]);
  return new Response(xhr.response, { status: xhr.status, headers });
}

export const requestJson = async (url, init) => (await request(url, init)).json();

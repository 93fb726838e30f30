// The barcode for other programs: as URL, HTML, shell command, program and MCP call.

import { SECRET } from "./clients.js";
import { t } from "./language.js";
import { api, isTooLong } from "./server.js";

export const KINDS = [
  { id: "url", label: "URL" },
  { id: "html", label: "HTML" },
  { id: "curl", label: "curl" },
  { id: "python", label: "Python" },
  { id: "javascript", label: "JavaScript" },
  { id: "mcp", label: "MCP call" },
];

const MAKERS = { url: pictureUrl, html, curl, python, javascript, mcp };

// Returns the code of the kind *id* for the current barcode.
//   current.values: the options that are set, as text or arrays of texts, with data or content
//   current.format: the symbology
//   current.kind: the image format, such as PNG
//   current.schema: JSON Schema of the options, for their types
//   current.picture: the drawn picture, or null
//   current.signedIn: true if an account is used, whose secret the user has to provide
export const write = (id, current) => (isLong(current) && POSTERS[id] ? POSTERS[id](current) : MAKERS[id](current));

// Data that is too long for a URL is sent with POST, if the kind of code supports it.
export const isLong = (current) => isTooLong(pictureUrl(current));
const POSTERS = { url: tooLong, html: tooLong, curl: curlPost, python: pythonPost };

function tooLong() {
  return t("This data is too long for a URL. Use POST instead: see curl.");
}

// Copied code does not contain the secret: programs read it from this variable.
const SHELL_HEADER = ` -H "Authorization: Bearer $${SECRET}"`;
const KEY_NOTE = `Set the environment variable ${SECRET} to your API key, so that the code does not contain it.`;
const NO_KEY = "A URL contains no key: it is drawn with the limits of a visitor.";
const NOTES = {
  url: NO_KEY,
  html: NO_KEY,
  curl: KEY_NOTE,
  python: KEY_NOTE,
  javascript: `${KEY_NOTE} For Node.js only: a web page would expose the key.`,
  mcp: "The connection sends the key in its headers: see Connect.",
};

// Returns a note about the key for code with an account.
export const note = (id, { signedIn }) => (signedIn ? NOTES[id] : "");

const extension = (kind) => kind.toLowerCase();
export const fileName = ({ values, format, kind }) => `${values.content ?? format}.${extension(kind)}`;

export function pictureUrl({ values, format, kind }) {
  const { format: _, ...query } = values;
  return api(`barcodes/${encodeURIComponent(format)}.${extension(kind)}`, query).href;
}

const escaped = (text) =>
  text.replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);

function html(current) {
  const { picture, values } = current;
  const size = picture ? ` width="${picture.width}" height="${picture.height}"` : "";
  return `<img src="${escaped(pictureUrl(current))}" alt="${escaped(values.data ?? picture?.data ?? "")}"${size}>`;
}

// URLSearchParams escapes quotes, so the URL is safe between quotes.
function curl(current) {
  return `curl --fail-with-body -o ${fileName(current)}${header(current)} '${pictureUrl(current)}'`;
}

const header = ({ signedIn }) => (signedIn ? SHELL_HEADER : "");

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curlPost(current) {
  const body = quoted(JSON.stringify(typedValues(current)));
  return `curl --fail-with-body -o ${fileName(current)} --json ${body} -H 'Accept: */*'${header(current)} '${api("generate").href}'`;
}

function pythonPost(current) {
  return [
    "import json",
    ...pythonImports(current),
    "",
    `options = json.loads(${JSON.stringify(JSON.stringify(typedValues(current)))})`,
    `request = Request("${api("generate").href}", json.dumps(options).encode())`,
    'request.add_header("Content-Type", "application/json")',
    ...pythonFetch(current),
  ].join("\n");
}

function python(current) {
  const { format: _, ...query } = current.values;
  const isRepeated = Object.values(query).some(Array.isArray);
  const address = new URL(pictureUrl(current));
  address.search = "";
  const lines = Object.entries(query).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  return [
    ...pythonImports(current, "from urllib.parse import urlencode"),
    "",
    "options = {",
    ...lines,
    "}",
    `request = Request("${address.href}?" + urlencode(options${isRepeated ? ", doseq=True" : ""}))`,
    ...pythonFetch(current),
  ].join("\n");
}

const pythonImports = ({ signedIn }, ...others) => [
  ...(signedIn ? ["import os"] : []),
  ...others,
  "from urllib.request import Request, urlopen",
];

const pythonFetch = (current) => [
  ...(current.signedIn ? [`request.add_header("Authorization", "Bearer " + os.environ["${SECRET}"])`] : []),
  `with urlopen(request) as answer, open("${fileName(current)}", "wb") as file:`,
  "    file.write(answer.read())",
];

// Returns the values with the types of their schema: 200 in JSON for "200" in a query.
export function typed({ values, schema }) {
  const read = (name, value) => {
    const type = schema?.properties[name]?.type;
    if (Array.isArray(value)) return value;
    if (type === "boolean" && /^(true|false)$/.test(value)) return value === "true";
    if ((type === "integer" || type === "number") && value.trim() && Number.isFinite(Number(value))) return Number(value);
    return value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, read(name, value)]));
}

const typedValues = (current) => ({ ...typed(current), ...(current.kind === "PNG" ? {} : { image_format: current.kind }) });

function javascript(current) {
  const body = JSON.stringify(typedValues(current), null, 2).replaceAll("\n", "\n  ");
  return [
    `const answer = await fetch("${api("generate").href}", {`,
    '  method: "POST",',
    '  headers: {',
    '    "Content-Type": "application/json",',
    ...(current.signedIn ? [`    Authorization: \`Bearer \${process.env.${SECRET}}\`,`] : []),
    "  },",
    `  body: JSON.stringify(${body}),`,
    "});",
    "if (!answer.ok) throw new Error((await answer.json()).detail);",
    "const picture = await answer.blob();",
  ].join("\n");
}

export const call = (current, id = 2) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name: "barcode_generator", arguments: flat(typedValues(current)) },
});

// Arguments of a tool are flat: the fields of content are one text.
function flat(values) {
  const isField = ([name]) => name.startsWith("content.");
  const fields = Object.entries(values).filter(isField).map(([name, value]) => [name.slice("content.".length), value]);
  const others = Object.fromEntries(Object.entries(values).filter((pair) => !isField(pair)));
  return fields.length ? { ...others, content_fields: JSON.stringify(Object.fromEntries(fields)) } : others;
}

function mcp(current) {
  return JSON.stringify(call(current), null, 2);
}

// The same barcode for other programs: as URL, HTML, and in the languages people call from.

import { SECRET } from "./clients.js";
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

// Write what is asked for.
//   asked.values: every option set, as text, data and format among them
//   asked.kind: the image format, such as PNG
//   asked.schema: JSON Schema of the options, for their types
//   asked.picture: the picture as drawn, or null
//   asked.signedIn: whether it is drawn on an account, whose secret the reader has to put in
export const write = (id, asked) => (isLong(asked) && POSTERS[id] ? POSTERS[id](asked) : MAKERS[id](asked));

// Data too long for a URL are posted, where there is something to post with.
export const isLong = (asked) => isTooLong(pictureUrl(asked));
const POSTERS = { url: tooLong, html: tooLong, curl: curlPost, python: pythonPost };

function tooLong() {
  return "These data are too long for a URL. Post them: see curl.";
}

// The secret itself never gets into code that is copied: programs take it from here.
const SHELL_HEADER = ` -H "Authorization: Bearer $${SECRET}"`;
const KEEP_IT = `Your API key stands in ${SECRET}, in the environment, where nobody reads it in the code.`;
const NO_KEY = "An address carries no key: whoever opens it draws as a visitor.";
const NOTES = {
  url: NO_KEY,
  html: NO_KEY,
  curl: KEEP_IT,
  python: KEEP_IT,
  javascript: `${KEEP_IT} For Node.js: a page would show the key to everybody.`,
  mcp: "The key goes into the headers of the connection: see Connect.",
};

// What to know about code that is *signedIn*.
export const note = (id, { signedIn }) => (signedIn ? NOTES[id] : "");

const extension = (kind) => kind.toLowerCase();
export const fileName = ({ values, kind }) => `${values.format}.${extension(kind)}`;

export function pictureUrl({ values, kind }) {
  const { format, ...query } = values;
  return api(`barcodes/${encodeURIComponent(format)}.${extension(kind)}`, query).href;
}

const escaped = (text) =>
  text.replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]);

function html(asked) {
  const { picture, values } = asked;
  const size = picture ? ` width="${picture.width}" height="${picture.height}"` : "";
  return `<img src="${escaped(pictureUrl(asked))}" alt="${escaped(values.data)}"${size}>`;
}

// URLSearchParams leaves no quote unescaped, so the URL is safe between quotes.
function curl(asked) {
  return `curl --fail-with-body -o ${fileName(asked)}${header(asked)} '${pictureUrl(asked)}'`;
}

const header = ({ signedIn }) => (signedIn ? SHELL_HEADER : "");

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curlPost(asked) {
  const body = quoted(JSON.stringify(wanted(asked)));
  return `curl --fail-with-body -o ${fileName(asked)} --json ${body} -H 'Accept: */*'${header(asked)} '${api("generate").href}'`;
}

function pythonPost(asked) {
  return [
    "import json",
    ...pythonImports(asked),
    "",
    `options = json.loads(${JSON.stringify(JSON.stringify(wanted(asked)))})`,
    `request = Request("${api("generate").href}", json.dumps(options).encode())`,
    'request.add_header("Content-Type", "application/json")',
    ...pythonFetch(asked),
  ].join("\n");
}

function python(asked) {
  const { format, ...query } = asked.values;
  const address = new URL(pictureUrl(asked));
  address.search = "";
  const lines = Object.entries(query).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  return [
    ...pythonImports(asked, "from urllib.parse import urlencode"),
    "",
    "options = {",
    ...lines,
    "}",
    `request = Request("${address.href}?" + urlencode(options))`,
    ...pythonFetch(asked),
  ].join("\n");
}

const pythonImports = ({ signedIn }, ...others) => [
  ...(signedIn ? ["import os"] : []),
  ...others,
  "from urllib.request import Request, urlopen",
];

const pythonFetch = (asked) => [
  ...(asked.signedIn ? [`request.add_header("Authorization", "Bearer " + os.environ["${SECRET}"])`] : []),
  `with urlopen(request) as answer, open("${fileName(asked)}", "wb") as file:`,
  "    file.write(answer.read())",
];

// The values as their schema types them: JSON takes 200 where a query takes "200".
export function typed({ values, schema }) {
  const read = (name, value) => {
    const type = schema?.properties[name]?.type;
    if (type === "boolean" && /^(true|false)$/.test(value)) return value === "true";
    if ((type === "integer" || type === "number") && value.trim() && Number.isFinite(Number(value))) return Number(value);
    return value;
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, read(name, value)]));
}

const wanted = (asked) => ({ ...typed(asked), ...(asked.kind === "PNG" ? {} : { image_format: asked.kind }) });

function javascript(asked) {
  const body = JSON.stringify(wanted(asked), null, 2).replaceAll("\n", "\n  ");
  return [
    `const answer = await fetch("${api("generate").href}", {`,
    '  method: "POST",',
    '  headers: {',
    '    "Content-Type": "application/json",',
    ...(asked.signedIn ? [`    Authorization: \`Bearer \${process.env.${SECRET}}\`,`] : []),
    "  },",
    `  body: JSON.stringify(${body}),`,
    "});",
    "if (!answer.ok) throw new Error((await answer.json()).detail);",
    "const picture = await answer.blob();",
  ].join("\n");
}

export const call = (asked, id = 2) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name: "barcode_generator", arguments: wanted(asked) },
});

function mcp(asked) {
  return JSON.stringify(call(asked), null, 2);
}

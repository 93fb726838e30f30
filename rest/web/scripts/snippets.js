// The same barcode for other programs: as URL, HTML, and in the languages people call from.

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
export const write = (id, asked) => (isLong(asked) && POSTERS[id] ? POSTERS[id](asked) : MAKERS[id](asked));

// Data too long for a URL are posted, where there is something to post with.
export const isLong = (asked) => isTooLong(pictureUrl(asked));
const POSTERS = { url: tooLong, html: tooLong, curl: curlPost, python: pythonPost };

function tooLong() {
  return "These data are too long for a URL. Post them: see curl.";
}

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
  return `curl --fail-with-body -o ${fileName(asked)} '${pictureUrl(asked)}'`;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curlPost(asked) {
  const body = quoted(JSON.stringify(wanted(asked)));
  return `curl --fail-with-body -o ${fileName(asked)} --json ${body} -H 'Accept: */*' '${api("generate").href}'`;
}

function pythonPost(asked) {
  return [
    "import json",
    "from urllib.request import Request, urlopen",
    "",
    `options = json.loads(${JSON.stringify(JSON.stringify(wanted(asked)))})`,
    `request = Request("${api("generate").href}", json.dumps(options).encode())`,
    'request.add_header("Content-Type", "application/json")',
    `with urlopen(request) as answer, open("${fileName(asked)}", "wb") as file:`,
    "    file.write(answer.read())",
  ].join("\n");
}

function python(asked) {
  const { format, ...query } = asked.values;
  const address = new URL(pictureUrl(asked));
  address.search = "";
  const lines = Object.entries(query).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`);
  return [
    "from urllib.parse import urlencode",
    "from urllib.request import urlretrieve",
    "",
    "options = {",
    ...lines,
    "}",
    `urlretrieve("${address.href}?" + urlencode(options), "${fileName(asked)}")`,
  ].join("\n");
}

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
    '  headers: { "Content-Type": "application/json" },',
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

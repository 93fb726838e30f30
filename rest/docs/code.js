// A request as code: curl, Python and JavaScript.

export const KINDS = [
  { id: "curl", label: "curl", write: curl },
  { id: "python", label: "Python", write: python },
  { id: "javascript", label: "JavaScript", write: javascript },
];

// A request has url, method, headers (name to value), and body: text; or file: the name of a file to
// send, with form: the name of its part in a multipart form.

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

// Copied code does not contain secrets: it reads them from these variables.
const SECRETS = { "x-api-key": "BARCODE_API_TOKEN", "master-key": "MASTER_API_KEY" };
const secretOf = (name) => SECRETS[name.toLowerCase()];

function curl({ url, method, headers, body, file, form }) {
  const parts = ["curl --fail-with-body"];
  if (method !== "GET") parts.push(`-X ${method}`);
  for (const [name, value] of Object.entries(headers)) parts.push(secretOf(name) ? `-H "${name}: $${secretOf(name)}"` : `-H ${quoted(`${name}: ${value}`)}`);
  if (form) parts.push(`-F ${quoted(`${form}=@${file || "FILE"}`)}`);
  else if (file !== undefined) parts.push(`--data-binary ${quoted(`@${file || "FILE"}`)}`);
  else if (body) parts.push(`--data-binary ${quoted(body)}`);
  return [...parts, quoted(url)].join(" \\\n  ");
}

function python({ url, method, headers, body, file, form }) {
  if (form) return "# The standard library has no multipart forms: use curl, or a library such as requests.";
  const sets = Object.entries(headers).map(([name, value]) => `    ${JSON.stringify(name)}: ${secretOf(name) ? `os.environ["${secretOf(name)}"]` : JSON.stringify(value)},`);
  const usesSecret = Object.keys(headers).some(secretOf);
  const data = file !== undefined ? `open(${JSON.stringify(file || "FILE")}, "rb").read()` : body ? `${JSON.stringify(body)}.encode()` : "None";
  return [
    ...(usesSecret ? ["import os"] : []),
    "from urllib.request import Request, urlopen",
    "",
    ...(sets.length ? ["headers = {", ...sets, "}"] : ["headers = {}"]),
    `request = Request(${JSON.stringify(url)}, ${data}, headers, method="${method}")`,
    "with urlopen(request) as answer:",
    "    content = answer.read()",
  ].join("\n");
}

function javascript({ url, method, headers, body, file, form }) {
  const sets = Object.entries(headers).map(([name, value]) => `    ${JSON.stringify(name)}: ${secretOf(name) ? `process.env.${secretOf(name)}` : JSON.stringify(value)},`);
  const lines = [`const answer = await fetch(${JSON.stringify(url)}, {`, `  method: "${method}",`];
  if (sets.length) lines.push("  headers: {", ...sets, "  },");
  if (form) lines.unshift("const form = new FormData();", `form.append(${JSON.stringify(form)}, file);`);
  if (form) lines.push("  body: form,");
  else if (file !== undefined) lines.push("  body: file,");
  else if (body) lines.push(`  body: ${JSON.stringify(body)},`);
  return [...lines, "});", "if (!answer.ok) throw new Error((await answer.json()).detail);", "const content = await answer.blob();"].join("\n");
}

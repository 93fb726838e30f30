// Shows the barcode that barcode_generator drew; a person copies, downloads and changes it here.
"use strict";

const OPTIONS = ["data", "format", "width", "height", "image_format", "foreground", "background"];
// Files of the call before are not written again.
const OF_FILES = ["save_as", "overwrite"];
// The first characters of the files that are sent as text, with their media types and extensions.
const TEXT_FILES = [
  [/^\s*<(svg|\?xml)/, "image/svg+xml", "svg"],
  [/^%!PS/, "application/postscript", "eps"],
  [/\^XA/, "application/zpl", "zpl"],
  [/^/, "text/plain", "txt"],
];

let args = {};
// The shown file: its media type, its extension, and its text or its bytes as base64.
let shown = null;

const host = new Host({
  input(sent) {
    args = sent;
    fill();
  },
  result: show,
  cancelled(reason) {
    say(`The call was cancelled. ${reason}`.trim(), true);
  },
});

function show({ content = [], isError = false }) {
  const texts = content.filter((item) => item.type === "text").map((item) => item.text);
  const image = content.find((item) => item.type === "image");
  say(isError ? texts.join("\n") : (texts.at(-1) ?? ""), isError);
  report("");
  shown = isError ? null : fileOf(image, texts);
  const isPicture = shown?.type.startsWith("image/") ?? false;
  find("picture").hidden = !isPicture;
  if (isPicture) find("picture").src = urlOf(shown);
  find("picture").alt = isPicture ? find("text").textContent : "";
  find("file").hidden = shown === null || isPicture;
  find("file").textContent = shown?.text ?? "";
  find("copy").hidden = shown === null || !navigator.clipboard;
  find("download").hidden = shown === null || !host.capabilities.downloadFile;
  find("open").hidden = !(host.capabilities.openLinks && link());
}

function fileOf(image, texts) {
  if (image) return { type: image.mimeType, extension: image.mimeType.split("/")[1], blob: image.data };
  // A file that is text comes before the text that describes it.
  if (texts.length < 2) return null;
  const [, type, extension] = TEXT_FILES.find(([start]) => start.test(texts[0]));
  return { type, extension, text: texts[0] };
}

function urlOf({ type, blob, text }) {
  return blob ? `data:${type};base64,${blob}` : `data:${type},${encodeURIComponent(text)}`;
}

// The URL that the description ends with, over HTTP and WebSocket.
function link() {
  return /https?:\/\/\S+/.exec(/The file: .*$/.exec(find("text").textContent)?.[0] ?? "")?.[0] ?? "";
}

function fill() {
  for (const name of OPTIONS) {
    const value = args[name] ?? (name === "image_format" ? "PNG" : "");
    if (name === "image_format") offer(value);
    find(name).value = value;
  }
  find("show_text").checked = String(args.show_text) !== "false";
  // A content type builds data and chooses the symbology.
  find("data-field").hidden = find("format-field").hidden = Boolean(args.content);
}

// Adds *value* to the image formats, as PDF is.
function offer(value) {
  const { options } = find("image_format");
  if (![...options].some((option) => option.value === value)) options.add(new Option(value));
}

function changed() {
  const options = { ...args };
  for (const name of OF_FILES) delete options[name];
  for (const name of OPTIONS) {
    const value = name === "data" ? find(name).value : find(name).value.trim();
    if (value) options[name] = ["width", "height"].includes(name) ? Number(value) : value;
    else delete options[name];
  }
  if (find("show_text").checked) delete options.show_text;
  else options.show_text = false;
  return options;
}

async function draw() {
  const options = changed();
  find("draw").disabled = true;
  const result = await host.call("barcode_generator", options);
  find("draw").disabled = false;
  if (!result) return;
  show(result);
  if (result.isError) return;
  args = options;
  host.tell(`The person changed the barcode in the app, to ${JSON.stringify(args)}. ${find("text").textContent}`);
}

async function copyPicture() {
  const { type, blob, text } = shown;
  if (text) return navigator.clipboard.writeText(text);
  const bytes = Uint8Array.from(atob(blob), (character) => character.charCodeAt(0));
  return navigator.clipboard.write([new ClipboardItem({ [type]: new Blob([bytes], { type }) })]);
}

async function download() {
  const { type, extension, blob, text } = shown;
  const resource = { uri: `file:///barcode.${extension}`, mimeType: type, ...(blob ? { blob } : { text }) };
  try {
    const { isError } = await host.request("ui/download-file", { contents: [{ type: "resource", resource }] });
    report(isError ? "The client did not save the file." : "");
  } catch (error) {
    report(`The client did not save the file: ${error.message}`);
  }
}

find("copy").addEventListener("click", () => attemptCopy(copyPicture));
find("download").addEventListener("click", download);
find("open").addEventListener("click", () => {
  host.request("ui/open-link", { url: link() }).catch((error) => report(`The client did not open the link: ${error.message}`));
});
// No form: a sandbox without allow-forms submits none.
find("draw").addEventListener("click", draw);
find("fields").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.tagName === "INPUT") draw();
});

host.connect("theBarcodeAPI barcode").then(() => {
  const formats = host.context.toolInfo?.tool.inputSchema.properties.format.enum ?? [];
  find("formats").append(...formats.map((name) => new Option(name)));
  find("change").hidden = !host.capabilities.serverTools;
  fill();
});

// Shows what barcode_decoder read; a person copies it, or chooses another picture.
"use strict";

// The largest file of the tool, and the longer side of a photo that is made smaller for it.
const MAX_BYTES = 700_000;
const MAX_PIXELS = 2400;

const host = new Host({
  input() {},
  result: show,
  cancelled(reason) {
    say(`The call was cancelled. ${reason}`.trim(), true);
  },
});

function show({ content = [], structuredContent, isError = false }) {
  const texts = content.filter((item) => item.type === "text").map((item) => item.text);
  const barcodes = structuredContent?.barcodes ?? [];
  report("");
  find("barcodes").replaceChildren(...barcodes.map(entry));
  if (isError || barcodes.length === 0) say(texts.join("\n"), isError);
  else say(barcodes.length === 1 ? "1 barcode was read." : `${barcodes.length} barcodes were read.`, false);
}

function entry(barcode) {
  const item = document.createElement("li");
  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = "Copy";
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", () => attemptCopy(() => navigator.clipboard.writeText(barcode.text)));
  const actions = element("div", "");
  actions.className = "actions";
  actions.append(copy);
  item.append(element("strong", barcode.format), element("pre", barcode.text), meaning(barcode), actions);
  const notes = [barcode.guess ? "This reading is a guess." : "", barcode.note, barcode.gs1_problem];
  for (const note of notes.filter(Boolean)) item.append(element("p", note));
  return item;
}

// Returns the fields of a standard that the text follows, each with its name.
function meaning({ gs1_elements: elements = [], explanation }) {
  const list = document.createElement("dl");
  for (const { ai, title, value } of elements) add(list, `(${ai}) ${title}`, value);
  for (const [name, value] of Object.entries(explanation?.fields ?? {})) {
    add(list, name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return list;
}

function add(list, name, value) {
  list.append(element("dt", name), element("dd", value));
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

async function readAnother() {
  const [file] = find("chosen").files;
  if (!file) return;
  find("barcodes").replaceChildren();
  say("The picture is being read.", false);
  const image = await base64Of(await reduced(file));
  const result = await host.call("barcode_decoder", { image });
  if (!result) return;
  show(result);
  const texts = (result.content ?? []).map((item) => item.text).join("\n");
  if (!result.isError) host.tell(`The person had another picture read in the app. ${texts}`);
}

// Returns *file*, or a smaller JPEG of a photo that is too large for the tool.
async function reduced(file) {
  if (file.size <= MAX_BYTES || !file.type.startsWith("image/")) return file;
  const photo = await createImageBitmap(file);
  const scale = Math.min(1, MAX_PIXELS / Math.max(photo.width, photo.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(photo.width * scale);
  canvas.height = Math.round(photo.height * scale);
  canvas.getContext("2d").drawImage(photo, 0, 0, canvas.width, canvas.height);
  for (const quality of [0.9, 0.7, 0.5]) {
    const smaller = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (smaller.size <= MAX_BYTES) return smaller;
  }
  return file;
}

async function base64Of(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return url.split(",")[1];
}

find("chosen").addEventListener("change", () => {
  readAnother().catch((error) => say(`The picture can't be read: ${error.message}`, true));
});

host.connect("theBarcodeAPI reading").then(() => {
  find("another").hidden = !host.capabilities.serverTools;
});

// The Read tab: a picture dropped, chosen, pasted or seen by the camera, and what is in it.

import { Camera, isThere } from "./camera.js";
import * as catalogue from "./catalogue.js";
import { copyText } from "./clipboard.js";
import { build, byId } from "./dom.js";
import { takeDrops } from "./dropping.js";
import * as gs1 from "./gs1.js";
import { lighten } from "./photo.js";
import { api, askJson } from "./server.js";

const SVG = "http://www.w3.org/2000/svg";

let titles = new Map();
let drawAgain = () => {};
let latest = 0;
const camera = new Camera(byId("camera"), seen);

// *onDraw(format, data)* shows a barcode that was read on the Make tab.
export function start(onDraw) {
  drawAgain = onDraw;
  catalogue.load().then((all) => {
    titles = new Map(all.map((each) => [each.id, each.title]));
  }, () => {});
  byId("file").addEventListener("change", ({ target }) => {
    if (target.files[0]) read(target.files[0]);
    target.value = "";
  });
  takeDrops(byId("read"), byId("drop"), ([file]) => read(file));
  document.addEventListener("paste", ({ clipboardData }) => {
    const file = [...(clipboardData?.files ?? [])].find((each) => each.type.startsWith("image/"));
    if (file && !byId("read").hidden) read(file);
  });
  byId("use-camera").hidden = !isThere();
  byId("use-camera").addEventListener("click", look);
}

export function leave() {
  camera.stop();
  showCamera();
}

async function read(file) {
  leave();
  const turn = ++latest;
  byId("read-found").replaceChildren();
  say("Reading…");
  show(file);
  try {
    const found = await decode(await lighten(file));
    if (turn === latest) tell(found);
  } catch (error) {
    if (turn === latest) say(error.message);
  }
}

const decode = async (blob) =>
  (await askJson(api("decode"), { method: "POST", headers: { "Content-Type": blob.type || "application/octet-stream" }, body: blob })).barcodes;

const say = (text) => {
  byId("read-says").textContent = text;
};

function show(blob) {
  const picture = byId("read-picture");
  URL.revokeObjectURL(picture.src);
  byId("read-marks").replaceChildren();
  picture.onload = () => {
    byId("read-stage").hidden = false;
  };
  picture.onerror = () => {
    byId("read-stage").hidden = true; // such as TIFF, which the server reads all the same
  };
  picture.src = URL.createObjectURL(blob);
}

function tell(found) {
  say(found.length ? `${found.length} barcode${found.length > 1 ? "s" : ""} found` : NOTHING);
  byId("read-found").replaceChildren(...found.map(item));
  mark(found);
}

const NOTHING = "No barcode found. A sharper, closer or better lit picture may help.";

async function mark(found) {
  const picture = byId("read-picture");
  await picture.decode().catch(() => {});
  const marks = byId("read-marks");
  marks.setAttribute("viewBox", `0 0 ${picture.naturalWidth || 1} ${picture.naturalHeight || 1}`);
  marks.replaceChildren(
    ...found.map(({ corners }) => {
      const shape = document.createElementNS(SVG, "polygon");
      shape.setAttribute("points", corners.map(({ x, y }) => `${x},${y}`).join(" "));
      return shape;
    }),
  );
}

function item(barcode) {
  const { text } = barcode;
  const { format, data } = origin(barcode);
  const title = titles.get(format) ?? format;
  const again = build("button", { type: "button", textContent: "Draw it", onclick: () => drawAgain(format, data) });
  const copy = build("button", { type: "button", textContent: "Copy", onclick: () => copyText(text, "Text") });
  const actions = build("div", { className: "actions" }, copy, ...(titles.has(format) ? [again] : []));
  if (/^https?:\/\/\S+$/i.test(text)) {
    actions.append(build("a", { className: "button", href: text, rel: "noopener noreferrer", target: "_blank", textContent: "Open link" }));
  }
  return build(
    "li",
    {},
    build("h3", { textContent: title }),
    build("p", { className: "read-text", textContent: visible(text) }),
    ...gs1.explain(barcode.gs1_elements, barcode.gs1_problem),
    ...facts(barcode),
    actions,
  );
}

// What to ask for, to draw the same barcode; GS1's separators can't be seen in a field.
function origin({ format, text, gs1_elements: all = [] }) {
  if (!format.startsWith("gs1_") || !all.length) return { format, data: text };
  return { format, data: all.map(({ ai, value }) => `(${ai})${value}`).join("") };
}

// GS1's separator as its picture; the rest as it is.
const visible = (text) => text.replaceAll("\u001d", "␝");

function facts({ symbology_identifier: identifier, error_correction: level, add_on: addOn, angle_degrees: angle }) {
  const told = [
    identifier && `AIM ${identifier}`,
    level && `error correction ${level}`,
    addOn && `add-on ${addOn}`,
    angle && `turned by ${angle}°`,
  ].filter(Boolean);
  return told.length ? [build("p", { className: "hint", textContent: told.join(" · ") })] : [];
}

async function look() {
  if (camera.isOn) {
    leave();
    return;
  }
  say("Hold a barcode before the camera.");
  byId("read-found").replaceChildren();
  byId("read-stage").hidden = true;
  const looking = camera.start();
  showCamera(true);
  try {
    await looking;
  } catch {
    say("The browser gave no camera.");
  }
  leave();
}

function showCamera(on = false) {
  byId("camera").hidden = !on;
  byId("use-camera").textContent = on ? "Stop the camera" : "Use the camera";
}

async function seen(blob) {
  try {
    const found = await decode(blob);
    if (!found.length) return false;
    show(blob);
    tell(found);
  } catch (error) {
    say(error.message);
  }
  return true;
}

// A batch as sheets of labels: which sheets there are is asked of the API's own description.

import { build, byId } from "./dom.js";
import { api, askJson, bare } from "./server.js";

const PATH = "/batches/{id}/labels.pdf";

let batch = null;

export function start() {
  for (const id of ["many-template", "many-start"]) byId(id).addEventListener("input", link);
}

// Offer the sheets of *found*, where the server makes any.
export async function show(found) {
  batch = found;
  byId("many-sheets").hidden = true;
  if (!found.valid) return;
  try {
    if (!byId("many-template").options.length) offer(await templates());
  } catch {
    return; // the pictures can be had all the same
  }
  byId("many-sheets").hidden = !byId("many-template").options.length;
  link();
}

async function templates() {
  const { paths } = await askJson(bare("openapi.json"));
  const [, described] = Object.entries(paths).find(([path]) => path.endsWith(PATH)) ?? [];
  const parameter = described?.get.parameters.find(({ name }) => name === "template");
  return parameter?.schema.enum ?? [];
}

function offer(names) {
  byId("many-template").replaceChildren(...names.map((name) => build("option", { value: name, textContent: name })));
}

function link() {
  const query = { template: byId("many-template").value, start: byId("many-start").value || "1" };
  byId("many-labels").href = api(`batches/${batch.id}/labels.pdf`, query).href;
}

// The documentation of the API: built from this server's OpenAPI document.

import { build, byId } from "./page/scripts/dom.js";
import { operation } from "./operation.js";
import { paragraphs } from "./prose.js";

const folder = new URL("./", location.href);
folder.hash = "";
folder.search = "";

const answer = await fetch(new URL("openapi.json", folder));
const spec = await answer.json();

byId("title").textContent = `${spec.info.title} ${spec.info.version}`;
byId("intro").replaceChildren(...paragraphs([spec.info.summary, spec.info.description].join("\n\n")));

const all = Object.entries(spec.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, details]) => ({ path, method, details, id: details.operationId })),
);
const context = { spec, folder };

// Operations of one summary differ in their method, or else in their path.
function named({ path, method, details: { summary } }) {
  const others = all.filter(({ details }) => details.summary === summary);
  if (others.length === 1) return summary;
  const isOther = others.some((each) => each.method !== method);
  return `${summary} (${isOther ? method.toUpperCase() : path})`;
}

for (const { name, description } of spec.tags) {
  const members = all.filter(({ details }) => (details.tags ?? []).includes(name));
  if (!members.length) continue;
  byId("contents").append(
    build(
      "section",
      {},
      build("h2", { textContent: name }),
      build("ul", {}, ...members.map((each) => build("li", {}, build("a", { href: `#${each.id}`, textContent: named(each), title: each.id })))),
    ),
  );
  byId("operations").append(
    build("h2", { className: "tag", textContent: name }),
    ...paragraphs(description ?? ""),
    ...members.map((each) => operation(each, context)),
  );
}
byId("main").removeAttribute("aria-busy");

byId("credentials").addEventListener("submit", (event) => event.preventDefault());

// A link to an operation opens it.
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.matches("details")) return;
  target.open = true;
  target.scrollIntoView();
}
window.addEventListener("hashchange", follow);
follow();

byId("filter").addEventListener("input", ({ target }) => {
  const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text) => words.every((word) => text.toLowerCase().includes(word));
  for (const item of byId("contents").querySelectorAll("li")) {
    const link = item.firstChild;
    item.hidden = !matches(`${link.textContent} ${document.getElementById(link.title).querySelector("summary").textContent}`);
  }
  for (const section of byId("contents").children) section.hidden = !section.querySelector("li:not([hidden])");
});

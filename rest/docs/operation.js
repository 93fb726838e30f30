// One operation: its parameters and body as a form, its answers, the request as code, and a button
// that sends it to this server.

import * as code from "./code.js";
import { build, byId } from "./page/scripts/dom.js";
import { paragraphs } from "./prose.js";
import { exampleOf, resolved, typeOf } from "./schemas.js";

const FIRST_FIELDS = 4; // of the optional parameters
const NEEDED = new Set(["data", "format"]); // a request needs them, unless it has content
const MAX_SHOWN = 20_000; // characters of an answer

// Returns the element of an operation; its content is built when it is opened.
export function operation({ path, method, details, id }, context) {
  const element = build(
    "details",
    { id, className: "card operation" },
    build(
      "summary",
      {},
      build("span", { className: `method ${method}`, textContent: method.toUpperCase() }),
      build("h3", {}, build("span", { className: "path", textContent: path })),
      build("span", { className: "summary", textContent: details.summary }),
    ),
  );
  element.addEventListener("toggle", () => {
    if (element.children.length === 1) element.append(new Form(path, method, details, id, context).element);
  });
  return element;
}

class Form {
  constructor(path, method, details, id, { spec, folder }) {
    Object.assign(this, { path, method: method.toUpperCase(), details, id, spec, folder });
    this.fields = new Map(); // name to { input, parameter }
    this.types = Object.keys(details.requestBody?.content ?? {});
    this.kind = code.KINDS[0];
    this.code = build("pre", { tabIndex: 0, "aria-label": "Request as code" });
    this.reply = build("div", { className: "reply" });
    this.element = build(
      "form",
      { className: "inside", autocomplete: "off" },
      ...paragraphs(details.description ?? ""),
      ...this.#parameters(),
      ...this.#body(),
      build("div", { className: "actions" }, build("button", { type: "submit", className: "primary", textContent: "Send" })),
      this.reply,
      this.#codes(),
      this.#answers(),
    );
    this.element.addEventListener("input", () => this.#write());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    for (const secret of ["api-key", "master-key"]) byId(secret).addEventListener("input", () => this.#write());
    this.#write();
  }

  #parameters() {
    const all = this.details.parameters ?? [];
    if (!all.length) return [];
    const isFirst = ({ required, name }, at) => required || at < FIRST_FIELDS || name === "data" || name === "format";
    const first = all.filter(isFirst);
    const rest = all.filter((each) => !first.includes(each));
    const grid = (members) => build("div", { className: "option-grid" }, ...members.map((each) => this.#field(each)));
    const more = rest.length ? [build("details", { className: "rest" }, build("summary", { textContent: `${rest.length} more parameters` }), grid(rest))] : [];
    return [build("h4", { textContent: "Parameters" }), grid(first), ...more];
  }

  #field(parameter) {
    const { name, schema = {}, description = "", required, example } = parameter;
    const id = `${this.id}-${name}`;
    const choices = schema.enum ?? (schema.type === "boolean" ? ["true", "false"] : null);
    const input = choices
      ? build("select", {}, build("option", { value: "", textContent: "" }), ...choices.map((each) => build("option", { value: String(each), textContent: String(each) })))
      : build("input", { type: "text", spellcheck: false, placeholder: String(schema.default ?? "") });
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-hint`);
    if (required || NEEDED.has(name)) input.value = String(example ?? exampleOf(schema, this.spec) ?? "");
    if (required) input.setAttribute("aria-required", "true");
    this.fields.set(name, { input, parameter });
    return build(
      "div",
      { className: "field" },
      build("label", { for: id }, name, " ", build("span", { className: "required", textContent: `${typeOf(schema)}${required ? ", required" : ""}` })),
      input,
      build("p", { className: "hint", id: `${id}-hint`, textContent: description }),
    );
  }

  #body() {
    if (!this.types.length) return [];
    this.type = build("select", { id: `${this.id}-type` }, ...this.types.map((type) => build("option", { value: type, textContent: type })));
    this.text = build("textarea", { id: `${this.id}-body`, spellcheck: false });
    this.file = build("input", { id: `${this.id}-file`, type: "file" });
    this.textField = build("div", { className: "field" }, build("label", { for: this.text.id, textContent: "Body" }), this.text);
    this.fileField = build("div", { className: "field" }, build("label", { for: this.file.id, textContent: "File" }), this.file);
    const fill = () => {
      const isFile = this.#isFile();
      this.textField.hidden = isFile;
      this.fileField.hidden = !isFile;
      if (!isFile) this.text.value = this.#exampleBody();
    };
    this.type.addEventListener("change", fill);
    fill();
    return [
      build("h4", { textContent: "Body" }),
      build("div", { className: "field" }, build("label", { for: this.type.id, textContent: "Type" }), this.type),
      this.textField,
      this.fileField,
    ];
  }

  #isFile() {
    const schema = resolved(this.details.requestBody.content[this.type.value].schema, this.spec);
    return this.type.value === "multipart/form-data" || schema.format === "binary";
  }

  // Returns the name of the part that is a file.
  #part() {
    return Object.keys(resolved(this.details.requestBody.content[this.type.value].schema, this.spec).properties ?? {})[0] ?? "files";
  }

  #exampleBody() {
    const { example, schema } = this.details.requestBody.content[this.type.value];
    const value = example ?? exampleOf(schema, this.spec);
    if (this.type.value === "application/x-www-form-urlencoded") return new URLSearchParams(value ?? {}).toString();
    return typeof value === "string" ? value : JSON.stringify(value, null, 2);
  }

  // Returns the request of the form: url, method, headers, and body, file or form.
  #request() {
    const query = new URLSearchParams();
    const headers = {};
    let path = this.path;
    for (const [name, { input, parameter }] of this.fields) {
      if (parameter.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(input.value));
      else if (input.value && parameter.in === "header") headers[name] = input.value;
      else if (input.value) query.append(name, input.value);
    }
    const url = new URL(path.slice(1), this.folder);
    url.search = query.toString();
    if (byId("api-key").value) headers["X-API-Key"] = byId("api-key").value;
    if (byId("master-key").value) headers["master-key"] = byId("master-key").value;
    const request = { url: url.href, method: this.method, headers };
    if (!this.types.length) return request;
    if (this.type.value === "multipart/form-data") return { ...request, form: this.#part(), file: this.file.files[0]?.name ?? "" };
    headers["Content-Type"] = this.type.value;
    return this.#isFile() ? { ...request, file: this.file.files[0]?.name ?? "" } : { ...request, body: this.text.value };
  }

  #codes() {
    const buttons = code.KINDS.map((kind) => {
      const button = build("button", { type: "button", textContent: kind.label });
      button.addEventListener("click", () => {
        this.kind = kind;
        this.#write();
      });
      return button;
    });
    this.buttons = buttons;
    const copy = build("button", { type: "button", className: "copy", textContent: "Copy" });
    copy.addEventListener("click", async () => {
      const done = await navigator.clipboard.writeText(this.code.textContent).then(() => "Copied", () => "The browser did not allow copying.");
      copy.textContent = done === "Copied" ? done : "Copy";
      byId("says").textContent = done;
    });
    this.copy = copy;
    return build(
      "div",
      { className: "reply" },
      build("h4", { textContent: "As code" }),
      build("div", { className: "chips", role: "group", "aria-label": "Language" }, ...buttons),
      build("div", { className: "code" }, this.code, copy),
    );
  }

  #write() {
    this.code.textContent = this.kind.write(this.#request());
    this.copy.textContent = "Copy";
    this.buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(code.KINDS[at] === this.kind)));
  }

  async #send() {
    const { url, method, headers, body, form, file } = this.#request();
    this.reply.replaceChildren(build("p", { className: "state", role: "status", textContent: "Sending…" }));
    let content = body;
    if (form) {
      content = new FormData();
      if (this.file.files[0]) content.append(form, this.file.files[0]);
    } else if (file !== undefined) content = this.file.files[0];
    const started = performance.now();
    try {
      const answer = await fetch(url, { method, headers, body: content });
      await this.#show(answer, Math.round(performance.now() - started));
    } catch {
      this.reply.replaceChildren(build("p", { className: "problem", role: "status", textContent: "The server does not answer." }));
    }
  }

  async #show(answer, milliseconds) {
    const blob = await answer.blob();
    const type = (answer.headers.get("Content-Type") ?? "").split(";")[0];
    const shown = [build("p", { className: answer.ok ? "state" : "problem", role: "status", textContent: `${answer.status} ${answer.statusText}, ${type}, ${blob.size.toLocaleString()} bytes, ${milliseconds} ms` })];
    if (type.startsWith("image/")) shown.push(build("img", { alt: "The picture in the answer", src: URL.createObjectURL(blob) }));
    else if (/json|text|xml|zpl|csv/.test(type)) shown.push(build("pre", { tabIndex: 0, "aria-label": "Answer", textContent: pretty(await blob.text(), type) }));
    const url = URL.createObjectURL(blob);
    if (blob.size) shown.push(build("div", { className: "actions" }, build("a", { className: "button", href: url, download: "answer", textContent: "Save the answer" })));
    const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    shown.push(build("details", {}, build("summary", { textContent: "Headers of the answer" }), build("pre", { tabIndex: 0, "aria-label": "Headers", textContent: headers })));
    this.reply.replaceChildren(...shown);
  }

  #answers() {
    const rows = Object.entries(this.details.responses).map(([status, answer]) =>
      build("tr", {}, build("th", { scope: "row", textContent: status }), build("td", { textContent: answer.description }), build("td", { textContent: Object.keys(answer.content ?? {}).join(", ") })),
    );
    const head = ["Status", "Meaning", "Type"].map((textContent) => build("th", { scope: "col", textContent }));
    const table = build("table", { className: "answers" }, build("thead", {}, build("tr", {}, ...head)), build("tbody", {}, ...rows));
    return build("details", { className: "rest" }, build("summary", { textContent: "Answers" }), table);
  }
}

function pretty(text, type) {
  let found = text;
  if (type.includes("json")) {
    try {
      found = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      // Shown as it is.
    }
  }
  return found.length > MAX_SHOWN ? `${found.slice(0, MAX_SHOWN)}…` : found;
}

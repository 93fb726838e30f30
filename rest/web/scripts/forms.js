// The form of a content type, made from its JSON Schema. The usual fields are visible; the others are
// added from a list.

import { build } from "./dom.js";
import { t } from "./language.js";

// The usual fields of content types. A content type that is missing here shows its required fields and
// those of its example.
const USUAL = {
  wifi: ["ssid", "password"],
  vcard: ["name", "organization", "mobile", "email", "url"],
  mecard: ["family_name", "given_name", "phone", "email"],
  email: ["to", "subject", "body"],
  sms: ["number", "body"],
  event: ["summary", "start", "end", "location"],
  epc: ["name", "iban", "amount", "text"],
  swiss_qr_bill: ["iban", "creditor_name", "creditor_street", "creditor_postal_code", "creditor_city", "creditor_country", "currency", "amount", "message"],
  pix: ["key", "name", "city", "amount"],
  upi: ["payee_address", "payee_name", "amount", "note"],
  promptpay: ["phone", "amount"],
  paynow: ["uen", "amount"],
  spd: ["iban", "amount", "message"],
  gs1_elements: ["gtin", "batch", "expiry", "serial"],
  gs1_digital_link: ["gtin", "batch", "expiry", "serial"],
  ppn: ["ppn", "batch", "expiry", "serial"],
  udi: ["agency", "device_identifier", "lot", "expiry", "serial"],
  otpauth: ["issuer", "account", "secret"],
  variable_measure_ean: ["prefix", "item", "value"],
};
const LONG = new Set(["body", "note", "description", "message", "text", "billing_information"]);
const SEPARATOR = /\s*[;\n]\s*/; // between the values of a repeated field

export class Form {
  // *place* is the element of the fields; *changed()* is called after each edit.
  constructor(place, changed) {
    this.place = place;
    this.changed = changed;
    this.details = null;
    this.values = {};
    this.shown = [];
  }

  // Shows the fields of *details*, an answer of GET content/{id}, with *values*.
  show(details, values) {
    this.details = details;
    this.values = { ...values };
    const { properties, required = [] } = details.fields;
    const usual = USUAL[details.content.id] ?? [...required, ...Object.keys(details.example)];
    const wanted = new Set([...usual, ...required, ...Object.keys(values)]);
    this.shown = [...usual, ...Object.keys(properties)].filter((name, at, all) => name in properties && wanted.has(name) && all.indexOf(name) === at);
    this.#render();
  }

  // True if the fields still have the values of the example.
  get isExample() {
    return JSON.stringify(this.values) === JSON.stringify(this.details.example);
  }

  // Returns the values that are set, as options of a request.
  options() {
    return Object.fromEntries(Object.entries(this.values).filter(([, value]) => value !== "" && value.length !== 0).map(([name, value]) => [`content.${name}`, value]));
  }

  set(name, value) {
    this.values[name] = value;
    if (!this.shown.includes(name)) this.shown.push(name);
    this.#render();
    this.changed();
  }

  #render() {
    const { properties, required = [] } = this.details.fields;
    const rest = Object.keys(properties).filter((name) => !this.shown.includes(name));
    this.place.replaceChildren(
      ...this.shown.map((name) => this.#field(name, properties[name], required.includes(name))),
      ...(rest.length ? [this.#adder(rest, properties)] : []),
    );
  }

  #field(name, property, isRequired) {
    const id = `content-${name}`;
    const control = controlFor(name, property, this.values[name] ?? "", (value) => {
      if (value === "") delete this.values[name];
      else this.values[name] = property.type === "array" ? value.split(SEPARATOR).filter(Boolean) : value;
      this.changed();
    });
    control.id = id;
    control.setAttribute("aria-describedby", `${id}-problem ${id}-hint`);
    if (isRequired) control.setAttribute("aria-required", "true");
    const label = build("label", { for: id }, t(property.title ?? name));
    const remove = build("button", { type: "button", className: "quiet", textContent: "✕", "aria-label": t("Remove {name}", { name: t(property.title ?? name) }) });
    remove.addEventListener("click", () => this.#remove(name));
    const isRemovable = !isRequired && !(USUAL[this.details.content.id] ?? Object.keys(this.details.example)).includes(name);
    return build(
      "div",
      { className: `field${control.matches("textarea") ? " wide" : ""}`, "data-field": `content.${name}` },
      build("div", { className: "label-row" }, label, ...(isRemovable ? [remove] : [])),
      control,
      build("p", { className: "problem", id: `${id}-problem`, hidden: true }),
      build("p", { className: "hint", id: `${id}-hint`, textContent: hint(property, control) }),
    );
  }

  #remove(name) {
    delete this.values[name];
    this.shown = this.shown.filter((each) => each !== name);
    this.#render();
    this.place.querySelector(".adder select")?.focus();
    this.changed();
  }

  #adder(names, properties) {
    const select = build(
      "select",
      { "aria-label": t("Add a field") },
      build("option", { value: "", textContent: t("+ Add a field") }),
      ...names.map((name) => build("option", { value: name, textContent: t(properties[name].title ?? name) })),
    );
    select.addEventListener("change", () => {
      const name = select.value;
      this.shown.push(name);
      this.#render();
      this.place.querySelector(`#content-${CSS.escape(name)}`).focus();
    });
    return build("div", { className: "adder" }, select);
  }
}

// A date picker needs no description of how to write a date.
function hint({ description = "" }, control) {
  return control.type.startsWith("date") && /YYYY/.test(description) ? "" : t(description);
}

const DAY = "[0-9]{4}-[0-9]{2}";
const asText = (value) => (Array.isArray(value) ? value.join("; ") : value);

function controlFor(name, property, value, change) {
  if (property.enum) return select(property, value, change);
  const text = asText(value);
  const control = LONG.has(name) ? build("textarea", { rows: 2 }) : build("input", { type: inputType(property, text) });
  control.spellcheck = LONG.has(name);
  control.autocomplete = "off";
  control.value = text;
  if (control.type === "text") control.placeholder = asText(property.examples?.[0] ?? property.items?.examples?.[0] ?? "");
  control.addEventListener("input", () => change(control.value));
  // The example is replaced by what is typed.
  control.addEventListener("focus", () => text && control.value === asText(property.examples?.[0] ?? property.items?.examples?.[0] ?? "") && control.select());
  return control;
}

// A field of dates gets the browser's picker, unless its value has another form, such as a month.
function inputType({ pattern = "", examples: [example = ""] = [] }, value) {
  if (!pattern.includes(DAY)) return "text";
  const withTime = /^\d{4}-\d\d-\d\dT/.test(example);
  const type = withTime ? "datetime-local" : "date";
  const isValid = withTime ? /^\d{4}-\d\d-\d\dT\d\d:\d\d$/ : /^\d{4}-\d\d-\d\d$/;
  return !value || isValid.test(value) ? type : "text";
}

const WORDS = { true: "Yes", false: "No", nopass: "None (open network)" };

function select(property, value, change) {
  const items = [["", t("Auto")], ...property.enum.map((each) => [each, t(WORDS[each] ?? each)])];
  const control = build("select", {}, ...items.map(([id, textContent]) => build("option", { value: id, textContent })));
  control.value = value;
  control.addEventListener("change", () => change(control.value));
  return control;
}

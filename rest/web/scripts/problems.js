// Shows the server's errors at their fields, with a button that applies the suggestion.

import { build } from "./dom.js";
import { ofCode, t } from "./language.js";

// Shows *errors* at their fields inside *form*; *apply(field, value)* applies a suggestion. Returns the
// errors without a field there.
export function show(form, errors, apply) {
  clear(form);
  const others = [];
  for (const error of errors) {
    const field = form.querySelector(`[data-field="${CSS.escape(error.field)}"]`);
    if (field) mark(field, error, apply);
    else others.push(error);
  }
  return others;
}

export function clear(form) {
  for (const problem of form.querySelectorAll(".problem")) {
    problem.hidden = true;
    problem.replaceChildren();
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

// The server's texts are English. In other languages a text that belongs to the code replaces them.
export const text = ({ code = "", message, fix = "" }) => ofCode(code) ?? `${message} ${fix}`.trim();

function mark(field, error, apply) {
  const problem = field.querySelector(".problem");
  problem.append(build("span", { textContent: text(error) }));
  if (error.suggestion) {
    const onclick = () => apply(error.field, error.suggestion);
    problem.append(build("button", { type: "button", textContent: t("Use {value}", { value: error.suggestion }), onclick }));
  }
  problem.hidden = false;
  field.querySelector("textarea, input:not([type=color]), select")?.setAttribute("aria-invalid", "true");
  field.closest("details")?.setAttribute("open", "");
}

// Shows what the server objects to at the fields that it names, with the mend one click away.

import { build } from "./dom.js";

// Show *errors* at the fields inside *form* that they name; *mend(field, value)* takes a suggestion.
// Returns those that no field there is called for.
export function show(form, errors, mend) {
  clear(form);
  const lost = [];
  for (const error of errors) {
    const field = form.querySelector(`[data-field="${CSS.escape(error.field)}"]`);
    if (field) mark(field, error, mend);
    else lost.push(error);
  }
  return lost;
}

export function clear(form) {
  for (const problem of form.querySelectorAll(".problem")) {
    problem.hidden = true;
    problem.replaceChildren();
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

export const worded = ({ message, fix = "" }) => `${message} ${fix}`.trim();

function mark(field, error, mend) {
  const problem = field.querySelector(".problem");
  problem.append(build("span", { textContent: worded(error) }));
  if (error.suggestion) {
    const take = () => mend(error.field, error.suggestion);
    problem.append(build("button", { type: "button", textContent: `Use ${error.suggestion}`, onclick: take }));
  }
  problem.hidden = false;
  field.querySelector("textarea, input:not([type=color]), select")?.setAttribute("aria-invalid", "true");
  field.closest("details")?.setAttribute("open", "");
}

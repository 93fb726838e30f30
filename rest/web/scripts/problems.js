// Shows what the server objects to at the fields that it names, with the mend one click away.

import { build } from "./dom.js";

const fieldOf = (name) => document.querySelector(`#make [data-field="${CSS.escape(name)}"]`);

// Show *errors* at their fields; *mend(field, value)* takes a suggestion. Returns those that no
// field here is called for.
export function show(errors, mend) {
  clear();
  const lost = [];
  for (const error of errors) {
    const field = fieldOf(error.field);
    if (field) mark(field, error, mend);
    else lost.push(error);
  }
  return lost;
}

export function clear() {
  for (const problem of document.querySelectorAll("#make .problem")) {
    problem.hidden = true;
    problem.replaceChildren();
  }
  for (const control of document.querySelectorAll("#make [aria-invalid]")) control.removeAttribute("aria-invalid");
}

function mark(field, error, mend) {
  const problem = field.querySelector(".problem");
  problem.append(build("span", { textContent: [error.message, error.fix].filter(Boolean).join(" ") }));
  if (error.suggestion) {
    const take = () => mend(error.field, error.suggestion);
    problem.append(build("button", { type: "button", textContent: `Use ${error.suggestion}`, onclick: take }));
  }
  problem.hidden = false;
  field.querySelector("textarea, input:not([type=color]), select")?.setAttribute("aria-invalid", "true");
  field.closest("details")?.setAttribute("open", "");
}

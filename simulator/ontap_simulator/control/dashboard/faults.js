// Fault rules: the list with its remove buttons, and the form for a new one.

import { call, Refused } from "./control.js";
import { byId, h, offerNames, reconcile, setText } from "./dom.js";

let available = true;

/** The rules in force, none where the simulator has no fault rules. */
export async function readFaults() {
  if (!available) return [];
  try {
    return (await call("GET", "/faults")).faults;
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error;
    available = false;
    return [];
  }
}

/** `onRemove(rule)` is called when a rule's button is pressed. */
export function showFaults(rules, names, onRemove) {
  const note = byId("faults-note");
  setText(note, available ? "No fault rules." : "Fault rules are not available in this simulator.");
  note.hidden = available && rules.length > 0;
  byId("fault-adder").hidden = !available;
  offerNames(byId("fault-form").elements.cluster, names, 1);
  reconcile(byId("fault-list"), rules, (rule) => String(rule.id), (rule) => makeItem(rule, onRemove), updateItem);
}

/** The rule that the form describes, in the shape of `POST /faults`. */
export function askedRule(form) {
  const { cluster, method, path, phase, kind, value, times } = form.elements;
  const match = { path: path.value };
  if (cluster.value) match.cluster = cluster.value;
  if (method.value) match.method = method.value;
  const effect = { kind: kind.value };
  if (kind.value === "status") effect.status = Number(value.value);
  if (kind.value === "delay") effect.seconds = Number(value.value);
  if (kind.value === "error" || kind.value === "job_failure") effect.code = value.value;
  return { match, phase: phase.value, effect, when: { times: Number(times.value) } };
}

/** Ask only for what the chosen effect and phase need; a lost reply is always a dropped connection. */
export function adaptForm(form, changed) {
  const { phase, kind, value } = form.elements;
  if (changed === phase && phase.value === "lost") kind.value = "reset";
  if (changed === kind && kind.value !== "reset" && phase.value === "lost") phase.value = "before";
  const { label, value: usual } = kind.selectedOptions[0].dataset;
  const field = byId("fault-value");
  field.hidden = label === undefined;
  value.disabled = label === undefined;
  setText(field.firstElementChild, label ?? "");
  if (changed === kind || changed === phase) value.value = usual ?? "";
}

function makeItem(rule, onRemove) {
  const button = h("button", { type: "button", class: "small" }, "Remove");
  button.addEventListener("click", () => onRemove(rule));
  return h("li", {}, h("span", { class: "what" }, h("b"), h("span", { class: "quiet" })), button);
}

function updateItem(item, rule) {
  const [what, button] = item.children;
  setText(what.children[0], effectOf(rule));
  setText(what.children[1], `${rule.phase}; ${matchOf(rule)}${timesOf(rule)}`);
  button.setAttribute("aria-label", `Remove the rule ${effectOf(rule)} for ${matchOf(rule)}`);
}

function effectOf({ effect = {} }) {
  const { kind, ...rest } = effect;
  const values = Object.entries(rest).filter(([, value]) => value !== null);
  return [kind, ...values.map(([name, value]) => (values.length > 1 ? `${name} ${value}` : value))].join(" ");
}

function matchOf({ match }) {
  const { cluster, method, path, ...rest } = match ?? {};
  const others = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  const text = `${method ?? "any method"} ${path ?? "any path"} on ${cluster ?? "any cluster"}`;
  return others.length ? `${text}, ${others.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", ")}` : text;
}

function timesOf({ when }) {
  const parts = Object.entries(when ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return parts.map(([name, value]) => `; ${name} ${value}`).join("");
}

// Fault rules: the list with its remove buttons, and the form for a new one, made from the control API's description.

import { call } from "./control.js";
import { byId, h, offerNames, reconcile, setText } from "./dom.js";

let effects = [];

/** The rules in force. */
export async function readFaults() {
  return (await call("GET", "/faults")).faults;
}

/** Offer in the form every effect that the control API describes; done once. */
export async function offerEffects(form) {
  if (effects.length > 0) return;
  const { paths, components } = await call("GET", "/openapi.json");
  const rule = paths["/faults"].post.requestBody.content["application/json"].schema;
  effects = rule.properties.effect.oneOf.map(({ $ref }) => effectOf(components.schemas[$ref.split("/").at(-1)]));
  for (const { kind } of effects) form.elements.kind.add(new Option(words(kind), kind));
  adaptForm(form, null);
  byId("fault-adder").hidden = false;
}

/** `onRemove(rule)` is called when a rule's button is pressed. */
export function showFaults(rules, names, onRemove) {
  byId("faults-note").hidden = rules.length > 0;
  offerNames(byId("fault-form").elements.cluster, names, 1);
  reconcile(byId("fault-list"), rules, (rule) => String(rule.id), (rule) => makeItem(rule, onRemove), updateItem);
}

/** The rule that the form describes, in the shape of `POST /faults`. */
export function askedRule(form) {
  const { cluster, method, path, phase, kind, times } = form.elements;
  const match = { path: path.value };
  if (cluster.value) match.cluster = cluster.value;
  if (method.value) match.method = method.value;
  const effect = { kind: kind.value };
  for (const input of byId("fault-options").querySelectorAll("input")) {
    if (input.value) effect[input.dataset.field] = input.type === "number" ? Number(input.value) : input.value;
  }
  return { match, phase: phase.value, effect, when: { times: Number(times.value) } };
}

/** Keep phase and effect together, whichever of them changed, and ask for what the effect needs. */
export function adaptForm(form, changed) {
  const { phase, kind } = form.elements;
  if (!chosen(kind).phases.includes(phase.value)) {
    if (changed === phase) kind.value = effects.find(({ phases }) => phases.includes(phase.value)).kind;
    else phase.value = chosen(kind).phases[0];
  }
  if (form.dataset.kind === kind.value) return;
  form.dataset.kind = kind.value;
  setText(byId("fault-summary"), chosen(kind).summary);
  byId("fault-options").replaceChildren(...chosen(kind).fields.map(makeField));
}

function chosen(select) {
  return effects.find(({ kind }) => kind === select.value);
}

function effectOf({ description, properties: { kind, ...properties }, required, "x-phases": phases }) {
  const fields = Object.entries(properties).map(([name, field]) => ({
    ...field,
    ...field.anyOf?.find(({ type }) => type !== "null"),
    name,
    required: required.includes(name),
  }));
  return { kind: kind.const, summary: description.split("\n", 1)[0], phases, fields };
}

function makeField({ name, title, description, type, pattern, minimum, maximum, examples, required }) {
  const kinds = { integer: { type: "number", step: 1 }, number: { type: "number", step: "any" }, string: { type: "text" } };
  const input = h("input", {
    ...kinds[type],
    "data-field": name,
    title: description,
    pattern,
    min: minimum,
    max: maximum,
    value: examples?.[0],
    required: required ? "" : undefined,
    autocomplete: "off",
  });
  return h("label", {}, title, input);
}

function makeItem(rule, onRemove) {
  const button = h("button", { type: "button", class: "small" }, "Remove");
  button.addEventListener("click", () => onRemove(rule));
  return h("li", {}, h("span", { class: "what" }, h("b"), h("span", { class: "quiet" })), button);
}

function updateItem(item, rule) {
  const [what, button] = item.children;
  setText(what.children[0], describeEffect(rule));
  setText(what.children[1], `${rule.phase}; ${matchOf(rule)}${timesOf(rule)}`);
  button.setAttribute("aria-label", `Remove the rule ${describeEffect(rule)} for ${matchOf(rule)}`);
}

function describeEffect({ effect = {} }) {
  const { kind, ...rest } = effect;
  const values = Object.entries(rest).filter(([, value]) => value !== null);
  return [words(kind), ...values.map(([name, value]) => (values.length > 1 ? `${name} ${value}` : value))].join(" ");
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

function words(kind) {
  return kind.replaceAll("_", " ");
}

// Elements without markup: whatever a client named goes in as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

export const byId = (id) => document.getElementById(id);

/** An HTML element; `attributes` by name, `children` are nodes or text. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element, likewise. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Set the text only when it differs, so that a selection and screen readers are left in peace. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Make the children of `parent` stand for `items` in their order. Elements of known keys are kept and updated, so that
 * focus and open details survive a poll.
 */
export function reconcile(parent, items, keyOf, make, update) {
  const known = (parent.known ??= new Map());
  const wanted = new Set();
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    wanted.add(key);
    let element = known.get(key);
    if (element === undefined) {
      element = make(item);
      known.set(key, element);
    }
    update(element, item);
    if (element === place) place = place.nextElementSibling;
    else parent.insertBefore(element, place);
  }
  for (const [key, element] of known) {
    if (!wanted.has(key)) {
      known.delete(key);
      if (element === place) place = place.nextElementSibling;
      element.remove();
    }
  }
}

/** Offer `names` in a select after its fixed first options, keeping the choice. */
export function offerNames(select, names, fixed = 0) {
  const listed = Array.from(select.options).slice(fixed).map((option) => option.value);
  if (listed.join("\n") === names.join("\n")) return;
  const chosen = select.value;
  while (select.options.length > fixed) select.remove(fixed);
  for (const name of names) select.add(new Option(name, name));
  if (names.includes(chosen)) select.value = chosen;
}

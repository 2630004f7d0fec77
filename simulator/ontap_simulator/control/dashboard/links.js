// Links between clusters: which are impaired, and the form that cuts, slows down and restores them.

import { call } from "./control.js";
import { byId, h, offerNames, reconcile, setText } from "./dom.js";
import { impairedLinks } from "./relationships.js";

/** The links that were ever changed. */
export async function readLinks() {
  return (await call("GET", "/links")).links;
}

/** `onRestore(link)` is called when the button of an impaired link is pressed. */
export function showLinks(links, names, onRestore) {
  const impaired = impairedLinks(links);
  byId("links-note").hidden = impaired.length > 0;
  const form = byId("link-form");
  form.hidden = names.length < 2;
  const fresh = form.elements.to.options.length === 0;
  offerNames(form.elements.from, names);
  offerNames(form.elements.to, names);
  if (fresh && names.length > 1) form.elements.to.value = names[1];
  reconcile(byId("link-list"), impaired, (link) => link.key, (link) => makeItem(link, onRestore), updateItem);
}

/** What the form asks for, by the button that was pressed. */
export function askedLink(form, state) {
  const { from, to, both_ways: both } = form.elements;
  return { from: from.value, to: to.value, state, both_ways: both.checked };
}

function makeItem(link, onRestore) {
  const button = h("button", { type: "button", class: "small" }, "Restore");
  button.setAttribute("aria-label", `Restore the link between ${link.from} and ${link.to}`);
  button.addEventListener("click", () => onRestore(link));
  return h("li", {}, h("span", { class: "what" }, h("b", {}, `${link.from} \u2013 ${link.to}`), h("span")), button);
}

function updateItem(item, link) {
  const state = item.querySelector("span span");
  setText(state, link.text);
  state.className = link.down ? "bad" : "warn";
}

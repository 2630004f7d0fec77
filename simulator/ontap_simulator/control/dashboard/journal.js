// The live journal, newest first and bounded; bodies are written out only when somebody opens an entry.

import { call } from "./control.js";
import { byId, h, reconcile, setText } from "./dom.js";
import { instant } from "./time.js";

const MAX_SHOWN = 200;
let entries = [];

/** Read what came since the last time, if the journal has grown to `end` or was cleared. */
export async function followJournal(end) {
  const last = () => entries[0]?.n ?? 0;
  if (end < last()) entries = [];
  else if (end === last()) return;
  let read;
  do {
    read = (await newer(Math.max(last(), end - MAX_SHOWN))).filter((entry) => entry.n > last());
    entries = [...read.reverse(), ...entries].slice(0, MAX_SHOWN);
  } while (read.length > 0 && last() < end);
  show();
}

async function newer(after) {
  return (await call("GET", `/journal?after=${after}&limit=${MAX_SHOWN}`)).entries;
}

function show() {
  byId("journal-table").hidden = entries.length === 0;
  const note = byId("journal-note");
  setText(note, entries.length === 0 ? "No requests yet." : `The newest ${MAX_SHOWN} entries.`);
  note.hidden = entries.length > 0 && entries.length < MAX_SHOWN;
  reconcile(byId("journal-table").tBodies[0], entries, (entry) => entry, makeRow, () => {});
}

function makeRow(entry) {
  const tone = entry.status >= 400 || !entry.status ? "bad" : "good";
  return h(
    "tr",
    {},
    h("td", { class: "digits" }, String(entry.n)),
    h("td", { class: "digits nowrap" }, instant(entry.at)),
    h("td", {}, entry.cluster),
    h("td", {}, entry.method),
    h("td", {}, h("span", { class: `state ${tone}` }, String(entry.status ?? "none"))),
    h("td", {}, details(entry)),
  );
}

function details(entry) {
  const text = entry.query ? `${entry.path}?${entry.query}` : entry.path;
  const element = h("details", {}, h("summary", {}, h("code", {}, text)));
  element.addEventListener("toggle", () => {
    if (element.childElementCount === 1) {
      const { n, at, cluster, method, path, query, status, ...rest } = entry;
      element.append(h("pre", {}, JSON.stringify(rest, null, 2)));
    }
  });
  return element;
}

// The table of peers with its drop buttons, and the list of offers with their countdowns.

import { byId, h, reconcile, setText } from "./dom.js";
import { instant, remaining } from "./time.js";

const DANGER = new Set(["unavailable", "problem"]);
const CARE = new Set(["pending", "partial", "unidentified", "revoked"]);

/** `onDrop(cluster, peer)` is called when a drop button is pressed. */
export function showPeers(fabric, onDrop) {
  const rows = fabric.clusters.flatMap((cluster) => cluster.peers.map((peer) => ({ cluster, peer, fabric })));
  const total = fabric.clusters.reduce((sum, cluster) => sum + cluster.peer_count, 0);
  const note = byId("peers-note");
  setText(note, total === 0 ? "No peers." : `The first ${rows.length} of ${total} peers.`);
  note.hidden = total > 0 && total === rows.length;
  byId("peer-table").hidden = rows.length === 0;
  const body = byId("peer-table").tBodies[0];
  reconcile(body, rows, keyOf, (row) => makeRow(row, onDrop), updateRow);
}

/** Offers that wait for the other side, soonest end first. */
export function showOffers(fabric) {
  const found = fabric.clusters
    .flatMap((cluster) => cluster.peers.map((peer) => ({ cluster, peer, fabric })))
    .filter(({ peer }) => peer.expires_at !== null)
    .sort((one, other) => Date.parse(one.peer.expires_at) - Date.parse(other.peer.expires_at));
  byId("no-offers").hidden = found.length > 0;
  reconcile(byId("offer-list"), found, keyOf, makeOffer, updateOffer);
}

/** The anonymous offers of `before` that are gone from `after` because their time is up, as sentences. */
export function expiredBetween(before, after) {
  const left = new Set(after.clusters.flatMap(({ name, peers }) => peers.map(({ uuid }) => `${name}/${uuid}`)));
  return before.clusters.flatMap(({ name, peers }) =>
    peers
      .filter((peer) => peer.anonymous && !left.has(`${name}/${peer.uuid}`))
      .filter((peer) => remaining(after.now, peer.expires_at) === null)
      .map((peer) => `The offer ${peer.name} of ${name} has expired.`),
  );
}

const keyOf = ({ cluster, peer }) => `${cluster.name}/${peer.uuid}`;

function makeRow({ cluster, peer }, onDrop) {
  const row = h("tr", {}, h("th", { scope: "row" }, cluster.name, h("span", { class: "quiet" }, peer.ipspace)));
  row.append(h("td", {}, h("span"), h("code", { class: "quiet", title: peer.uuid }, peer.uuid.slice(0, 8))));
  row.append(h("td", {}, h("span"), h("span", { class: "quiet" })));
  for (let column = 0; column < 4; column += 1) row.append(h("td", {}, h("span")));
  const button = h("button", { type: "button", class: "small" }, "Drop");
  button.addEventListener("click", () => onDrop(row.shown.cluster, row.shown.peer));
  row.append(h("td", { class: "end" }, button));
  return row;
}

function updateRow(row, { cluster, peer, fabric }) {
  row.shown = { cluster, peer };
  const ends = peer.expires_at === null ? "" : (remaining(fabric.now, peer.expires_at) ?? "expired");
  const spans = Array.from(row.cells).slice(1, -1).map((cell) => cell.firstElementChild);
  const texts = [peer.name, peer.remote ?? "anyone", peer.status, peer.authentication, peer.encryption, ends];
  texts.forEach((text, at) => setText(spans[at], text));
  setText(row.cells[2].lastElementChild, peer.remote_addresses.join(", "));
  spans[2].className = `state ${toneOf(peer.status)}`;
  spans[3].className = `state ${toneOf(peer.authentication)}`;
  spans[5].className = "digits nowrap";
  row.querySelector("button").setAttribute("aria-label", `Drop peer ${peer.name} of ${cluster.name}`);
}

function toneOf(word) {
  if (DANGER.has(word)) return "bad";
  if (CARE.has(word)) return "warn";
  return word === "available" || word === "ok" ? "good" : "";
}

function makeOffer() {
  return h("li", {}, h("span", { class: "what" }, h("b"), h("span", { class: "quiet" })), h("span", { class: "digits" }));
}

function updateOffer(item, { cluster, peer, fabric }) {
  const [what, left] = item.children;
  setText(what.children[0], `${cluster.name}: ${peer.name}`);
  setText(what.children[1], `until ${instant(peer.expires_at)} UTC`);
  const countdown = remaining(fabric.now, peer.expires_at);
  setText(left, countdown ?? "expired");
  left.classList.toggle("bad", countdown === null);
}

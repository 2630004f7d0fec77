// The dashboard: poll while the page is visible, show what came, do what the user asks.

import { call } from "./control.js";
import { byId, setText } from "./dom.js";
import { adaptForm, askedRule, offerEffects, readFaults, showFaults } from "./faults.js";
import { drawGraph } from "./graph.js";
import { followJournal } from "./journal.js";
import { askedLink, readLinks, showLinks } from "./links.js";
import { expiredBetween, showOffers, showPeers } from "./peers.js";
import { edgesOf, impairedLinks } from "./relationships.js";
import { instant } from "./time.js";

const POLL_MS = 1000;
/** After a slow poll the pause is this many times its length. */
const PAUSE_SHARE = 4;
const POLLS_PER_SLOW_READ = 5;
const MAX_ROWS = 600;
const MIN_PER_CLUSTER = 20;
let fabric = null;
let links = [];
let rules = [];
let asked = null;
let polls = 0;
let lost = false;
let timer = 0;
let running = Promise.resolve();

/** Read and show everything; one at a time, links and rules only now and then unless `all`. */
function refresh(all = false) {
  running = running.then(() => readAndShow(all));
  return running;
}

async function readAndShow(all) {
  try {
    const before = fabric;
    fabric = await call("GET", `/fabric?limit=${peersPerCluster()}`);
    if (all || polls % POLLS_PER_SLOW_READ === 0) [links, rules] = [await readLinks(), await readFaults()];
    polls += 1;
    await offerEffects(byId("fault-form"));
    show();
    const expired = before === null ? [] : expiredBetween(before, fabric);
    if (expired.length > 0) announce(expired.join(" "));
    await followJournal(fabric.journal_end);
    if (lost) announce("The simulator answers again.");
    lost = false;
  } catch (error) {
    if (!lost) announce(`The simulator does not answer (${error.message}). Trying again.`, "bad");
    lost = true;
  }
}

function peersPerCluster() {
  const clusters = fabric?.clusters.length ?? Infinity;
  return Math.max(MIN_PER_CLUSTER, Math.floor(MAX_ROWS / clusters));
}

function show() {
  const names = fabric.clusters.map((cluster) => cluster.name);
  const edges = edgesOf(fabric.clusters);
  setText(byId("now"), `${instant(fabric.now)} UTC`);
  byId("now").setAttribute("datetime", fabric.now);
  setText(byId("clock-mode"), fabric.clock_mode);
  setText(byId("summary"), `${count(names.length, "cluster")}, ${count(edges.length, "relationship")}`);
  drawGraph(fabric.clusters, edges, impairedLinks(links));
  showPeers(fabric, askToDrop);
  showOffers(fabric);
  showLinks(links, names, restore);
  showFaults(rules, names, remove);
}

/** Send a request to the control API, show its effect at once, and announce the result. */
async function act(words, ...request) {
  try {
    await call(...request);
    announce(words);
    await refresh(true);
    return true;
  } catch (error) {
    announce(`Failed: ${error.message}`, "bad");
    return false;
  }
}

function announce(text, tone = "") {
  const status = byId("status");
  status.className = tone;
  setText(status, text);
}

function askToDrop(cluster, peer) {
  asked = { cluster, peer };
  setText(byId("confirm-text"), dropWords(cluster, peer));
  byId("confirm").showModal();
}

async function drop({ cluster, peer }) {
  const path = `/clusters/${encodeURIComponent(cluster.name)}/peers/${encodeURIComponent(peer.uuid)}`;
  if (await act(`Dropped ${peer.name} from ${cluster.name}.`, "DELETE", path)) byId("peers-heading").focus();
}

function dropWords(cluster, peer) {
  const far = peer.remote === null ? "Nobody can accept the offer after that." : `${peer.remote} keeps its own record.`;
  return `This removes ${peer.name} from ${cluster.name}. ${far}`;
}

async function restore({ from, to }) {
  const done = await act(`The link between ${from} and ${to} is up.`, "POST", "/links", {
    from,
    to,
    state: "up",
    both_ways: true,
  });
  if (done) byId("links-heading").focus();
}

async function remove({ id }) {
  if (await act("Removed the rule.", "DELETE", `/faults/${encodeURIComponent(id)}`)) byId("faults-heading").focus();
}

function count(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

async function poll() {
  clearTimeout(timer);
  if (document.hidden) return;
  const begun = performance.now();
  await refresh();
  clearTimeout(timer);
  timer = setTimeout(poll, Math.max(POLL_MS, PAUSE_SHARE * (performance.now() - begun)));
}

for (const button of document.querySelectorAll("[data-advance]")) {
  const words = `Advanced the clock by ${button.textContent.slice(1)}.`;
  button.addEventListener("click", () => act(words, "POST", "/clock", { advance: button.dataset.advance }));
}
byId("advance").addEventListener("submit", (event) => {
  event.preventDefault();
  const duration = byId("duration").value;
  act(`Advanced the clock by ${duration}.`, "POST", "/clock", { advance: duration });
});
byId("confirm").addEventListener("submit", (event) => {
  if (event.submitter.value === "yes") drop(asked);
});
byId("link-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const link = askedLink(event.target, event.submitter.value);
  const words = { down: "cut", slow: "slow", up: "up" }[link.state];
  act(`The link from ${link.from} to ${link.to} is ${words}.`, "POST", "/links", link);
});
byId("fault-form").addEventListener("submit", (event) => {
  event.preventDefault();
  act("Added the rule.", "POST", "/faults", askedRule(event.target));
});
byId("fault-form").addEventListener("change", (event) => adaptForm(event.currentTarget, event.target));
document.addEventListener("visibilitychange", poll);
poll();

// The fabric as a drawing: clusters on an ellipse, relationships and impaired links between them.

import { byId, s, setText } from "./dom.js";

const NODE = { width: 116, height: 46 };
const MAX_NAME_LENGTH = 15;
const MAX_LABELS = 16;
const ROOMY = 10;
const SHORTEST_LABELLED = 220;
const MARGIN = 48;
let drawn = "";

/** Draw anew, but only if something differs from what is drawn. */
export function drawGraph(clusters, edges, impaired) {
  const state = JSON.stringify([clusters.map(describeCluster), edges, impaired]);
  if (state === drawn) return;
  drawn = state;
  const graph = byId("graph");
  const { box, places } = layout(clusters);
  graph.setAttribute("viewBox", box);
  const known = ({ from, to }) => places.has(from) && places.has(to);
  const shown = edges.filter(known);
  const cuts = impaired.filter(known);
  const impairedPairs = new Set(cuts.map((cut) => cut.key));
  const lines = [];
  const labels = [];
  for (const edge of shown) {
    const [a, b] = [places.get(edge.from), places.get(edge.to)];
    lines.push(line(a, b, `edge s-${edge.status}`, `${edge.from} and ${edge.to}: ${edge.label}`));
    const telling = shown.length <= MAX_LABELS || edge.label !== "available";
    if (telling && Math.hypot(a.x - b.x, a.y - b.y) >= SHORTEST_LABELLED) {
      labels.push(label(a, b, edge, impairedPairs.has(edge.key)));
    }
  }
  const related = new Set(shown.map((edge) => edge.key));
  for (const cut of cuts) {
    const [a, b] = [places.get(cut.from), places.get(cut.to)];
    if (!related.has(cut.key)) lines.push(line(a, b, "bare", `${cut.from} and ${cut.to}: no relationship`));
    labels.push(slashes(a, b, cut));
  }
  const title = byId("graph-text");
  setText(title, inWords(clusters, shown, cuts));
  const nodes = clusters.map((each) => node(each, places.get(each.name)));
  graph.replaceChildren(title, ...lines, ...labels, ...nodes);
}

/** Two clusters face each other; more stand on an ellipse that grows with their number. */
function layout(clusters) {
  const two = clusters.length === 2;
  const scale = Math.max(1, clusters.length / ROOMY);
  const rx = (two ? 210 : 310) * scale * (clusters.length > 1);
  const ry = two ? 0 : 170 * scale * (clusters.length > 1);
  const first = two ? Math.PI : -Math.PI / 2;
  const places = new Map(
    clusters.map((cluster, at) => {
      const angle = first + (2 * Math.PI * at) / clusters.length;
      return [cluster.name, { x: rx * Math.cos(angle), y: ry * Math.sin(angle) }];
    }),
  );
  const heights = Array.from(places.values(), ({ y }) => y);
  const top = Math.min(...heights) - MARGIN;
  const width = 2 * (310 * scale + NODE.width / 2 + 12);
  return { box: `${-width / 2} ${top} ${width} ${Math.max(...heights) + MARGIN - top}`, places };
}

function node(cluster, { x, y }) {
  const group = s("g", { class: "node", transform: `translate(${x} ${y})`, "data-cluster": cluster.name });
  const box = { x: -NODE.width / 2, y: -NODE.height / 2, width: NODE.width, height: NODE.height, rx: 9 };
  group.append(
    s("title", {}, `${cluster.name}, ONTAP ${cluster.version}`),
    s("rect", box),
    s("text", { class: "name", y: -3 }, shortened(cluster.name)),
    s("text", { class: "detail", y: 14 }, describeCluster(cluster).detail),
  );
  return group;
}

function describeCluster(cluster) {
  const offers = cluster.peers.filter((peer) => peer.anonymous).length;
  const words = offers === 1 ? "1 open offer" : offers > 1 ? `${offers} open offers` : `ONTAP ${cluster.version}`;
  const detail = cluster.peer_count > cluster.peers.length ? `${cluster.peer_count} peers` : words;
  return { name: cluster.name, version: cluster.version, detail };
}

function line(a, b, kind, words) {
  return s("line", { class: kind, x1: a.x, y1: a.y, x2: b.x, y2: b.y }, s("title", {}, words));
}

/** A label off the middle, so that those of crossing edges, and of an impaired link, keep apart. */
function label(a, b, edge, impaired) {
  const level = Math.abs(a.y - b.y) < 1;
  const at = between(a, b, level && !impaired ? 0.5 : level ? 0.3 : 0.36);
  return s("text", { class: `label s-${edge.status}`, x: at.x, y: at.y - 8 }, edge.label);
}

function slashes(a, b, cut) {
  const at = between(a, b, 0.5);
  const angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  const mark = s("g", { transform: `translate(${at.x} ${at.y}) rotate(${angle})` });
  mark.append(s("rect", { class: "gap", x: -6, y: -9, width: 12, height: 18 }));
  for (const x of [-4, 4]) mark.append(s("line", { class: "slash", x1: x - 4, y1: 10, x2: x + 4, y2: -10 }));
  const words = s("text", { class: "label", x: at.x, y: at.y + 26 }, `link ${cut.brief}`);
  const title = s("title", {}, `link between ${cut.from} and ${cut.to}: ${cut.text}`);
  return s("g", { class: cut.down ? "impaired cut" : "impaired slow" }, title, mark, words);
}

function between(a, b, share) {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

function shortened(name) {
  return name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1)}\u2026` : name;
}

function inWords(clusters, edges, cuts) {
  const relations = edges.map((edge) => `${edge.from} and ${edge.to}: ${edge.label}`);
  const links = cuts.map((cut) => `link between ${cut.from} and ${cut.to}: ${cut.text}`);
  const found = [...relations, ...links];
  return `${clusters.length} clusters; ${found.length ? found.join("; ") : "no relationships"}`;
}

// From both sides' records to one edge per pair of clusters.

const FROM_BEST_TO_WORST = ["available", "pending", "partial", "unavailable"];

/** The key of an unordered pair of cluster names. */
export const pairOf = (one, other) => JSON.stringify([one, other].sort());

/** Edges `{key, from, to, status, label}`; the worse of both sides decides, and a lonely side is named. */
export function edgesOf(clusters) {
  const pairs = new Map();
  for (const cluster of clusters) {
    for (const peer of cluster.peers) {
      if (peer.remote === null) continue;
      const key = pairOf(cluster.name, peer.remote);
      const sides = pairs.get(key) ?? [];
      pairs.set(key, sides);
      sides.push({ cluster: cluster.name, peer });
    }
  }
  return Array.from(pairs, ([key, sides]) => {
    const [from, to] = JSON.parse(key);
    const status = sides.map((side) => side.peer.status).reduce(worse);
    return { key, from, to, status, label: labelOf(status, sides) };
  });
}

/** Links that are not up, one `{key, from, to, text, brief, down}` per pair; `text` names the directions. */
export function impairedLinks(links) {
  const pairs = new Map();
  for (const link of links.filter(({ state }) => state !== "up")) {
    const key = pairOf(link.from, link.to);
    pairs.set(key, [...(pairs.get(key) ?? []), link]);
  }
  return Array.from(pairs, ([key, found]) => {
    const [from, to] = JSON.parse(key);
    const words = found.map((link) => (link.state === "down" ? "cut" : link.state));
    const alike = found.length === 2 && words[0] === words[1];
    const down = words.includes("cut");
    return {
      key,
      from,
      to,
      down,
      text: alike ? words[0] : found.map((link, at) => `${link.from} to ${link.to} ${words[at]}`).join(", "),
      brief: (down ? "cut" : words[0]) + (alike ? "" : " one way"),
    };
  });
}

function worse(one, other) {
  return FROM_BEST_TO_WORST.indexOf(one) >= FROM_BEST_TO_WORST.indexOf(other) ? one : other;
}

function labelOf(status, sides) {
  const lonely = new Set(sides.map((side) => side.cluster)).size === 1;
  const problem = status === "available" && sides.some((side) => side.peer.authentication === "problem");
  return status + (problem ? ", authentication problem" : "") + (lonely ? ` (${sides[0].cluster} only)` : "");
}

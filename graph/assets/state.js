// What is looked at. All of it stands in the fragment of the address, so that a link, a reload and the browser's own
// back and forward show the same view.
const EMPTY = {
  node: [], // slugs, shown with what works with them
  pair: "", // id of a pair
  integration: "", // "source role target"
  hops: 1, // how far from the nodes
  from: "",
  to: "", // ends of a route
  nth: 1, // which of the routes found
  hop: 0, // which of its hops, 0 for all
  category: [],
  role: [],
  status: [],
  family: [], // what to keep; empty keeps all
  confidence: 0,
  show: [], // support, feature, use-case
  as: "picture", // or table
  at: "", // x, y and zoom when the reader has moved the picture
};
const SLUGS = new Set(["node"]);
const state = structuredClone(EMPTY);

const toFragment = (from) => {
  const said = Object.entries(EMPTY).map(([key, empty]) => {
    const value = Array.isArray(empty) ? from[key].join(SLUGS.has(key) ? " " : ",") : String(from[key]);
    return [key, value === String(empty) ? "" : value];
  });
  // The whole graph is a view of its own, since a page may open with another.
  return new URLSearchParams(said.filter(([, value]) => value)).toString() || "all";
};
const fromFragment = (text) => {
  const found = structuredClone(EMPTY);
  for (const [key, value] of new URLSearchParams(text)) {
    if (!(key in EMPTY)) continue;
    if (Array.isArray(EMPTY[key])) found[key] = value.split(SLUGS.has(key) ? " " : ",").filter(Boolean);
    else if (typeof EMPTY[key] === "number") found[key] = Number(value) || EMPTY[key];
    else found[key] = value;
  }
  // What a link of an older or a smaller page names is left out.
  found.node = found.node.filter((slug) => nodes.has(slug));
  found.category = found.category.filter((slug) => members(slug).length);
  found.role = found.role.filter((role) => data.integrations.some((one) => one.role === role));
  found.family = found.family.filter((family) => data.integrations.some((one) => one.families.includes(family)));
  found.status = found.status.filter((status) => data.nodes.some((node) => node.status === status));
  if (!pairs.has(found.pair)) found.pair = "";
  if (!integrationOf(found.integration)) found.integration = "";
  for (const end of ["from", "to"]) found[end] = ownerOf(found[end]);
  if (![found.from, found.to].every((end) => nodes.has(end) && !small(nodes.get(end)))) found.from = found.to = "";
  found.hops = Math.min(3, Math.max(1, Math.round(found.hops)));
  found.confidence = Math.min(1, Math.max(0, found.confidence));
  const { paths } = found.from ? routesOf(found.from, found.to) : { paths: [] };
  found.nth = Math.min(paths.length || 1, Math.max(1, Math.floor(found.nth)));
  const steps = paths[found.nth - 1]?.hops.length ?? 0;
  found.hop = found.hop >= 1 && found.hop <= steps ? Math.floor(found.hop) : 0;
  const at = found.at.split(",").map(Number);
  if (at.length !== 3 || !at.every(Number.isFinite) || at[2] <= 0) found.at = "";
  found.show = found.show.filter((kind) => ["support", "feature", "use-case"].includes(kind));
  if (found.as !== "table") found.as = "picture";
  return found;
};
const keyOf = (one) => `${one.source} ${one.role} ${one.target}`;
const byKey = new Map(data.integrations.map((one) => [keyOf(one), one]));
const integrationOf = (key) => byKey.get(key);

const watchers = [];
const tell = (changed) => {
  for (const watch of watchers) watch(changed);
};
const changeTo = (patch) => {
  const changed = new Set(Object.keys(patch).filter((key) => String(patch[key]) !== String(state[key])));
  Object.assign(state, patch);
  return changed;
};
const remember = (way) => {
  const fragment = toFragment(state);
  if (fragment === (location.hash.slice(1) || data.view || "all")) return;
  // Inside another document's frame the address is not ours to change.
  try {
    history[way](null, "", `#${fragment}`);
  } catch {
    /* the view is shown all the same */
  }
};
// A new view, to which the browser's back button returns; where the picture stood is forgotten unless it is said.
const change = (patch) => {
  const changed = changeTo({ at: "", ...patch });
  if (!changed.size) return;
  remember("pushState");
  tell(changed);
};
const moveTo = (at) => {
  state.at = at;
  remember("replaceState");
};
const select = (patch) => change({ node: [], pair: "", integration: "", hop: 0, ...patch });
const selected = () => state.node.length > 0 || Boolean(state.pair || state.integration);
const reopen = () => tell(changeTo(fromFragment(location.hash.slice(1) || data.view)));
addEventListener("popstate", reopen);

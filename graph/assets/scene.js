// From what is looked at to what is drawn: which things and pairs, which of them strongly, and what is left out.
const finder = routeFinder({
  ways: data.integrations
    .filter((one) => one.walk)
    .map((one) => {
      const [forward, backward, retired] = one.cost ?? [
        one.walk !== "backward" ? 1000 : 0,
        one.walk !== "forward" ? 1000 : 0,
        false,
      ];
      return { source: one.source, target: one.target, role: one.role, forward, backward, retired, one };
    }),
  retired: data.nodes.filter(({ kind, status }) => !small({ kind }) && status === "Retired").map(({ id }) => id),
  callers: [],
  callable: [],
  rule_cost: 4000,
  interchangeable: [],
  carriers: [],
  variant_cost: 0,
  ...data.network,
});
const ROUTES = 5;
const foundRoutes = new Map();
const routesOf = (from, to) => {
  const key = `${from} ${to}`;
  if (!foundRoutes.has(key)) foundRoutes.set(key, finder.find(from, to, { limit: ROUTES }));
  return foundRoutes.get(key);
};
const routeShown = () => {
  if (!state.from || selected()) return null;
  const { paths } = routesOf(state.from, state.to);
  return paths[Math.min(Math.max(state.nth, 1), paths.length) - 1] ?? null;
};

// So many pairs are drawn where nothing single is chosen.
const MOST_PAIRS = 150;
const FILTERS = ["category", "role", "status", "family"];
const statusOf = (slug) => nodes.get(slug)?.status ?? "Active";
const filtering = () => FILTERS.some((key) => state[key].length) || state.confidence > 0;
// What the filters keep of integrations and of things.
const kept = () => {
  const inCategory = state.category.length ? new Set(state.category.flatMap(members)) : null;
  const roles = new Set(state.role),
    families = new Set(state.family),
    statuses = new Set(state.status);
  const node = (slug) => (!inCategory || inCategory.has(slug)) && (!statuses.size || statuses.has(statusOf(slug)));
  const way = (one) =>
    (!inCategory || inCategory.has(one.source) || inCategory.has(one.target)) &&
    (!statuses.size || (statuses.has(statusOf(one.source)) && statuses.has(statusOf(one.target)))) &&
    (!roles.size || roles.has(one.role)) &&
    one.confidence >= state.confidence &&
    (!families.size || one.families.some((family) => families.has(family)));
  return { node, way };
};

const sceneOf = () => {
  const keep = kept(),
    asked = new Set(state.show),
    route = routeShown();
  const wanted = (pair) => {
    if (pair.kind === "part") return true;
    if (pair.kind === "support" && !asked.has("support") && !state.role.length) return false;
    return pair.ways.some(keep.way);
  };
  const core = new Set(),
    near = new Set(),
    lines = new Set(),
    further = new Set(),
    heads = new Map();
  const draw = (pair) => {
    lines.add(pair.id);
    near.add(pair.from);
    near.add(pair.to);
  };
  const one = integrationOf(state.integration);
  const pair = pairs.get(state.pair) ?? (one && data.edges.find(({ ways }) => ways.includes(one)));
  if (state.node.length) {
    state.node.forEach((slug) => {
      core.add(slug);
      near.add(slug);
    });
    for (let hop = 1; hop <= state.hops; hop++) {
      for (const slug of [...near].filter((slug) => !small(nodes.get(slug)) || core.has(slug))) {
        for (const edge of touching.get(slug)) {
          // Parts are drawn of what was chosen alone.
          if (edge.kind === "part" ? hop > 1 : !wanted(edge)) continue;
          draw(edge);
          if (hop > 1 && !core.has(edge.from) && !core.has(edge.to)) further.add(edge.id);
        }
      }
    }
    for (const slug of state.node)
      for (const heir of things.get(slug).replaced_by ?? []) if (nodes.has(ownerOf(heir))) near.add(ownerOf(heir));
  } else if (pair) {
    core.add(pair.from);
    core.add(pair.to);
    draw(pair);
  } else if (route) {
    route.nodes.forEach((slug) => {
      core.add(slug);
      near.add(slug);
    });
    const hops = state.hop ? route.hops.slice(state.hop - 1, state.hop) : route.hops;
    hops.forEach(({ source, target }) => {
      const edge = pairOf(source, target);
      if (edge) {
        draw(edge);
        heads.set(edge.id, edge.from === source ? "to" : "from");
      }
    });
  } else if (state.from) {
    // No route: the two ends stand out all the same.
    for (const slug of [state.from, state.to]) {
      core.add(slug);
      near.add(slug);
    }
  } else if (filtering()) {
    // Within a category first; of what leads out of it, and of other choices, the strongest.
    const own = new Set(state.category.flatMap(members)),
      within = ({ from, to }) => Number(own.has(from) && own.has(to));
    const found = data.edges.filter((edge) => edge.kind !== "part" && wanted(edge));
    found
      .sort((a, b) => within(b) - within(a))
      .slice(0, state.as === "table" ? Infinity : MOST_PAIRS)
      .forEach(draw);
    if (state.category.length || state.status.length) {
      data.nodes
        .filter((node) => !small(node) && keep.node(node.id))
        .forEach(({ id }) => {
          core.add(id);
          near.add(id);
        });
    }
  }
  const calm = !state.node.length && !pair && !state.from && !filtering();
  const shown = data.nodes.filter((node) => !small(node) || asked.has(node.kind) || near.has(node.id));
  const seen = new Set(shown.map(({ id }) => id));
  const drawn = calm
    ? data.edges.filter((edge) => seen.has(edge.from) && seen.has(edge.to) && wanted(edge))
    : data.edges.filter((edge) => lines.has(edge.id) && seen.has(edge.from) && seen.has(edge.to));
  // What a table lists: what is not faded, and the integrations between.
  const listed = shown.filter(({ id }) => calm || near.has(id));
  const integrations = route
    ? route.hops.flatMap(({ ways }) => ways.map(({ one }) => one))
    : one
      ? [one]
      : drawn.flatMap(({ ways }) => ways.filter((way) => pair || keep.way(way)));
  return { route, pair, core, near, calm, shown, listed, pairs: drawn, integrations, lines, further, heads };
};

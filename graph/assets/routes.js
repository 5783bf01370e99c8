// The routes of paths.py, found where the page is read: the same ones in the same order.
const routeFinder = (network) => {
  // So many beginnings of routes are looked at for a question, and for each further route asked for.
  const LOOKS = 20_000,
    LOOKS_EACH = 200,
    MOST_LOOKS = 100_000;

  const carriers = new Set(network.carriers);
  const kinds = new Map(network.interchangeable.flatMap((set, number) => set.map((slug) => [slug, number])));
  const documented = new Set(network.ways.map(({ source, target }) => `${source} ${target}`));
  const grounds = new Map();

  const kept = (map, key, make) => {
    if (!map.has(key)) map.set(key, make());
    return map.get(key);
  };

  // ---- a binary heap, cheapest first ----

  // A route's text is its slugs with spaces between. No slug has a character as low as a space, so that texts compare
  // as lists of slugs do.
  const byCost = (a, b) => a.cost - b.cost || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
  const above = (at) => (at - 1) >> 1;
  const push = (heap, entry) => {
    let at = heap.length;
    for (; at > 0 && byCost(entry, heap[above(at)]) < 0; at = above(at)) heap[at] = heap[above(at)];
    heap[at] = entry;
  };
  const pop = (heap) => {
    const first = heap[0],
      last = heap.pop();
    if (first === last) return first;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && byCost(heap[down + 1], heap[down]) < 0) down += 1;
      if (byCost(heap[down], last) >= 0) break;
      heap[at] = heap[down];
      at = down;
    }
    heap[at] = last;
    return first;
  };

  // ---- what may be walked ----

  const laid = (ends, rules) => {
    const barred = new Set(network.retired.filter((slug) => !ends.includes(slug)));
    const onward = new Map(),
      back = new Map();
    const lay = (from, to, cost, way) => {
      if (barred.has(from) || barred.has(to)) return;
      const step = kept(
        kept(onward, from, () => new Map()),
        to,
        () => {
          const made = { from, to, cost, ways: [] };
          kept(back, to, () => []).push(made);
          return made;
        },
      );
      step.cost = Math.min(step.cost, cost);
      if (way) step.ways.push({ cost, text: way.role, way });
    };
    for (const way of network.ways.filter(({ retired }) => !retired)) {
      if (way.forward) lay(way.source, way.target, way.forward, way);
      if (way.backward) lay(way.target, way.source, way.backward, way);
    }
    for (const caller of rules ? network.callers : []) {
      for (const service of network.callable) {
        if (service !== caller && !documented.has(`${caller} ${service}`)) lay(caller, service, network.rule_cost);
      }
    }
    return { onward, back, costs: new Map() };
  };
  // Retired services are walked only where a route begins, stops or ends.
  const groundOf = (stops, rules) => {
    const ends = network.retired.filter((slug) => stops.includes(slug));
    return kept(grounds, [rules, ...ends].join(" "), () => laid(ends, rules));
  };

  // What it costs at least to come to a service from each other (Dijkstra).
  const measured = ({ back, costs }, stop) =>
    kept(costs, stop, () => {
      const known = new Map(),
        heap = [{ cost: 0, text: stop }];
      while (heap.length) {
        const { cost, text } = pop(heap);
        if (known.has(text)) continue;
        known.set(text, cost);
        for (const step of back.get(text) ?? []) {
          if (!known.has(step.from)) push(heap, { cost: cost + step.cost, text: step.from });
        }
      }
      return known;
    });

  // ---- the search ----

  // Hands on routes through all stops, cheapest first, equal ones by their slugs, until enough are taken.
  // Each entry of the heap is a beginning of a route and its next best step, so that no step is tried before its turn.
  // Says whether the search came to its end before its looks did.
  const search = (ground, stops, looks, take) => {
    const stages = stops.slice(1).map((goal) => ({ goal, ahead: measured(ground, goal), left: 0, orders: new Map() }));
    for (let stage = stages.length - 1, left = 0; stage >= 0; stage -= 1) {
      const { ahead } = stages[stage];
      if (!ahead.has(stops[stage])) return true;
      stages[stage].left = left;
      left += ahead.get(stops[stage]);
    }

    // The steps from a service at a stage, by what the whole rest would cost; later stops wait their turn.
    const order = ({ goal, ahead, left, orders }, slug) =>
      kept(orders, slug, () =>
        [...ground.onward.get(slug).values()]
          .filter(({ to }) => ahead.has(to) && (to === goal || !stops.includes(to)))
          .map((step) => ({ cost: step.cost + ahead.get(step.to) + left, text: step.to, step }))
          .sort(byCost),
      );
    const heap = [];
    const enter = (begun, number) => {
      const next = order(stages[begun.stage], begun.nodes.at(-1))[number];
      if (next) push(heap, { cost: begun.cost + next.cost, text: begun.text, begun, number, step: next.step });
    };

    // Routes of equal cost are found in no order of their slugs, so they wait for the first dearer one.
    const equal = [];
    const enough = () => equal.splice(0).sort(byCost).some(take);
    enter({ cost: 0, text: stops[0], nodes: [stops[0]], stage: 0 }, 0);
    for (; heap.length; looks -= 1) {
      if (looks === 0) return enough();
      const {
        begun,
        number,
        step: { to, cost },
      } = pop(heap);
      enter(begun, number + 1);
      if (begun.nodes.includes(to)) continue;
      const stage = begun.stage + (to === stages[begun.stage].goal);
      const longer = { cost: begun.cost + cost, text: `${begun.text} ${to}`, nodes: [...begun.nodes, to], stage };
      if (stage < stages.length) {
        enter(longer, 0);
        continue;
      }
      if (longer.cost > equal[0]?.cost && enough()) return true;
      equal.push(longer);
    }
    enough();
    return true;
  };

  // The first routes, each with its variants: with other services of the same interchangeable set, or with messages
  // carried between two of its services, for little more.
  const first = (ground, stops, limit) => {
    const found = new Map();
    let dearest;
    const take = ({ cost, nodes }) => {
      const between = nodes.slice(1, -1).filter((slug) => !carriers.has(slug));
      const like = [nodes[0], ...between.map((slug) => kinds.get(slug) ?? slug), nodes.at(-1)].join(" ");
      const known = found.get(like);
      if (!known && found.size === limit) return limit === 1 || cost > dearest + network.variant_cost;
      if (!known) found.set(like, { nodes, cost: (dearest = cost), alternatives: [] });
      else if (cost <= known.cost + network.variant_cost) known.alternatives.push(nodes);
      return false;
    };
    const ended = search(ground, stops, Math.min(LOOKS + LOOKS_EACH * limit, MOST_LOOKS), take);
    const hop = (source, target) => {
      const ways = ground.onward
        .get(source)
        .get(target)
        .ways.sort(byCost)
        .map(({ way }) => way);
      return { source, target, ways, rule: ways.length ? null : source };
    };
    const hops = (nodes) => nodes.slice(1).map((slug, number) => hop(nodes[number], slug));
    const paths = [...found.values()].map((path) => ({ ...path, hops: hops(path.nodes) }));
    // Where all routes are found already, only variants of them can have been missed.
    return { paths, complete: ended || found.size === limit };
  };

  const find = (source, target, { limit = 5, via = [] } = {}) => {
    if (source === target) return { paths: [{ nodes: [source], cost: 0, hops: [], alternatives: [] }], complete: true };
    const stops = [...new Set([source, ...via.filter((slug) => slug !== target), target])];
    // The rules are walked where nothing documented leads there, and beside it where stops are asked for.
    const said = first(groundOf(stops, via.length > 0), stops, limit);
    return said.paths.length || via.length ? said : first(groundOf(stops, true), stops, limit);
  };
  return { find };
};

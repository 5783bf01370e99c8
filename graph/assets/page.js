"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const [canvas, panel, search, results] = ["canvas", "panel", "search", "results"].map(byId);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const things = new Map(Object.entries(data.things));
  const integrations = new Map(Object.entries(data.integrations));
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
  const groupOf = new Map(data.groups.flatMap((group) => group.members.map((slug) => [slug, group])));
  const touching = new Map(data.nodes.map((node) => [node.id, []]));
  for (const edge of data.edges) for (const end of new Set([edge.from, edge.to])) touching.get(end).push(edge);
  const small = (node) => node.kind === "feature" || node.kind === "use-case";
  const servedBy = (slug) => [...things].filter(([, thing]) => thing.served_by?.includes(slug)).map(([id]) => id);

  // What is looked at: {node}, {integration}, {group} or nothing; and which hidden kinds are asked for.
  const state = { chosen: {}, asked: new Set() };
  if (data.focus.length === 1 && !data.route) state.chosen = { node: data.focus[0] };

  // ---- elements: text reaches the document here, and only ever as text ----

  const el = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name === "click") element.addEventListener("click", value);
      else if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter((child) => child || child === 0));
    return element;
  };
  const link = (address, text) => {
    const safe = typeof address === "string" && address.startsWith("https://") && !address.startsWith(data.own);
    const attributes = safe ? { href: address, target: "_blank", rel: "noopener noreferrer" } : null;
    return el(safe ? "a" : "span", attributes, text);
  };
  const button = (kind, click, ...children) => el("button", { type: "button", class: kind, click }, ...children);
  const list = (items, build, tag = "ul", kind = null) =>
    items?.length ? el(tag, { class: kind }, items.map(build)) : null;
  const section = (heading, content) => (content ? el("section", null, el("h3", null, heading), content) : null);
  const labelOf = (slug) => things.get(slug)?.label ?? slug;
  const byLabel = (a, b) => labelOf(a).localeCompare(labelOf(b), "en");
  const many = (count, one, more = `${one}s`) => `${count} ${count === 1 ? one : more}`;
  const capitals = (text) => text.replace(/\b(sdk|api|sql|vpc|http)\b/g, (word) => word.toUpperCase());
  const words = (text) => {
    if (/^[a-z]+(-[a-z]+)*$/.test(text)) return capitals(text.replaceAll("-", " "));
    return /^[a-z]+([A-Z][a-z]+)+$/.test(text) ? text.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : text;
  };
  const go = (slug) =>
    nodes.has(slug) ? button("go", () => choose({ node: slug }, true), labelOf(slug)) : el("span", null, labelOf(slug));
  const chips = (slugs) => (slugs?.length ? el("div", { class: "chips" }, [...slugs].map((slug) => go(slug))) : null);

  // ---- colours ----

  const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const blend = (hex, other, share) => {
    const to = channels(other);
    const mixed = channels(hex).map((value, i) => Math.round(value + (to[i] - value) * share));
    return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  };
  const tone = (hex) => (dark.matches ? blend(hex, "#ffffff", 0.3) : hex);
  let theme;
  const readTheme = () => {
    const style = getComputedStyle(document.documentElement);
    const names = ["ground", "ink", "soft", "line", "mark"];
    theme = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  };

  // ---- what is strong, what fades, what is hidden ----

  const strong = () => {
    const { node, group, integration } = state.chosen;
    const route = data.route && !node && !group && !integration;
    const lines = new Set(integration ? [integration] : route ? data.route.hops.map((hop) => hop.integrations[0]) : []);
    const ends = [...lines].flatMap((id) => [edges.get(id).from, edges.get(id).to]);
    const rest = route ? data.route.nodes : integration ? ends : data.focus;
    const core = new Set(node ? [node] : group ? group.members : rest);
    const near = new Set(core);
    if (!route && !integration) {
      for (const edge of [...core].flatMap((id) => touching.get(id))) {
        if (edge.kind === "support" && !state.asked.has("support")) continue;
        if (group && edge.kind === "part") continue;
        lines.add(edge.id), near.add(edge.from), near.add(edge.to);
      }
    }
    return { lines, core, near };
  };

  const nodeSet = new vis.DataSet(), edgeSet = new vis.DataSet();
  const keep = (set, items) => {
    const wanted = new Set(items.map((item) => item.id));
    set.remove(set.getIds().filter((id) => !wanted.has(id)));
    set.update(items);
  };
  let current = { lines: new Set(), core: new Set(), near: new Set() }, quiet = true, grow = 1;

  const drawnNode = ({ label, kind, status, degree, ...node }) => {
    const gone = status === "Retired", closed = status === "ClosedToNewCustomers";
    const own = tone(node.color), core = current.core.has(node.id);
    return {
      ...node,
      title: [label, things.get(node.id).purpose].filter(Boolean).join("\n"),
      size: node.size * grow,
      opacity: quiet || current.near.has(node.id) ? 1 : 0.2,
      borderWidth: (core ? 2.5 : gone || closed ? 1.5 : 1) * grow,
      color: {
        background: gone ? blend(theme.ground, theme.soft, 0.18) : closed ? theme.ground : own,
        border: core ? theme.ink : gone ? theme.soft : closed ? own : theme.ground,
      },
    };
  };
  const drawnEdge = ({ kind, arrows, ...edge }) => {
    const bold = current.lines.has(edge.id), part = kind === "part";
    const arrow = (end) => ({ enabled: arrows.includes(end), scaleFactor: 0.45 * grow });
    return {
      ...edge,
      arrows: { to: arrow("to"), from: arrow("from") },
      width: (part ? 0.8 : bold ? 1.8 : 1) * grow,
      color: { color: bold && !part ? theme.mark : theme.line, opacity: bold ? 1 : quiet ? (part ? 0.4 : 0.5) : 0.1 },
    };
  };
  const paint = () => {
    current = strong();
    quiet = current.core.size === 0;
    const shown = data.nodes.filter((node) => !small(node) || state.asked.has(node.kind) || current.near.has(node.id));
    const seen = new Set(shown.map((node) => node.id));
    const lines = data.edges.filter(
      (edge) =>
        seen.has(edge.from) && seen.has(edge.to) &&
        (edge.kind !== "support" || state.asked.has("support") || current.lines.has(edge.id)),
    );
    keep(nodeSet, shown.map(drawnNode));
    keep(edgeSet, lines.map(drawnEdge));
    count(shown, lines);
  };

  const KINDS = [["support", "support integration"], ["feature", "feature"], ["use-case", "use case"]];
  let silent = 0, counted = "";
  const count = (shown, lines) => {
    const of = (items, kind) => items.filter((item) => item.kind === kind).length;
    const all = [...data.nodes, ...data.edges], seen = [...shown, ...lines], left = [];
    for (const [kind, name] of KINDS) {
      const total = of(all, kind), hidden = total - of(seen, kind), box = byId(`show-${kind}`);
      box.disabled = total === 0;
      box.parentElement.querySelector("output").textContent = hidden ? `${hidden} hidden` : `${total}`;
      if (hidden) left.push(many(hidden, name));
    }
    const drawn = [many(of(seen, "service"), "service"), many(of(seen, "environment"), "environment")];
    counted = `${drawn.join(", ")} and ${many(of(seen, "step") + of(seen, "support"), "integration")} drawn.`;
    byId("shown").dataset.hidden = left.join(", ");
    tell();
  };
  const tell = () => {
    const left = [byId("shown").dataset.hidden, silent ? many(silent, "label") : ""].filter(Boolean).join(", ");
    byId("shown").textContent = left ? `${counted} Hidden: ${left}.` : counted;
  };

  // ---- the canvas: groups beneath, labels above at a size that does not follow the zoom ----

  readTheme();
  const network = new vis.Network(canvas, { nodes: nodeSet, edges: edgeSet }, {
    ...data.options,
    nodes: { font: { size: 0 }, chosen: false },
    edges: { chosen: false, hoverWidth: 0.6, selectionWidth: 0, arrowStrikethrough: false },
  });
  const SIZE = 12, LINE = 14;
  const FACE = getComputedStyle(document.body).fontFamily;
  const measure = document.createElement("canvas").getContext("2d");
  const wrapped = new Map();
  const wrap = (text, weight, room, most) => {
    const key = `${weight} ${room} ${text}`;
    if (wrapped.has(key)) return wrapped.get(key);
    measure.font = `${weight} ${SIZE}px ${FACE}`;
    const wide = (line) => measure.measureText(line).width;
    const lines = [];
    for (const word of text.split(" ")) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && wide(longer) <= room) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    const cut = lines.slice(0, most).map((line, i) => {
      if (wide(line) <= room && (i < most - 1 || lines.length <= most)) return line;
      const letters = [...line].slice(0, 60);
      while (letters.length > 1 && wide(`${letters.join("")}…`) > room) letters.pop();
      return `${letters.join("")}…`;
    });
    wrapped.set(key, { lines: cut, width: Math.max(...cut.map(wide)) + 4, height: cut.length * LINE + 2 });
    return wrapped.get(key);
  };

  const [WIDE, HIGH] = data.cell;
  const around = (members) => {
    const [xs, ys] = [members.map((node) => node.x), members.map((node) => node.y)];
    const [x, r] = [Math.min(...xs), Math.max(...xs)];
    // A group one cell wide has room for a heading of two lines.
    const lines = x === r ? 2 : 1;
    const [y, b] = [Math.min(...ys) - 38 - 14 * lines, Math.max(...ys) + HIGH - 25];
    return { x: x - WIDE / 2 + 3, y, r: r + WIDE / 2 - 3, b, lines };
  };
  const fields = data.groups.map((group) => {
    const members = group.members.map((slug) => nodes.get(slug)).sort((a, b) => a.y - b.y || a.x - b.x);
    const whole = around(members);
    const within = ({ x, y }) => x > whole.x && x < whole.r && y > whole.y && y < whole.b;
    // A group with strangers in its midst is drawn cell by cell, and named over its first cell.
    const alone = data.nodes.every((node) => small(node) || groupOf.get(node.id) === group || !within(node));
    const parts = alone ? [whole] : members.map((node) => around([node]));
    return { group, whole, parts };
  });
  const hull = (all) => ({
    x: Math.min(...all.map(({ x }) => x)), y: Math.min(...all.map(({ y }) => y)),
    r: Math.max(...all.map(({ r }) => r)), b: Math.max(...all.map(({ b }) => b)),
  });
  const bounds = hull(fields.map(({ whole }) => whole));
  network.on("beforeDrawing", (pen) => {
    for (const { group, parts } of fields) {
      pen.globalAlpha = state.chosen.group === group ? 0.2 : dark.matches ? 0.13 : 0.085;
      pen.fillStyle = tone(group.color);
      pen.beginPath();
      for (const { x, y, r, b } of parts) pen.roundRect(x, y, r - x, b - y, 12);
      pen.fill();
    }
    pen.globalAlpha = 1;
  });

  const apart = (a, b) =>
    a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
  let boxes = [];
  network.on("afterDrawing", (pen) => {
    const zoom = network.getScale(), unit = 1 / zoom;
    const room = { width: canvas.clientWidth, height: canvas.clientHeight };
    // From afar a label is one line, which fits between two rows of nodes.
    const far = zoom < 0.55, broad = far ? 190 : Math.min(132, Math.max(96, WIDE * zoom - 12));
    const taken = [], drawn = [];
    const at = (x, y) => network.canvasToDOM({ x, y });
    const free = (box, own) =>
      box.x >= 1 && box.y >= 1 && box.x + box.width < room.width && box.y + box.height < room.height &&
      taken.every((other) => other.id === own || apart(box, other));
    const write = (id, box, { lines }, { weight, color, align = "center", alpha = 1, halo = false }) => {
      taken.push({ ...box, id: null });
      drawn.push({ id, x: box.x, y: box.y, width: box.width, height: box.height, text: lines.join(" ") });
      pen.font = `${weight} ${SIZE * unit}px ${FACE}`;
      Object.assign(pen, { textAlign: align, textBaseline: "middle", lineJoin: "round", lineWidth: 3.5 * unit });
      Object.assign(pen, { strokeStyle: theme.ground, fillStyle: color });
      const x = box.x + { center: box.width / 2, left: 2, right: box.width - 2 }[align];
      lines.forEach((line, i) => {
        const place = network.DOMtoCanvas({ x, y: box.y + 1 + (i + 0.5) * LINE });
        pen.globalAlpha = alpha * 0.8;
        if (halo) pen.strokeText(line, place.x, place.y);
        pen.globalAlpha = alpha;
        pen.fillText(line, place.x, place.y);
      });
      pen.globalAlpha = 1;
    };

    const hops = data.route && !state.chosen.node && !state.chosen.group ? data.route.hops : [];
    hops.forEach((hop, i) => {
      const edge = network.body.edges[hop.integrations[0]];
      if (!edge) return;
      const { x, y } = edge.edgeType.getPoint(0.5), spot = at(x, y);
      pen.fillStyle = theme.mark;
      pen.beginPath(), pen.arc(x, y, 9 * unit, 0, 7), pen.fill();
      const box = { x: spot.x - 9, y: spot.y - 8, width: 18, height: 16 };
      write(`hop ${i + 1}`, box, { lines: [`${i + 1}`] }, { weight: 700, color: theme.ground });
    });
    const shown = nodeSet.getIds().map((id) => nodes.get(id));
    for (const node of shown) {
      const spot = at(node.x, node.y), half = node.size * grow * zoom * (far ? 0.7 : 1);
      if (small(node) && zoom < 1.6) continue;
      taken.push({ id: node.id, x: spot.x - half, y: spot.y - half, width: 2 * half, height: 2 * half });
    }
    const nameGroup = ({ group, parts: [{ x, y, r, lines }] }) => {
      const label = wrap(group.label, 650, (r - x) * zoom - 11, lines), spot = at(x, y);
      const box = { x: spot.x + 8, y: spot.y + 4, width: label.width, height: label.height };
      if (far || !free(box)) return;
      const alpha = quiet || state.chosen.group === group ? 1 : 0.5, color = blend(tone(group.color), theme.ink, 0.25);
      write(`group ${group.slug}`, box, label, { weight: 650, align: "left", color, alpha });
    };
    const crowded = zoom < 2 && shown.filter((node) => small(node)).length > 12;
    let hidden = 0;
    const nameNode = (node) => {
      const spot = at(node.x, node.y);
      const core = current.core.has(node.id), light = quiet || current.near.has(node.id);
      if (spot.x < 0 || spot.y < 0 || spot.x > room.width || spot.y > room.height) return;
      const weight = core ? 700 : small(node) ? 400 : 500;
      const label = wrap(node.label, weight, small(node) ? 150 : broad, far ? 1 : 4);
      const gap = node.size * grow * zoom + 3, { width, height } = label;
      const put = (x, y, align) => ({ x: spot.x + x, y: spot.y + y, align, width, height });
      const below = put(-width / 2, gap, "center"), above = put(-width / 2, -gap - height, "center");
      const right = put(gap, -height / 2, "left"), left = put(-gap - width, -height / 2, "right");
      const host = small(node) ? nodes.get(touching.get(node.id)[0]?.from) : null;
      const outward = host && node.x < host.x ? [left, above, right] : [right, above, left];
      const places = small(node) ? (crowded && !core ? [] : outward) : light ? [below, above, right, left] : [below];
      const box = places.find((place) => free(place, node.id));
      if (!box) return void hidden++;
      const color = node.status === "Retired" ? theme.soft : theme.ink;
      write(node.id, box, label, { weight, align: box.align, halo: true, color, alpha: light ? 1 : 0.35 });
    };
    // The strongest first; what finds no free place waits until one zooms in.
    const rank = ({ id, kind, degree }) => [current.core.has(id), current.near.has(id), !small({ kind }), degree];
    const ranks = new Map(shown.map((node) => [node, rank(node).map(Number)]));
    shown.sort((a, b) => {
      const i = ranks.get(a).findIndex((value, at) => value !== ranks.get(b)[at]);
      return i < 0 ? (a.id < b.id ? -1 : 1) : ranks.get(b)[i] - ranks.get(a)[i];
    });
    const bright = ({ id }) => quiet || current.near.has(id);
    const early = shown.filter((node) => current.core.has(node.id) || (!small(node) && bright(node)));
    early.forEach(nameNode);
    fields.forEach(nameGroup);
    shown.filter((node) => !early.includes(node)).forEach(nameNode);
    boxes = drawn;
    if (hidden !== silent) silent = hidden, queueMicrotask(tell);
  });

  // ---- looking around ----

  let moved = false;
  const ease = () => (still.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });
  const inside = (middle, low, high, half) =>
    high - low < 2 * half ? (low + high) / 2 : Math.min(high - half, Math.max(low + half, middle));
  const look = (x, y, scale, animation) => {
    const slack = 40 / scale, [w, h] = [canvas.clientWidth / scale / 2, canvas.clientHeight / scale / 2];
    x = inside(x, bounds.x - slack, bounds.r + slack, w), y = inside(y, bounds.y - slack, bounds.b + slack, h);
    network.moveTo({ position: { x, y }, scale, animation });
    rescale(scale);
  };
  const fit = (animation = false) => {
    moved = false;
    if (!nodes.size || !canvas.clientWidth) return;
    const box = data.route ? hull(data.route.nodes.map((id) => around([nodes.get(id)]))) : bounds;
    const [wide, high] = [canvas.clientWidth - 24, canvas.clientHeight - 24];
    const scale = Math.min(wide / (box.r - box.x), high / (box.b - box.y), 1.3);
    look((box.x + box.r) / 2, (box.y + box.b) / 2, Math.max(scale, 0.05), animation);
  };
  // Nodes and lines grow more slowly than the distances between them, and shrink more slowly too.
  const rescale = (zoom = network.getScale()) => {
    const wanted = (zoom > 1 ? zoom : Math.min(1, zoom / 0.7)) ** -0.55;
    if (Math.abs(wanted / grow - 1) > 0.08) grow = wanted, paint();
  };
  const zoomTo = (wanted) => {
    const scale = Math.min(8, Math.max(0.1, wanted)), node = nodes.get(state.chosen.node);
    moved = true;
    if (node) look(node.x, node.y, scale, ease());
    else network.moveTo({ scale, animation: ease() });
    rescale(scale);
  };
  byId("zoom-in").addEventListener("click", () => zoomTo(network.getScale() * 1.4));
  byId("zoom-out").addEventListener("click", () => zoomTo(network.getScale() / 1.4));
  byId("zoom-fit").addEventListener("click", () => fit(ease()));
  network.on("zoom", ({ scale }) => {
    moved = true;
    if (scale < 0.1 || scale > 8) network.moveTo({ scale: Math.min(8, Math.max(0.1, scale)) });
    rescale();
  });
  network.on("dragStart", () => { moved = true; });
  new ResizeObserver(() => { if (!moved) fit(); }).observe(canvas);

  const choose = (chosen, centre = false) => {
    state.chosen = chosen;
    paint(), tellPanel();
    const node = nodes.get(chosen.node);
    if (centre && node) moved = true, look(node.x, node.y, Math.max(network.getScale(), 1.25), ease());
  };
  const nearest = ({ x, y }) => {
    const label = boxes.find((box) => nodes.has(box.id) && !apart(box, { x, y, width: 1, height: 1 }));
    if (label) return label.id;
    const reach = (id) => {
      const spot = network.canvasToDOM(nodes.get(id));
      return Math.hypot(spot.x - x, spot.y - y);
    };
    return nodeSet.getIds().filter((id) => reach(id) < 14).sort((a, b) => reach(a) - reach(b))[0];
  };
  network.on("click", ({ pointer: { DOM: at } }) => {
    const edge = network.getEdgeAt(at);
    const node = network.getNodeAt(at) ?? (integrations.has(edge) ? undefined : nearest(at));
    if (node !== undefined) choose({ node });
    else if (integrations.has(edge)) choose({ integration: edge });
    else if (Object.keys(state.chosen).length) choose({});
  });
  for (const event of ["hoverNode", "hoverEdge"]) network.on(event, () => { canvas.style.cursor = "pointer"; });
  for (const event of ["blurNode", "blurEdge"]) network.on(event, () => { canvas.style.cursor = ""; });
  for (const [kind] of KINDS) {
    byId(`show-${kind}`).addEventListener("change", ({ target }) => {
      state.asked[target.checked ? "add" : "delete"](kind);
      paint();
    });
  }
  dark.addEventListener("change", () => { readTheme(), paint(), tellLegend(), tellPanel(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target !== search && Object.keys(state.chosen).length) choose({});
  });

  // ---- the panel ----

  const swatch = ({ kind, status = "", color }) => {
    const mark = el("i", { class: `swatch ${kind} ${status ?? ""}`, "aria-hidden": "true" });
    mark.style.setProperty("--own", tone(color));
    return mark;
  };
  const STATUS = { Retired: "Retired", ClosedToNewCustomers: "Closed to new customers" };
  const status = ({ status: name, status_since: since, replaced_by: after }) => {
    if (!name || name === "Active") return null;
    const instead = after?.length ? [". Instead: ", after.map((slug, i) => [i ? ", " : "", go(slug)])] : "";
    return el("p", { class: `status ${name}` }, STATUS[name] ?? name, since ? ` since ${since}` : "", instead);
  };
  const proof = (one) => {
    const parts = [one.pointer && `“${one.pointer}”`, words(one.evidence_class)];
    if (one.seen_on) parts.push(`read ${one.seen_on}`);
    if (one.modified) parts.push(`text of ${one.modified}`);
    const page = link(one.document, one.title || one.document);
    return el("li", null, page, el("small", null, parts.filter(Boolean).join(" · ")));
  };
  const permission = (one) => {
    if (one.none) return el("li", null, "None needed.");
    const parts = [one.held_by && `held by ${labelOf(one.held_by)}`];
    if (one.principal.length) parts.push(`for ${one.principal.join(", ")}`);
    if (one.mechanism) parts.push(words(one.mechanism));
    const actions = one.actions.map((action) => el("code", null, action));
    return el("li", null, actions, el("small", null, parts.filter(Boolean).join(" · ")));
  };
  const integrate = (iri, text = integrations.get(iri).label) =>
    button("go", () => choose({ integration: iri }), text);
  const entries = (kept, name, far) =>
    list(kept.sort((a, b) => byLabel(far(a), far(b)) || (a.iri < b.iri ? -1 : 1)), (one) =>
      el("li", null, integrate(one.iri, name(one)), el("small", null, one.mechanism.map(words).join(", "))));

  const aboutNode = (slug) => {
    const one = things.get(slug), group = groupOf.get(slug), all = [...integrations.values()];
    const kinds = { service: "Service", environment: "Environment", feature: one.feature_kind, "use-case": "Use case" };
    const kind = kinds[one.kind] ?? "Feature";
    const served = servedBy(slug).sort(byLabel), features = [...(one.features ?? [])].sort(byLabel);
    const aliases = (one.aliases ?? []).filter((alias) => alias !== one.label);
    const out = all.filter((it) => it.source === slug && it.walk);
    const into = all.filter((it) => it.target === slug && it.walk);
    const support = all.filter((it) => !it.walk && (it.source === slug || it.target === slug));
    const outward = ({ label }) => (label.startsWith(`${one.label} `) ? label.slice(one.label.length + 1) : label);
    const inward = ({ label }) => (label.endsWith(` ${one.label}`) ? `${label.slice(0, -one.label.length)}it` : label);
    const other = ({ source, target }) => (source === slug ? target : source);
    const wrong = (one.claims ?? []).filter((claim) => claim.standing !== "Holds");
    const names = [...(one.iam_prefixes ?? []).map((name) => `${name}:`), ...(one.principals ?? [])];
    return [
      el("p", { class: "kind" }, swatch(nodes.get(slug)), group ? `${kind} · ${group.label}` : kind),
      el("h2", null, one.label),
      status(one),
      el("p", null, one.purpose ?? one.definition ?? ""),
      aliases.length ? el("p", { class: "quiet" }, `Also: ${aliases.join(", ")}`) : null,
      one.page ? el("p", null, link(one.page, "Home page")) : null,
      one.part_of ? section("Part of", chips([one.part_of])) : null,
      section("Served by", chips(one.served_by)),
      section(`Integrations out (${out.length})`, entries(out, outward, (it) => it.target)),
      section(`Integrations in (${into.length})`, entries(into, inward, (it) => it.source)),
      section(`Features (${features.length})`, chips(features)),
      section(`Use cases (${served.length})`, chips(served)),
      section(`Support (${support.length})`, entries(support, outward, other)),
      section("Said, but not so", list(wrong, (claim) => {
        const since = claim.standing_since ? ` since ${claim.standing_since}` : "";
        const said = `${words(claim.property)}: ${labelOf(claim.object)}`;
        const standing = ` (${claim.standing.toLowerCase()}${since}). `;
        return el("li", null, said, standing, claim.note, list(claim.evidence, proof));
      })),
      section("Names in policies", list(names, (name) => el("li", null, el("code", null, name)))),
    ];
  };
  const aboutIntegration = (iri) => {
    const one = integrations.get(iri);
    const sure = el("meter", { min: 0, max: 1, value: one.confidence, "aria-label": "Confidence" });
    return [
      el("p", { class: "kind" }, one.walk ? "Integration" : "Support"),
      el("h2", null, one.label),
      chips([one.source, one.target]),
      section("How", list(one.mechanism, (name) => el("li", null, words(name)))),
      section("Operations", list(one.operation, (name) => el("li", null, el("code", null, name)))),
      section("Through", chips(one.feature)),
      section("Permissions", list(one.permission, permission)),
      section("Confidence", el("p", null, sure, ` ${one.confidence}`)),
      section("Notes", list(one.notes, (note) => el("li", null, note))),
      section(`Evidence (${one.evidence.length})`, list(one.evidence, proof)),
    ];
  };
  const aboutRoute = () => [
    el("p", { class: "kind" }, `Route · ${many(data.route.hops.length, "hop")}`),
    el("h2", null, data.route.nodes.map(labelOf).join(" → ")),
    list(data.route.hops, (hop) => {
      const [first, ...more] = hop.integrations.map((iri) => integrations.get(iri));
      const others = more.map((one) => el("li", null, integrate(one.iri)));
      const rest = [el("summary", null, many(more.length, "other way")), el("ul", null, others)];
      return el("li", null, integrate(first.iri), el("small", null, first.mechanism.map(words).join(", ")),
        list(first.permission, permission), list(first.evidence.slice(0, 1), proof),
        more.length ? el("details", null, rest) : null);
    }, "ol", "route"),
    section("Good to know", list(data.route.notes, (note) => el("li", null, note))),
  ];
  const aboutAll = () => {
    const gone = data.nodes.filter((node) => node.status === "Retired" && !small(node)).map((node) => node.id);
    return [
      el("h2", null, "Overview"),
      el("p", null, "Arrows show the way work and data go. Choose a node or an arrow for its details and evidence, ",
        "or search for a name or a job to be done."),
      section("In focus", chips(data.focus)),
      section(`Retired (${gone.length})`, list(gone, (slug) => {
        const since = things.get(slug).status_since;
        return el("li", null, go(slug), since ? el("small", { class: "beside" }, ` ${since}`) : null);
      })),
    ];
  };
  const aboutGroup = ({ label, members }) =>
    [el("p", { class: "kind" }, "Category"), el("h2", null, label), chips(members)];
  const tellPanel = () => {
    const { node, integration, group } = state.chosen, any = node || integration || group;
    const back = any ? button("back", () => choose({}), data.route ? "← Route" : "← Overview") : null;
    const rest = group ? aboutGroup(group) : data.route ? aboutRoute() : aboutAll();
    const content = node ? aboutNode(node) : integration ? aboutIntegration(integration) : rest;
    panel.replaceChildren(...[back, ...content].filter(Boolean));
    byId("legend").open = !any && !data.route;
    panel.parentElement.scrollTop = 0;
  };
  const tellLegend = () => {
    const sample = (kind, status, text) => el("li", null, swatch({ kind, status, color: "#6b7686" }), text);
    const stroke = (name, text) => el("li", null, el("i", { class: `stroke ${name}`, "aria-hidden": "true" }), text);
    const category = (group) => {
      const name = button("go", () => choose({ group }), swatch({ kind: "service", color: group.color }), group.label);
      return el("li", null, name, el("small", { class: "beside" }, ` ${group.members.length}`));
    };
    byId("legend").querySelector("div").replaceChildren(
      el("ul", null,
        sample("service", "", "Service, larger the more it works with"),
        sample("service", "ClosedToNewCustomers", "Closed to new customers"),
        sample("service", "Retired", "Retired"),
        sample("environment", "", "Environment outside the services"),
        sample("feature", "", "Feature"),
        sample("use-case", "", "Use case"),
        stroke("step", "Step: the way work and data go"),
        stroke("support", "Support: permissions, keys, monitoring …")),
      list(data.groups, category) ?? "");
  };

  // ---- search ----

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const index = [...things].map(([slug, one]) => {
    const named = (name, texts) => (texts ?? []).map((text) => ({ name, text }));
    const texts = [
      ...named("", [one.label, slug]), ...named("also", one.aliases), ...named("prefix", one.iam_prefixes),
      ...named("use case", servedBy(slug).map(labelOf)), ...named("feature", one.features?.map(labelOf)),
      ...named("purpose", [one.purpose, one.definition]),
    ];
    return { slug, one, texts: texts.filter(({ text }) => text).map((it) => ({ ...it, folded: fold(it.text) })) };
  });
  // A name counts more than what a thing is for, the start of a word more than its middle.
  const points = ({ folded, name }, query) => {
    const at = folded.indexOf(query);
    if (at < 0) return 0;
    const start = at === 0 ? 60 : /[\p{L}\p{N}]/u.test(folded[at - 1]) ? 15 : 45;
    const value = folded === query ? 100 : start - Math.min(folded.length, 400) / 100;
    return value * { "": 1, also: 0.95, prefix: 0.9 }[name] || value * 0.6;
  };
  const find = (text) => {
    const query = fold(text.trim()), tokens = query.split(/\s+/).filter(Boolean);
    const hits = index.map(({ slug, one, texts }) => {
      const best = (part) => {
        const values = texts.map((it) => points(it, part)), value = Math.max(...values);
        return { value, it: value > 0 ? texts[values.indexOf(value)] : undefined };
      };
      const whole = best(query), parts = tokens.map(best);
      const all = tokens.length > 0 && parts.every(({ value }) => value > 0);
      const { name, text: why } = whole.it ?? parts[0]?.it ?? {};
      const score = whole.value + Math.min(...parts.map(({ value }) => value)) + (one.kind === "service" ? 8 : 0);
      return { slug, one, score: all ? score : 0, why: name === "purpose" ? why : name ? `${name}: ${why}` : "" };
    });
    hits.sort((a, b) => b.score - a.score || (a.slug < b.slug ? -1 : 1));
    return hits.filter((hit) => hit.score > 0).slice(0, 12);
  };
  let hits = [], active = -1;
  const point = (to) => {
    active = to;
    [...results.children].forEach((item, i) => item.setAttribute("aria-selected", i === active));
    if (active < 0) return search.removeAttribute("aria-activedescendant");
    search.setAttribute("aria-activedescendant", `hit-${active}`);
    results.children[active].scrollIntoView({ block: "nearest" });
  };
  const open = (shown) => { results.hidden = !shown; search.setAttribute("aria-expanded", shown); };
  const take = (i) => {
    if (!hits[i]) return;
    search.value = hits[i].one.label;
    open(false), choose({ node: hits[i].slug }, true);
  };
  const suggest = () => {
    hits = find(search.value);
    const items = hits.map(({ slug, one, why }, i) => {
      const node = nodes.get(slug), kind = one.kind.replace("-", " ");
      const note = el("small", null, [kind, why].filter(Boolean).join(" · "));
      const item = el("li", { role: "option", id: `hit-${i}` }, swatch(node), node.label, note);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(), take(i); });
      return item;
    });
    results.replaceChildren(...(items.length ? items : [el("li", { class: "none" }, "Nothing has these words.")]));
    open(Boolean(search.value.trim())), point(items.length ? 0 : -1);
  };
  search.addEventListener("input", suggest);
  search.addEventListener("focus", () => search.select());
  search.addEventListener("blur", () => open(false));
  search.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && results.hidden) suggest();
    else if (step && hits.length) event.preventDefault(), point((active + step + hits.length) % hits.length);
    else if (event.key === "Enter" && !results.hidden) take(active);
    else if (event.key === "Escape" && !results.hidden) event.preventDefault(), open(false);
  });

  // ---- begin ----

  const frame = canvas.querySelector(".vis-network");
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Picture. Arrow keys move it; search and the panel reach everything in it.");
  tellLegend(), tellPanel(), paint();
  const ready = new Promise((resolve) => {
    requestAnimationFrame(() => {
      fit();
      network.once("afterDrawing", () => requestAnimationFrame(resolve));
      network.redraw();
    });
  });
  // For tests and other scripts: the boxes of all labels drawn at present, in pixels of the window.
  const labels = () => {
    const { x, y } = canvas.getBoundingClientRect();
    return boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y }));
  };
  window.servicekg = { choose, labels, network, ready };
})();

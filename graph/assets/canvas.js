// The picture: groups beneath, nodes and edges by vis-network, labels above at a size that does not follow the zoom.
const canvas = byId("canvas");
const MOST_FORCED = 6,
  MOST_NODES = 1200,
  MOST_LINES = 700,
  FEW_PAIRS = 40;
const nodeSet = new vis.DataSet(),
  edgeSet = new vis.DataSet();
const network = new vis.Network(
  canvas,
  { nodes: nodeSet, edges: edgeSet },
  {
    ...data.options,
    nodes: { font: { size: 0 }, chosen: false },
    edges: { chosen: false, hoverWidth: 0.6, selectionWidth: 0, arrowStrikethrough: false },
  },
);
const keep = (set, items) => {
  const wanted = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !wanted.has(id)));
  set.update(items);
};
let scene = sceneOf(),
  grow = 1,
  drawnNodes = [],
  drawnPairs = [],
  thinned = false,
  tally = {};

// ---- how nodes and pairs look ----

const drawnNode = ({ label, kind, status, weight, large, ...node }) => {
  const gone = status === "Retired",
    closed = status === "ClosedToNewCustomers";
  const own = tone(node.color),
    core = bold(node.id),
    { ground, soft, ink } = theme();
  return {
    ...node,
    title: [labelOf(node.id), things.get(node.id).purpose].filter(Boolean).join("\n"),
    shapeProperties: { borderDashes: gone || closed ? [3 * grow, 2 * grow] : false },
    size: node.size * grow,
    opacity: scene.calm || scene.near.has(node.id) ? 1 : 0.16,
    borderWidth: (core ? 2.5 : gone || closed ? 1.4 : 1) * grow,
    color: {
      background: gone ? blend(ground, soft, 0.18) : closed ? ground : own,
      border: core ? ink : gone ? soft : closed ? own : ground,
    },
  };
};
// A few things stand out; where many are chosen, what is not fades instead.
const bold = (slug) => scene.core.size <= 12 && scene.core.has(slug);
const loose = (pair) => scene.calm || (!scene.route && !scene.pair && !state.node.length) || scene.further.has(pair.id);
const drawnPair = ({ kind, arrows, ways, ...pair }) => {
  const strong = scene.lines.has(pair.id) && (scene.route || scene.pair),
    part = kind === "part";
  // On a route an arrow shows the way that is walked.
  const heads = scene.heads.get(pair.id) ?? arrows;
  const arrow = (end) => ({ enabled: heads.includes(end), scaleFactor: (strong ? 0.6 : 0.38) * grow });
  const told = ways.slice(0, 6).map(({ label }) => label);
  if (ways.length > told.length) told.push(many(ways.length, "integration"));
  return {
    ...pair,
    title: part ? undefined : told.join("\n"),
    arrows: { to: arrow("to"), from: arrow("from") },
    width: (part ? 0.7 : strong ? 2.4 : loose(pair) ? 0.8 : 1.1) * grow,
    color: {
      color: strong ? theme().mark : theme().line,
      opacity: strong ? 1 : loose(pair) ? (part ? 0.5 : 0.42) : 0.75,
    },
  };
};

// ---- which of them are drawn ----

const viewed = () => {
  const zoom = network.getScale(),
    { x, y } = network.getViewPosition();
  const [w, h] = [canvas.clientWidth / zoom / 2 + 20, canvas.clientHeight / zoom / 2 + 20];
  return (id) => {
    const node = nodes.get(id);
    return Math.abs(node.x - x) < w && Math.abs(node.y - y) < h;
  };
};
const byWeight = (a, b) =>
  scene.core.has(b.id) - scene.core.has(a.id) ||
  scene.near.has(b.id) - scene.near.has(a.id) ||
  small(a) - small(b) ||
  b.weight - a.weight ||
  (a.id < b.id ? -1 : 1);
const paint = () => {
  const visible = viewed();
  // From afar the parts of what is chosen would be a heap; they come as one zooms in, or when they are asked for.
  const far = network.getScale() < 1.5;
  drawnNodes = scene.shown
    .filter(
      (node) =>
        !small(node) ||
        scene.core.has(node.id) ||
        state.show.includes(node.kind) ||
        !far ||
        !scene.core.size ||
        [...scene.core].some((id) => small(nodes.get(id))),
    )
    .sort(byWeight);
  thinned = drawnNodes.length > MOST_NODES;
  if (thinned) {
    const near = drawnNodes.filter(({ id }) => visible(id) || scene.core.has(id));
    drawnNodes = (near.length ? near : drawnNodes).slice(0, MOST_NODES);
  }
  const seen = new Set(drawnNodes.map(({ id }) => id));
  const fitting = scene.pairs.filter(({ from, to }) => seen.has(from) && seen.has(to));
  const parts = fitting.filter(({ kind }) => kind === "part"),
    rest = fitting.filter(({ kind }) => kind !== "part");
  // Of the whole graph the strongest pairs in view are drawn: nearer by there are fewer, and in the end all; where they
  // are very few, also some that lead out of view.
  const inView = rest.filter(({ from, to }) => visible(from) && visible(to));
  const leaving = rest.filter(({ from, to }) => visible(from) !== visible(to));
  drawnPairs = [
    ...(scene.calm
      ? [...inView.slice(0, MOST_PAIRS), ...leaving.slice(0, Math.max(0, FEW_PAIRS - inView.length))]
      : [
          ...rest.filter(({ id }) => !scene.further.has(id)).slice(0, MOST_LINES),
          ...rest.filter(({ id }) => scene.further.has(id)).slice(0, MOST_PAIRS),
        ]),
    ...parts,
  ];
  keep(nodeSet, drawnNodes.map(drawnNode));
  keep(edgeSet, drawnPairs.map(drawnPair));
  count();
};

// ---- what is drawn and what is not, in words ----

const count = () => {
  const of = (items, kind) => items.filter((item) => item.kind === kind).length;
  const left = [];
  const say = (number, one, more) => {
    if (number > 0) left.push(many(number, one, more));
  };
  const large = ({ kind }) => !small({ kind });
  const rows = state.as === "table",
    seen = rows ? scene.listed : drawnNodes;
  const lines = rows ? scene.pairs : drawnPairs;
  const total = data.edges.filter(({ kind }) => kind === "step").length,
    drawn = of(lines, "step");
  say(data.nodes.filter(large).length - seen.filter(large).length, rows ? "thing" : "service");
  say(total - drawn, "connection");
  const support = data.edges.filter(({ kind }) => kind === "support").length - of(lines, "support");
  say(support, "support connection");
  for (const [kind, name] of [
    ["feature", "feature"],
    ["use-case", "use case"],
  ]) {
    say(of(data.nodes, kind) - of(seen, kind), name);
  }
  const faded = scene.calm || rows ? 0 : drawnNodes.filter(({ id }) => !scene.near.has(id)).length;
  const things = [many(of(seen, "service"), "service")];
  for (const [kind, name] of [
    ["environment", "environment"],
    ["other", "resource"],
    ["feature", "feature"],
    ["use-case", "use case"],
  ]) {
    if (of(seen, kind)) things.push(many(of(seen, kind), name));
  }
  if (faded) things.push(`${things.pop()} (${many(faded, "thing")} faded)`);
  things.push(many(drawn + of(lines, "support"), "connection"));
  tally = { things, left };
  tellTally();
};
let nameless = 0;
const tellTally = () => {
  const { things, left } = tally;
  const hidden = [...left, ...(nameless && state.as !== "table" ? [many(nameless, "label")] : [])];
  const text =
    `${state.as === "table" ? "Listed" : "Drawn"}: ${things.join(", ")}.` +
    (hidden.length ? ` Hidden: ${hidden.join(", ")}.` : "") +
    (thinned ? " Too many to draw at once: zoom in for the rest." : "");
  if (byId("shown").textContent !== text) byId("shown").textContent = text;
};

// ---- the room of each group ----

const { large: LARGE, small: SMALL, head: HEAD } = data.cells;
const around = (few) => {
  const sides = few.map(({ x, y, large }) =>
    large
      ? { x: x - LARGE[0] / 2, y: y - HEAD, r: x + LARGE[0] / 2, b: y - HEAD + LARGE[1] }
      : { x: x - SMALL[0] / 2, y: y - SMALL[1] / 2, r: x + SMALL[0] / 2, b: y + SMALL[1] / 2 },
  );
  const box = hull(sides),
    lines = box.r - box.x <= LARGE[0] ? 2 : 1;
  return { x: box.x, y: box.y - 7 - 15 * lines, r: Math.max(box.r, box.x + LARGE[0]), b: box.b + 2, lines };
};
const hull = (all) => ({
  x: Math.min(...all.map(({ x }) => x)),
  y: Math.min(...all.map(({ y }) => y)),
  r: Math.max(...all.map(({ r }) => r)),
  b: Math.max(...all.map(({ b }) => b)),
});
const fields = data.groups.map((group) => {
  const own = group.members.map((slug) => nodes.get(slug)).sort((a, b) => a.y - b.y || a.x - b.x);
  const whole = around(own);
  const within = ({ x, y }) => x > whole.x && x < whole.r && y > whole.y + 8 && y < whole.b;
  // A group with strangers in its midst is drawn cell by cell, and named over its first cell.
  const alone = data.nodes.every((node) => small(node) || groupOf.get(node.id) === group || !within(node));
  return { group, whole, parts: alone ? [whole] : own.map((node) => around([node])) };
});
const bounds = fields.length ? hull(fields.map(({ whole }) => whole)) : { x: 0, y: 0, r: 1, b: 1 };
const strongGroup = (slug) => state.category.includes(slug);
network.on("beforeDrawing", (pen) => {
  for (const { group, parts } of fields) {
    pen.globalAlpha = strongGroup(group.slug) ? 0.2 : dark() ? 0.13 : 0.085;
    pen.fillStyle = tone(group.color);
    pen.beginPath();
    for (const { x, y, r, b } of parts) pen.roundRect(x, y, r - x, b - y, 9);
    pen.fill();
  }
  pen.globalAlpha = 1;
});

// ---- labels: the most important first; what finds no free place waits until one zooms in ----

const FACE = getComputedStyle(document.body).fontFamily;
const measure = document.createElement("canvas").getContext("2d");
const wrapped = new Map();
let SIZE = 12,
  LINE = 13;
const wrap = (text, weight, room, most) => {
  const key = `${weight} ${SIZE} ${Math.round(room)} ${most} ${text}`;
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
    const whole = i === most - 1 && lines.length > most ? `${line} ${lines[most]}` : line;
    if (wide(whole) <= room && (i < most - 1 || lines.length <= most)) return whole;
    const letters = [...whole].slice(0, 60);
    while (letters.length > 1 && wide(`${letters.join("").trimEnd()}…`) > room) letters.pop();
    return `${letters.join("").trimEnd()}…`;
  });
  wrapped.set(key, { lines: cut, width: Math.max(...cut.map(wide)) + 4, height: cut.length * LINE + 1 });
  return wrapped.get(key);
};
const apart = (a, b) => a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
// Boxes that are taken, by squares of the screen, so that each is compared with its neighbours alone.
const Taken = () => {
  const SQUARE = 64,
    squares = new Map();
  const each = (box, visit) => {
    for (let i = Math.floor(box.x / SQUARE); i <= Math.floor((box.x + box.width) / SQUARE); i++) {
      for (let j = Math.floor(box.y / SQUARE); j <= Math.floor((box.y + box.height) / SQUARE); j++) visit(`${i} ${j}`);
    }
  };
  return {
    add: (box) => each(box, (key) => (squares.has(key) ? squares.get(key).push(box) : squares.set(key, [box]))),
    free: (box, own) => {
      let free = true;
      each(box, (key) => {
        free &&= (squares.get(key) ?? []).every((other) => other.id === own || apart(box, other));
      });
      return free;
    },
  };
};
let boxes = [];
network.on("afterDrawing", (pen) => {
  const zoom = network.getScale(),
    unit = 1 / zoom;
  const room = { width: canvas.clientWidth, height: canvas.clientHeight };
  SIZE = Math.min(17, 12 * Math.max(1, wholeScale()) ** 0.5);
  LINE = SIZE * 1.09;
  const far = zoom < 0.6,
    broad = far ? 170 : Math.min(150, Math.max(92, LARGE[0] * zoom - 5));
  const taken = Taken(),
    names = Taken(),
    labelled = Taken(),
    drawn = [],
    { ground, ink, soft, mark } = theme();
  const at = (x, y) => network.canvasToDOM({ x, y });
  const framed = ({ x, y, width, height }) => x >= 1 && y >= 1 && x + width < room.width && y + height < room.height;
  const free = (box, own) => framed(box) && taken.free(box, own);
  const write = (id, box, { lines }, { weight, color, align = "center", alpha = 1, halo = false }) => {
    taken.add({ ...box, id: null });
    labelled.add({ ...box, id: null });
    drawn.push({ id, ...box, align, weight, color, alpha, lines, text: lines.join(" ") });
    pen.font = `${weight} ${SIZE * unit}px ${FACE}`;
    Object.assign(pen, { textAlign: align, textBaseline: "middle", lineJoin: "round", lineWidth: 3.5 * unit });
    Object.assign(pen, { strokeStyle: ground, fillStyle: color });
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

  const hops = scene.route?.hops ?? [];
  const spots = hops.map(({ source, target }, i) => {
    const edge = network.body.edges[pairOf(source, target)?.id];
    const [a, b] = [nodes.get(source), nodes.get(target)];
    const { x, y } = edge?.edgeType ? edge.edgeType.getPoint(0.5) : { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    const spot = at(x, y),
      lit = !state.hop || state.hop === i + 1;
    if (!edge && lit) {
      // A hop by a general rule is no pair of the graph.
      Object.assign(pen, { strokeStyle: mark, lineWidth: 2.4 * grow });
      pen.setLineDash([6 * unit, 4 * unit]);
      pen.beginPath();
      pen.moveTo(a.x, a.y);
      pen.lineTo(b.x, b.y);
      pen.stroke();
      pen.setLineDash([]);
    }
    if (!lit) return spot;
    pen.fillStyle = mark;
    pen.beginPath();
    pen.arc(x, y, 9 * unit, 0, 7);
    pen.fill();
    const box = { x: spot.x - 9, y: spot.y - 8, width: 18, height: 16 };
    write(`hop ${i + 1}`, box, { lines: [`${i + 1}`] }, { weight: 700, color: ground });
    return spot;
  });
  for (const node of drawnNodes) {
    const spot = at(node.x, node.y),
      half = node.size * grow * zoom * (far ? 0.7 : 1);
    if (small(node) && zoom < 1.6 && !scene.near.has(node.id)) continue;
    // From afar dots stand too close to leave room: names then cover the lesser ones.
    if (far && !node.large) continue;
    if (spot.x < -half || spot.y < -half || spot.x > room.width + half || spot.y > room.height + half) continue;
    taken.add({ id: node.id, x: spot.x - half, y: spot.y - half, width: 2 * half, height: 2 * half });
  }
  const nameGroup = ({ group, whole, parts: [{ x, y, r, lines }] }) => {
    const alpha = scene.calm || strongGroup(group.slug) ? 1 : 0.5,
      color = blend(tone(group.color), ink, 0.25);
    const style = { weight: 650, color, alpha };
    if (far) {
      // From afar a group is named across its nodes, as countries are on a map.
      const label = wrap(group.label, 650, Math.max(92, (whole.r - whole.x) * zoom - 6), 3),
        spot = at((whole.x + whole.r) / 2, (whole.y + whole.b) / 2);
      const box = {
        id: "group",
        x: spot.x - label.width / 2,
        y: spot.y - label.height / 2,
        width: label.width,
        height: label.height,
      };
      if (box.x >= 1 && box.x + box.width < room.width && names.free(box)) {
        names.add(box);
        write(`group ${group.slug}`, box, label, { ...style, halo: true });
      }
      return;
    }
    const label = wrap(group.label, 650, (r - x) * zoom - 9, lines),
      spot = at(x, y);
    const box = { x: spot.x + 6, y: spot.y + 4, width: label.width, height: label.height };
    if (free(box)) write(`group ${group.slug}`, box, label, { ...style, align: "left" });
  };
  const crowded = zoom < 2 && drawnNodes.filter((node) => small(node)).length > 12;
  let hidden = 0;
  const nameNode = (node) => {
    const spot = at(node.x, node.y);
    const core = scene.core.has(node.id),
      near = scene.near.has(node.id),
      light = scene.calm || near;
    if (spot.x < 0 || spot.y < 0 || spot.x > room.width || spot.y > room.height) return;
    if (!node.large && !near && zoom < 1.7) return void hidden++;
    const weight = bold(node.id) ? 700 : small(node) ? 400 : 500;
    const most = node.large ? (zoom < 1.25 ? 2 : 4) : 3;
    const label = wrap(node.label, weight, small(node) ? 150 : node.large ? broad : 120, far ? 1 : most);
    const gap = node.size * grow * zoom + 2,
      { width, height } = label;
    const put = (x, y, align) => ({ x: spot.x + x, y: spot.y + y, align, width, height });
    const below = put(-width / 2, gap, "center"),
      above = put(-width / 2, -gap - height, "center");
    const right = put(gap, -height / 2, "left"),
      left = put(-gap - width, -height / 2, "right");
    const host = small(node) ? nodes.get(touching.get(node.id)[0]?.from) : null;
    const outward = host && node.x < host.x ? [left, above, right] : [right, above, left];
    const places = small(node) ? (crowded && !core ? [] : outward) : light ? [below, above, right, left] : [below];
    // What is chosen is named over other nodes if it must be, never over another name.
    const box =
      places.find((place) => free(place, node.id)) ??
      (core && scene.core.size <= MOST_FORCED
        ? places.find((place) => framed(place) && labelled.free(place))
        : undefined);
    if (!box) return void hidden++;
    const color = node.status === "Retired" ? soft : ink;
    write(node.id, box, label, { weight, align: box.align, halo: true, color, alpha: light ? 1 : 0.35 });
  };
  const bright = ({ id }) => scene.calm || scene.near.has(id);
  const early = drawnNodes.filter((node) => scene.core.has(node.id) || (!small(node) && bright(node)));
  const first = new Set(early);
  if (scene.calm) fields.forEach(nameGroup);
  early.forEach(nameNode);
  hops.forEach(({ ways: [way], rule }, i) => {
    if (state.hop && state.hop !== i + 1) return;
    const how = way ? (way.one.mechanism ?? [way.one.role]) : [ruleOf.get(rule)?.mechanism ?? "rule"];
    const label = wrap(how.map(words).join(", "), 600, 140, 2),
      spot = spots[i],
      { width, height } = label;
    const put = (x, y, align) => ({ x: spot.x + x, y: spot.y + y, align, width, height });
    const places = [
      put(11, -height / 2, "left"),
      put(-11 - width, -height / 2, "right"),
      put(-width / 2, 11, "center"),
      put(-width / 2, -11 - height, "center"),
    ];
    const box = places.find((place) => free(place));
    if (box) write(`how ${i + 1}`, box, label, { weight: 600, color: mark, align: box.align, halo: true });
  });
  if (!scene.calm && !far) fields.forEach(nameGroup);
  drawnNodes.filter((node) => !first.has(node)).forEach(nameNode);
  boxes = drawn;
  if (hidden !== nameless) {
    nameless = hidden;
    queueMicrotask(tellTally);
  }
});

// ---- looking around ----

const MOVES = 300;
const ease = () => (still.matches ? false : { duration: MOVES, easingFunction: "easeInOutQuad" });
const whole = () => ({ wide: Math.max(1, canvas.clientWidth - 12), high: Math.max(1, canvas.clientHeight - 12) });
const wholeScale = () => {
  const { wide, high } = whole();
  return Math.min(wide / (bounds.r - bounds.x), high / (bounds.b - bounds.y));
};
const CLOSEST = 9;
const farthest = () => Math.min(0.1, wholeScale() / 2);
const within = (zoom) => Math.min(CLOSEST, Math.max(farthest(), zoom));
const inside = (middle, low, high, half) =>
  high - low < 2 * half ? (low + high) / 2 : Math.min(high - half, Math.max(low + half, middle));
const look = (x, y, scale, animation) => {
  const slack = 6 / scale,
    [w, h] = [canvas.clientWidth / scale / 2, canvas.clientHeight / scale / 2];
  x = inside(x, bounds.x - slack, bounds.r + slack, w);
  y = inside(y, bounds.y - slack, bounds.b + slack, h);
  network.moveTo({ position: { x, y }, scale, animation });
  rescale(scale);
};
// Where a reader moved the picture to, but never out of sight.
const stay = (x, y, zoom, animation) => {
  const position = {
    x: Math.min(bounds.r, Math.max(bounds.x, x)),
    y: Math.min(bounds.b, Math.max(bounds.y, y)),
  };
  network.moveTo({ position, scale: within(zoom), animation });
  rescale(within(zoom));
};
// All that is shown strongly, or where the link says.
const fit = (animation = false) => {
  if (!nodes.size || !canvas.clientWidth) return;
  if (state.at) {
    const [x, y, zoom] = state.at.split(",").map(Number);
    return stay(x, y, zoom, animation);
  }
  const strong =
    scene.calm || !scene.near.size ? null : [...scene.near].filter((id) => !small(nodes.get(id)) || scene.core.has(id));
  const box = strong?.length ? hull(strong.map((id) => around([nodes.get(id)]))) : bounds;
  const { wide, high } = whole(),
    margin = strong ? 60 : 0;
  const scale = Math.min(
    wide / (box.r - box.x + margin),
    high / (box.b - box.y + margin),
    strong ? Math.max(1.6, wholeScale()) : 4,
  );
  look((box.x + box.r) / 2, (box.y + box.b) / 2, Math.max(scale, wholeScale()), animation);
};
// Nodes and lines grow more slowly than the distances between them, and shrink more slowly too.
const rescale = (zoom) => {
  grow = (zoom > 1 ? zoom : Math.min(1, zoom / 0.7)) ** -0.5;
};
let settling = 0;
const settled = (wait = 180) => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const { x, y } = network.getViewPosition();
    stay(x, y, network.getScale(), false);
    paint();
    remain();
  }, wait);
};
const remain = () => {
  const { x, y } = network.getViewPosition();
  moveTo([Math.round(x), Math.round(y), Math.round(network.getScale() * 100) / 100].join(","));
};
const zoomTo = (wanted) => {
  const scale = within(wanted),
    node = nodes.get(state.node[0]);
  if (node) look(node.x, node.y, scale, ease());
  else {
    network.moveTo({ scale, animation: ease() });
    rescale(scale);
  }
  paint();
  settled(still.matches ? 0 : MOVES + 100);
};
byId("zoom-in").addEventListener("click", () => zoomTo(network.getScale() * 1.5));
byId("zoom-out").addEventListener("click", () => zoomTo(network.getScale() / 1.5));
byId("zoom-fit").addEventListener("click", () => {
  moveTo("");
  fit(ease());
  paint();
});
network.on("zoom", ({ scale }) => {
  if (scale !== within(scale)) network.moveTo({ scale: within(scale) });
  settled();
});
network.on("dragEnd", () => settled());
// The arrow keys move the picture too.
canvas.addEventListener("keyup", () => settled());
// What is in view is known once the view has come there.
network.on("animationFinished", () => paint());
new ResizeObserver(() => {
  fit();
  paint();
}).observe(canvas);

const nearest = ({ x, y }) => {
  const label = boxes.find((box) => nodes.has(box.id) && !apart(box, { x, y, width: 1, height: 1 }));
  if (label) return label.id;
  const reach = (id) => {
    const spot = network.canvasToDOM(nodes.get(id));
    return Math.hypot(spot.x - x, spot.y - y);
  };
  return nodeSet
    .getIds()
    .filter((id) => reach(id) < 14)
    .sort((a, b) => reach(a) - reach(b))[0];
};
network.on("click", ({ pointer: { DOM: at }, event }) => {
  const edge = pairs.get(network.getEdgeAt(at)),
    pair = edge && edge.kind !== "part" ? edge.id : "";
  const node = network.getNodeAt(at) ?? (pair ? undefined : nearest(at));
  const more = event?.srcEvent?.shiftKey && state.node.length ? state.node.filter((slug) => slug !== node) : [];
  if (node !== undefined) select({ node: [...more, node] });
  else if (pair) select({ pair });
  else if (selected()) select({});
});
for (const event of ["hoverNode", "hoverEdge"])
  network.on(event, () => {
    canvas.style.cursor = "pointer";
  });
for (const event of ["blurNode", "blurEdge"])
  network.on(event, () => {
    canvas.style.cursor = "";
  });

watchers.push((changed) => {
  scene = sceneOf();
  // Asking for more of the same view leaves it where it is.
  if ([...changed].some((key) => !["show", "as", "role", "family", "confidence"].includes(key))) fit(ease());
  paint();
});
const repaint = () => {
  scene = sceneOf();
  paint();
  network.redraw();
};

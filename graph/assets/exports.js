// The view as a file: SVG and PNG as it is drawn, Mermaid and CSV of what it shows.
const escaped = (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
// XML cannot hold control characters, nor halves of a pair.
const xml = (text) => escaped(text.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, " "));
const toSvg = () => {
  const [wide, high] = [canvas.clientWidth, canvas.clientHeight],
    zoom = network.getScale(),
    { ground } = theme();
  const at = (x, y) => {
    const spot = network.canvasToDOM({ x, y });
    return `${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`;
  };
  const tag = (name, attributes, content = "") =>
    `<${name}${Object.entries(attributes)
      .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
      .join("")}>${content}</${name}>`;
  const fieldsDrawn = fields.flatMap(({ group, parts }) =>
    parts.map(({ x, y, r, b }) => {
      const [left, top] = at(x, y).split(" ");
      return tag("rect", {
        x: left,
        y: top,
        width: ((r - x) * zoom).toFixed(1),
        height: ((b - y) * zoom).toFixed(1),
        rx: 9 * zoom,
        fill: tone(group.color),
        "fill-opacity": 0.1,
      });
    }),
  );
  // Where a line meets the rim of a node.
  const rim = (node, from) => {
    const far = Math.hypot(from.x - node.x, from.y - node.y) || 1,
      r = (node.size * grow + 1) / far;
    return at(node.x + (from.x - node.x) * r, node.y + (from.y - node.y) * r);
  };
  const edgesDrawn = drawnPairs.map((pair) => {
    const look = drawnPair(pair),
      [a, b] = [nodes.get(pair.from), nodes.get(pair.to)];
    const via = network.body.edges[pair.id]?.edgeType?.getViaNode?.();
    const path = `M${rim(a, via ?? b)} ${via ? `Q${at(via.x, via.y)}` : "L"} ${rim(b, via ?? a)}`;
    const head = `url(#${look.color.color === theme().mark ? "mark" : "line"})`;
    return tag("path", {
      d: path,
      fill: "none",
      stroke: look.color.color,
      "stroke-opacity": look.color.opacity,
      "stroke-width": (look.width * zoom).toFixed(2),
      ...(look.arrows.to.enabled ? { "marker-end": head } : {}),
      ...(look.arrows.from.enabled ? { "marker-start": head } : {}),
      ...(pair.kind === "support" ? { "stroke-dasharray": "2 4" } : {}),
    });
  });
  // A hop by a general rule is no pair of the graph.
  const rulesDrawn = (scene.route?.hops ?? [])
    .filter(({ source, target }) => !pairOf(source, target))
    .map(({ source, target }) => {
      const [a, b] = [nodes.get(source), nodes.get(target)];
      const line = { d: `M${rim(a, b)} L ${rim(b, a)}`, fill: "none", stroke: theme().mark, "stroke-width": 2.4 };
      return tag("path", { ...line, "stroke-dasharray": "6 4", "marker-end": "url(#mark)" });
    });
  const shapes = {
    dot: (x, y, r) => tag("circle", { cx: x, cy: y, r }),
    square: (x, y, r) => tag("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r }),
  };
  const corners = {
    diamond: [
      [0, -1],
      [1, 0],
      [0, 1],
      [-1, 0],
    ],
    triangle: [
      [0, -1.1],
      [1, 0.7],
      [-1, 0.7],
    ],
    hexagon: [
      [-0.5, -0.87],
      [0.5, -0.87],
      [1, 0],
      [0.5, 0.87],
      [-0.5, 0.87],
      [-1, 0],
    ],
  };
  const nodesDrawn = drawnNodes.map((node) => {
    const look = drawnNode(node),
      { x, y } = network.canvasToDOM(node),
      r = look.size * zoom;
    const shape =
      shapes[node.shape]?.(x.toFixed(1), y.toFixed(1), r.toFixed(1)) ??
      tag("polygon", {
        points: corners[node.shape]
          .map(([dx, dy]) => `${(x + dx * r).toFixed(1)},${(y + dy * r).toFixed(1)}`)
          .join(" "),
      });
    return tag(
      "g",
      {
        fill: look.color.background,
        stroke: look.color.border,
        "stroke-width": (look.borderWidth * zoom).toFixed(1),
        opacity: look.opacity,
        ...(look.shapeProperties.borderDashes ? { "stroke-dasharray": "3 2" } : {}),
      },
      `<title>${xml(labelOf(node.id))}</title>${shape}`,
    );
  });
  const anchors = { center: "middle", left: "start", right: "end" };
  const labelsDrawn = boxes.map(({ id, x, y, width, lines, align = "center", weight, color, alpha }) => {
    const left = x + { center: width / 2, left: 2, right: width - 2 }[align];
    const back = id.startsWith("hop ") ? tag("circle", { cx: x + 9, cy: y + 8, r: 9, fill: theme().mark }) : "";
    return (
      back +
      lines
        .map((line, i) =>
          tag(
            "text",
            {
              x: left.toFixed(1),
              y: (y + 1 + (i + 0.5) * LINE).toFixed(1),
              "text-anchor": anchors[align],
              "dominant-baseline": "central",
              "font-weight": weight,
              fill: color,
              opacity: alpha,
              ...(id.startsWith("hop ")
                ? {}
                : { "paint-order": "stroke", stroke: ground, "stroke-width": 3, "stroke-linejoin": "round" }),
            },
            xml(line),
          ),
        )
        .join("")
    );
  });
  const markers = ["line", "mark"].map((name) => {
    const size = name === "mark" ? 11 : 6,
      box = { viewBox: "0 0 8 8", refX: 7.5, refY: 4, markerWidth: size, markerHeight: size };
    return tag(
      "marker",
      { id: name, ...box, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" },
      tag("path", { d: "M0 0 8 4 0 8 2 4z", fill: theme()[name] }),
    );
  });
  return (
    tag(
      "svg",
      {
        xmlns: "http://www.w3.org/2000/svg",
        width: wide,
        height: high,
        viewBox: `0 0 ${wide} ${high}`,
        "font-family": FACE,
        "font-size": SIZE,
      },
      [
        tag("title", {}, xml(data.title)),
        tag("defs", {}, markers.join("")),
        tag("rect", { width: "100%", height: "100%", fill: ground }),
        ...fieldsDrawn,
        ...edgesDrawn,
        ...rulesDrawn,
        ...nodesDrawn,
        ...labelsDrawn,
      ].join("\n"),
    ) + "\n"
  );
};
const toPng = () =>
  new Promise((resolve) => {
    const drawn = canvas.querySelector("canvas"),
      copy = document.createElement("canvas"),
      pen = copy.getContext("2d");
    [copy.width, copy.height] = [drawn.width, drawn.height];
    pen.fillStyle = theme().ground;
    pen.fillRect(0, 0, copy.width, copy.height);
    pen.drawImage(drawn, 0, 0);
    copy.toBlob(resolve, "image/png");
  });
// The rows of the table, or what the picture draws.
const shownWays = () => {
  if (state.as === "table" || scene.route || scene.pair) return scene.integrations;
  const { way } = kept();
  return drawnPairs.flatMap(({ ways }) => ways.filter(way));
};
const toMermaid = () => {
  const quoted = (text) =>
    text
      .replaceAll("&", "#amp;")
      .replaceAll('"', "#quot;")
      .replaceAll("<", "#lt;")
      .replaceAll(">", "#gt;")
      .replace(/\s+/g, " ");
  const arrows = scene.route
    ? scene.route.hops.map(({ source, target, ways, rule }) => [
        source,
        target,
        ways.length
          ? words(ways[0].one.role) + (ways[0].one.mechanism ? ` (${ways[0].one.mechanism.map(words).join(", ")})` : "")
          : (ruleOf.get(rule)?.label ?? "can call any API"),
      ])
    : (state.as === "table" ? scene.pairs : drawnPairs)
        .filter(({ ways }) => ways.length)
        .map(({ from, to, ways }) => [from, to, [...new Set(ways.map(({ role }) => words(role)))].join(", ")]);
  const slugs = [...new Set(arrows.flatMap(([from, to]) => [from, to]))],
    number = new Map(slugs.map((slug, i) => [slug, `n${i}`]));
  return (
    [
      "flowchart LR",
      ...slugs.map((slug) => `    ${number.get(slug)}["${quoted(labelOf(slug))}"]`),
      ...arrows.map(([from, to, text]) => `    ${number.get(from)} -->|"${quoted(text)}"| ${number.get(to)}`),
    ].join("\n") + "\n"
  );
};
const toCsv = () => {
  const cell = (value) => {
    const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
    // A spreadsheet would run what begins like a formula.
    const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const rows = shownWays().map((one) => [
    one.source,
    one.role,
    one.target,
    one.mechanism,
    one.operation,
    (one.permission ?? []).flatMap(({ actions }) => actions ?? []),
    one.confidence,
    one.proofs,
    proofsOf(one)[0]?.document,
  ]);
  const head = ["source", "role", "target", "mechanism", "operation", "permission", "confidence", "proofs", "evidence"];
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
};
const FILES = {
  svg: async () => new Blob([toSvg()], { type: "image/svg+xml" }),
  png: toPng,
  mmd: async () => new Blob([toMermaid()], { type: "text/plain" }),
  csv: async () => new Blob([toCsv()], { type: "text/csv" }),
};
const save = async (ending) => {
  const name = state.from && !selected() ? `${state.from}-${state.to}` : state.node.join("-") || "servicekg";
  const address = URL.createObjectURL(await FILES[ending]());
  el("a", { href: address, download: `${name.replace(/[^\w-]+/g, "-").slice(0, 60)}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};
for (const ending of Object.keys(FILES))
  byId(`save-${ending}`).addEventListener("click", () => {
    byId("save").open = false;
    save(ending);
  });
byId("copy").addEventListener("click", async () => {
  const said = byId("copied");
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = "Link copied.";
  } catch {
    said.textContent = "Copy the link from the address bar.";
  }
  setTimeout(() => {
    said.textContent = "";
  }, 4000);
});

// The panel: what is known of what is looked at, each thing a button that leads on to the next.
const panel = byId("panel");
const go = (slug, text = labelOf(slug)) =>
  nodes.has(slug) ? button("go", () => choose({ node: [slug] }), text) : el("span", null, text);
// What is made anew at each change keeps the focus under its name.
const marked = (name, element) => {
  element.dataset.keep = name;
  return element;
};
const chips = (slugs) =>
  slugs?.length
    ? el(
        "div",
        { class: "chips" },
        [...slugs].map((slug) => go(slug)),
      )
    : null;
// A choice made in the panel keeps the reader there: the heading of what was chosen takes the focus.
const choose = (patch) => {
  select(patch);
  panel.querySelector("h2")?.focus({ preventScroll: true });
};

const status = ({ status: name, status_since: since, replaced_by: after }) => {
  if (!name || name === "Active") return null;
  const instead = after?.length ? [". Instead: ", after.map((slug, i) => [i ? ", " : "", go(slug)])] : "";
  return el("p", { class: `status ${name}` }, STATUS[name] ?? name, since ? ` since ${since}` : "", instead);
};
const proof = (one) => {
  const parts = [one.pointer && `“${one.pointer}”`, words(one.evidenceClass)];
  if (one.seen) parts.push(`read ${one.seen}`);
  if (one.modified) parts.push(`text of ${one.modified}`);
  return el("li", null, link(one.document, one.title || one.document), quiet(parts.filter(Boolean).join(" · ")));
};
const proofs = (one) => {
  const best = proofsOf(one),
    all = one.proofs ?? 0;
  const more =
    all > best.length
      ? quiet(`The best ${best.length} of ${all}. All: graph evidence ${one.source} ${one.target}`)
      : null;
  return section(`Evidence (${all})`, best.length ? [list(best, proof), more].filter(Boolean) : null);
};
const permission = (one) => {
  if (one.none) return el("li", null, "None needed.");
  const parts = [one.held_by && `held by ${labelOf(one.held_by)}`];
  if (one.principal?.length) parts.push(`for ${one.principal.join(", ")}`);
  if (one.mechanism) parts.push(words(one.mechanism));
  return el(
    "li",
    null,
    (one.actions ?? []).map((action) => el("code", null, action)),
    quiet(parts.filter(Boolean).join(" · ")),
  );
};
const needs = (one) => list(one.permission, permission) ?? el("p", { class: "quiet" }, "Not known.");
const integrate = (one, text = one.label) => button("go", () => choose({ integration: keyOf(one) }), text);
const told = ({ mechanism = [], proofs }) =>
  quiet([mechanism.map(words).join(", "), proofs && many(proofs, "proof")].filter(Boolean).join(" · "));
const entries = (ways, name, far) =>
  list(
    [...ways].sort((a, b) => byLabel(far(a), far(b)) || (a.iri < b.iri ? -1 : 1)),
    (one) => el("li", null, integrate(one, name(one)), told(one)),
  );
// Long lists stay folded but for their first ones.
const folded = (heading, ways, name, far) => {
  if (!ways.length) return null;
  if (ways.length <= 12) return section(`${heading} (${ways.length})`, entries(ways, name, far));
  const box = el("details", { class: "fold" }, el("summary", null, `${heading} (${ways.length})`));
  box.addEventListener("toggle", () => {
    if (box.open && box.children.length === 1) box.append(entries(ways, name, far));
  });
  return box;
};

const aboutNode = (slug) => {
  const one = things.get(slug),
    node = nodes.get(slug),
    group = groupOf.get(slug);
  const keep = kept(),
    all = touching.get(slug).flatMap(({ ways }) => ways);
  const ways = [...new Set(all)].filter(keep.way);
  const kind = one.kind === "feature" ? (one.feature_kind ?? "Feature") : KINDS[one.kind];
  const served = [...(servedBy.get(slug) ?? [])].sort(byLabel),
    features = [...(one.features ?? partOf.get(slug) ?? [])].sort(byLabel);
  const aliases = (one.aliases ?? []).filter((alias) => alias !== one.label);
  const out = ways.filter((it) => it.source === slug && it.walk),
    into = ways.filter((it) => it.target === slug && it.walk);
  const support = ways.filter((it) => !it.walk);
  const through = one.kind === "feature" ? data.integrations.filter((it) => it.feature?.includes(slug)) : [];
  const outward = ({ label }) => (label.startsWith(`${one.label} `) ? label.slice(one.label.length + 1) : label);
  const inward = ({ label }) => (label.endsWith(` ${one.label}`) ? `${label.slice(0, -one.label.length)}it` : label);
  const other = ({ source, target }) => (source === slug ? target : source);
  const names = [...(one.iam_prefixes ?? []).map((name) => `${name}:`), ...(one.principals ?? [])];
  const denied = data.denied.filter(({ source, target }) => source === slug || target === slug);
  const hidden = all.length - ways.length;
  return [
    el("p", { class: "kind" }, swatch(node), group ? `${kind} · ${group.label}` : kind),
    el("h2", { tabindex: -1 }, one.label),
    status(one),
    el("p", null, one.purpose ?? one.definition ?? ""),
    aliases.length ? el("p", { class: "quiet" }, `Also: ${aliases.join(", ")}`) : null,
    one.page ? el("p", null, link(one.page, "Home page")) : null,
    small(node) ? null : reachOf(slug),
    one.part_of ? section("Part of", chips([one.part_of])) : null,
    section("Broader", chips(one.broader)),
    section("Served by", chips(one.served_by)),
    section(
      "Said in the answer",
      list(one.said, ([name, value]) => el("li", null, `${words(name)}: ${value}`)),
    ),
    hidden ? el("p", { class: "quiet" }, `${many(hidden, "integration")} left out by the filters.`) : null,
    folded("Integrations out", out, outward, (it) => it.target),
    folded("Integrations in", into, inward, (it) => it.source),
    section(
      `Integrations through it (${through.length})`,
      through.length
        ? entries(
            through,
            ({ label }) => label,
            (it) => it.source,
          )
        : null,
    ),
    section(`Features (${features.length})`, chips(features)),
    section(`Use cases (${served.length})`, chips(served)),
    folded("Support", support, outward, other),
    section("Does not work directly", list(denied, denial)),
    section(
      "Said, but not so",
      list(one.claims, (claim) => {
        const since = claim.standing_since ? ` since ${claim.standing_since}` : "";
        const said = `${words(claim.property)}: ${labelOf(claim.object)}`;
        return el(
          "li",
          null,
          said,
          ` (${claim.standing.toLowerCase()}${since}). `,
          claim.note,
          list(proofsOf(claim), proof),
        );
      }),
    ),
    section(
      "Names in policies",
      list(names, (name) => el("li", null, el("code", null, name))),
    ),
  ];
};
const denial = ({ source, target, note, through, ...one }) =>
  el(
    "li",
    null,
    el("b", null, `${labelOf(source)} → ${labelOf(target)}. `),
    note ?? "",
    through?.length ? [" Instead through ", through.map((slug, i) => [i ? ", " : "", go(slug)]), "."] : "",
    list(proofsOf(one).slice(0, 1), proof),
  );
const reachOf = (slug) => {
  const far = (hops) =>
    el(
      "label",
      null,
      marked(
        `hops ${hops}`,
        el("input", {
          type: "radio",
          name: "hops",
          value: hops,
          checked: state.hops === hops,
          change: () => change({ hops }),
        }),
      ),
      String(hops),
    );
  return el(
    "div",
    { class: "reach" },
    el("fieldset", null, el("legend", null, "Hops around it"), [1, 2, 3].map(far)),
    button("plain", () => openRoute({ from: slug }), "Routes from it"),
    button("plain", () => openRoute({ to: slug }), "Routes to it"),
  );
};
const aboutIntegration = (one) => {
  const sure = el("meter", { min: 0, max: 1, value: one.confidence, "aria-label": "Confidence" });
  const waits = { true: "yes: the starter goes on at once", false: "no: the starter waits" }[one.asynchronous];
  return [
    el("p", { class: "kind" }, one.walk ? "Integration" : "Support"),
    el("h2", { tabindex: -1 }, one.label),
    chips([one.source, one.target]),
    section("Role", el("p", null, words(one.role))),
    section(
      "Mechanism",
      list(one.mechanism, (name) => el("li", null, words(name))),
    ),
    section("Asynchronous", waits ? el("p", null, waits) : null),
    section(
      "Operations",
      list(one.operation, (name) => el("li", null, el("code", null, name))),
    ),
    section("Through", chips(one.feature)),
    section("Needs", one.proofs ? needs(one) : null),
    section("Confidence", one.proofs ? el("p", null, sure, ` ${one.confidence}`) : null),
    section(
      "Notes",
      list(one.notes, (note) => el("li", null, note)),
    ),
    proofs(one),
  ];
};
const aboutPair = (pair) => {
  if (pair.ways.length === 1) return aboutIntegration(pair.ways[0]);
  return [
    el("p", { class: "kind" }, many(pair.ways.length, pair.kind === "support" ? "support integration" : "integration")),
    el("h2", { tabindex: -1 }, `${labelOf(pair.from)} → ${labelOf(pair.to)}`),
    chips([pair.from, pair.to]),
    list(pair.ways, (one) => el("li", { class: "way" }, integrate(one), told(one), list(proofsOf(one), proof))),
  ];
};

// ---- routes ----

const stepOf = (hop, number) => {
  const at = (content) =>
    el(
      "li",
      { class: state.hop === number ? "on" : null },
      marked(
        `hop ${number}`,
        button(
          "number",
          () => change({ hop: state.hop === number ? 0 : number }),
          el("span", { class: "away" }, "Show step "),
          String(number),
        ),
      ),
      content,
    );
  const rule = ruleOf.get(hop.rule);
  if (!hop.ways.length) {
    return at([
      el("b", null, `${labelOf(hop.source)} → ${labelOf(hop.target)}`),
      el("p", null, rule?.label ?? "Can call any API"),
      quiet(words(rule?.mechanism ?? "")),
      el("h3", null, "Needs"),
      el("p", { class: "quiet" }, "Depends on the operation called."),
      rule?.note ? el("p", null, rule.note) : null,
      list(proofsOf(rule ?? {}).slice(0, 1), proof),
    ]);
  }
  const [first, ...more] = hop.ways.map(({ one }) => one);
  const rest = [
    el("summary", null, many(more.length, "other way")),
    el(
      "ul",
      null,
      more.map((one) => el("li", null, integrate(one))),
    ),
  ];
  return at([
    integrate(first),
    el("h3", null, "Mechanism"),
    el("p", null, (first.mechanism ?? []).map(words).join(", ") || "Not known."),
    el("h3", null, "Needs"),
    needs(first),
    el("h3", null, `Evidence (${first.proofs ?? 0})`),
    list(proofsOf(first).slice(0, 1), proof),
    more.length ? el("details", null, rest) : null,
  ]);
};
const ended = (slug) => {
  const one = things.get(slug);
  if (!one.status || one.status === "Active") return null;
  return el(
    "p",
    { class: "status" },
    `${one.label}: `,
    (STATUS[one.status] ?? one.status).toLowerCase(),
    one.status_since ? ` since ${one.status_since}` : "",
  );
};
const aboutRoute = () => {
  const { from, to } = state,
    { paths, complete } = routesOf(from, to),
    shown = routeShown();
  const denied = data.denied.filter(({ source, target }) => source === from && target === to);
  const heading = el("h2", { tabindex: -1 }, `${labelOf(from)} → ${labelOf(to)}`);
  const known = section("Does not work directly", list(denied, denial));
  if (!paths.length) {
    const back = routesOf(to, from).paths.length
      ? button("plain", () => change({ from: to, to: from, nth: 1, hop: 0 }), "Look the other way round")
      : null;
    const leads = (slug, onward) =>
      touching
        .get(slug)
        .some(({ kind, from, arrows }) => kind === "step" && ((from === slug) === onward || arrows.includes("from")));
    const why = [
      leads(from, true) ? null : el("p", null, `Nothing leads on from ${labelOf(from)}.`),
      leads(to, false) ? null : el("p", null, `Nothing leads to ${labelOf(to)}.`),
    ];
    return [el("p", { class: "kind" }, "Routes"), heading, el("p", null, "No route leads there."), ...why, back, known];
  }
  const one = (path, i) => {
    const chosen = path === shown,
      names = path.nodes.map(labelOf).join(" → ");
    const title = [el("b", null, names), quiet(many(path.hops.length, "hop"))];
    if (!chosen)
      return el(
        "li",
        null,
        marked(
          `nth ${i + 1}`,
          button("pick", () => change({ nth: i + 1, hop: 0 }), title),
        ),
      );
    const others = path.alternatives.slice(0, 5).map((nodes) => el("li", null, nodes.map(labelOf).join(" → ")));
    return el(
      "li",
      { class: "chosen", "aria-current": "true" },
      marked(`nth ${i + 1}`, el("div", { class: "pick", tabindex: -1 }, title)),
      path.nodes.map(ended),
      el(
        "ol",
        { class: "route" },
        path.hops.map((hop, at) => stepOf(hop, at + 1)),
      ),
      others.length
        ? el("details", null, el("summary", null, many(path.alternatives.length, "variant")), el("ul", null, others))
        : null,
    );
  };
  const least =
    paths.length === 1 ? "The only route." : `The best ${paths.length}${complete ? "" : " found"}, best first.`;
  return [
    el("p", { class: "kind" }, `Routes · ${least}`),
    heading,
    el("ol", { class: "routes" }, paths.map(one)),
    known,
  ];
};
const openRoute = (ends) => {
  byId("route").open = true;
  for (const end of ["from", "to"])
    if (ends[end]) {
      byId(`route-${end}`).value = labelOf(ends[end]);
      wanted[end] = ends[end];
    }
  byId(ends.from ? "route-to" : "route-from").focus();
};
// The two ends that the route's fields hold.
const wanted = { from: "", to: "" };
const seek = () => {
  if (wanted.from && wanted.to) select({ from: wanted.from, to: wanted.to, nth: 1 });
};
for (const end of ["from", "to"]) {
  const take = (slug) => {
    wanted[end] = slug && ownerOf(slug);
    seek();
  };
  suggest(byId(`route-${end}`), byId(`route-${end}-results`), take, {
    kinds: ["service", "environment", "feature", "other"],
    // What was typed and left counts as if it had been chosen.
    leave: (text, slug) => {
      if (text !== labelOf(wanted[end])) take(text ? slug : "");
    },
  });
}
byId("route-swap").addEventListener("click", () => {
  [wanted.from, wanted.to] = [wanted.to, wanted.from];
  for (const end of ["from", "to"]) byId(`route-${end}`).value = wanted[end] ? labelOf(wanted[end]) : "";
  seek();
});

// ---- nothing chosen ----

const aboutAll = () => {
  const gone = data.nodes
    .filter((node) => node.status === "Retired" && !small(node))
    .map(({ id }) => id)
    .sort(byLabel);
  const before = el(
    "details",
    { class: "fold" },
    el("summary", null, `Retired (${gone.length})`),
    list(gone, (slug) => {
      const since = things.get(slug).status_since;
      return el("li", null, go(slug), since ? el("small", { class: "beside" }, ` ${since}`) : null);
    }) ?? "",
  );
  const kept = state.category.map(nameOfCategory);
  return [
    el("h2", { tabindex: -1 }, kept.length ? kept.join(", ") : filtering() ? "What the filters keep" : "Overview"),
    state.category.length
      ? el(
          "details",
          { class: "fold", open: true },
          el("summary", null, many(state.category.flatMap(members).length, "service")),
          chips(state.category.flatMap(members).sort(byLabel)),
        )
      : el(
          "p",
          null,
          "Arrows show the way work and data go. Choose a node or an arrow for its details and evidence, " +
            "search for a name or for a job to be done, or ask for a route.",
        ),
    gone.length && !filtering() ? before : null,
  ];
};
const tellPanel = () => {
  const [slug] = state.node,
    one = integrationOf(state.integration),
    pair = pairs.get(state.pair);
  const back = selected()
    ? button("back", () => choose({}), state.from ? "← Routes" : "← Overview")
    : state.from
      ? button("back", () => choose({ from: "", to: "", nth: 1 }), "← Overview")
      : null;
  const content = slug
    ? aboutNode(slug)
    : one
      ? aboutIntegration(one)
      : pair
        ? aboutPair(pair)
        : state.from
          ? aboutRoute()
          : aboutAll();
  const also = state.node.length > 1 ? section("In focus", chips(state.node)) : null;
  const top = panel.parentElement.scrollTop,
    same = panel.dataset.of === String([state.node, state.integration, state.pair, state.from, state.to]);
  panel.dataset.of = String([state.node, state.integration, state.pair, state.from, state.to]);
  // Lists that were unfolded stay so while the same thing is shown.
  const heading = (box) => box.querySelector("summary").textContent.replace(/ \(.*/, "");
  const folds = () => [...panel.querySelectorAll("details")];
  const unfolded = same
    ? new Set(
        folds()
          .filter((box) => box.open)
          .map(heading),
      )
    : new Set();
  const held = panel.contains(document.activeElement) ? (document.activeElement.dataset.keep ?? "") : null;
  panel.replaceChildren(...[back, also, ...content].flat().filter(Boolean));
  for (const box of folds()) if (unfolded.has(heading(box))) box.open = true;
  if (held !== null) {
    const heir = [...panel.querySelectorAll("[data-keep]")].find(({ dataset }) => dataset.keep === held);
    (heir ?? panel.querySelector("h2"))?.focus({ preventScroll: true });
  }
  panel.parentElement.scrollTop = same ? top : 0;
  for (const end of ["from", "to"]) {
    wanted[end] = state[end] || wanted[end];
    if (state[end]) byId(`route-${end}`).value = labelOf(state[end]);
  }
  if (state.from) byId("route").open = true;
};
watchers.push(tellPanel);

// The filters, which are the legend too.
const tellFilters = () => {
  const box = (key, value, content, number) => {
    const input = el("input", {
      type: "checkbox",
      checked: state[key].includes(value),
      "data-filter": `${key} ${value}`,
    });
    input.addEventListener("change", () =>
      change({ [key]: input.checked ? [...state[key], value] : state[key].filter((one) => one !== value) }),
    );
    return el(
      "li",
      null,
      el(
        "label",
        null,
        input,
        content,
        number === undefined ? null : el("small", { class: "beside" }, ` ${number.toLocaleString("en")}`),
      ),
    );
  };
  const set = (name, items) =>
    items.length ? el("fieldset", null, el("legend", null, name), el("ul", null, items)) : null;
  const tallied = (of) => {
    const numbers = new Map();
    for (const value of of) numbers.set(value, (numbers.get(value) ?? 0) + 1);
    return [...numbers].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };
  const kinds = new Set(data.nodes.map(({ kind }) => kind)),
    sample = "#6b7686";
  const supports = data.integrations.filter((one) => !one.walk).length;
  const draw = [
    ["support", "Support: permissions, keys, monitoring …", supports],
    ["feature", "Features"],
    ["use-case", "Use cases"],
  ]
    .filter(([kind, , number]) => (kind === "support" ? number : kinds.has(kind)))
    .map(([kind, name, number]) =>
      box(
        "show",
        kind,
        [
          kind === "support"
            ? el("i", { class: "stroke support", "aria-hidden": "true" })
            : swatch({ kind, color: sample }),
          name,
        ],
        number ?? data.nodes.filter((node) => node.kind === kind).length,
      ),
    );
  const categories = [...data.groups]
    .sort((a, b) => a.label.localeCompare(b.label, "en"))
    .map((group) =>
      box(
        "category",
        group.slug,
        [swatch({ kind: group.slug === "environment" ? "environment" : "service", color: group.color }), group.label],
        members(group.slug).length,
      ),
    );
  const narrower = state.category
    .filter((slug) => !groups.has(slug))
    .map((slug) => box("category", slug, nameOfCategory(slug), members(slug).length));
  const roles = tallied(data.integrations.map(({ role }) => role)).map(([role, number]) =>
    box("role", role, words(role), number),
  );
  const statuses = tallied(data.nodes.filter((node) => !small(node)).map(({ id }) => statusOf(id))).map(
    ([name, number]) =>
      box(
        "status",
        name,
        [swatch({ kind: "service", status: name, color: sample }), STATUS[name] ?? words(name)],
        number,
      ),
  );
  const families = tallied(data.integrations.flatMap((one) => one.families)).map(([family, number]) =>
    box("family", family, words(family), number),
  );
  const least = el("input", {
    id: "confidence",
    type: "range",
    min: 0,
    max: 1,
    step: 0.05,
    value: state.confidence,
    "aria-describedby": "confidence-is",
  });
  const is = el("output", { id: "confidence-is" }, state.confidence ? `at least ${state.confidence}` : "any");
  least.addEventListener("input", () => {
    is.textContent = Number(least.value) ? `at least ${least.value}` : "any";
  });
  least.addEventListener("change", () => change({ confidence: Number(least.value) }));
  const clear =
    filtering() || state.show.length
      ? button(
          "plain",
          () => change({ category: [], role: [], status: [], family: [], confidence: 0, show: [] }),
          "Clear filters",
        )
      : null;
  const focused =
    document.activeElement?.dataset?.filter ?? (document.activeElement?.id === "confidence" ? "confidence" : null);
  byId("filters")
    .querySelector("div")
    .replaceChildren(
      ...[
        clear,
        set("Also draw", draw),
        set("Category", [...narrower, ...categories]),
        set("Status", statuses),
        set("Role", roles),
        set("Evidence", families),
        data.integrations.length
          ? el(
              "fieldset",
              null,
              el("legend", null, "Confidence"),
              el("label", { for: "confidence" }, "Least ", is),
              least,
            )
          : null,
      ].filter(Boolean),
    );
  // The boxes are made anew; the one in use keeps the focus.
  if (focused)
    [...byId("filters").querySelectorAll("[data-filter]"), least]
      .find((it) => it.dataset.filter === focused || it.id === focused)
      ?.focus({ preventScroll: true });
};
watchers.push(tellFilters);

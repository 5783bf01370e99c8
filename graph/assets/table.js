// The table: the same things and integrations as the picture, for screen readers and for those who read rows.
const PAGE = 100;
const COLUMNS = {
  things: ["Name", "Kind", "Category", "Status", "Connections"],
  integrations: ["From", "Role", "To", "Mechanism", "Confidence", "Proofs"],
};
const pages = { things: 1, integrations: 1 };
const tabled = (name, caption, rows, cells) => {
  const shown = rows.slice(0, PAGE * pages[name]);
  const more =
    rows.length > shown.length
      ? button(
          "plain",
          () => {
            pages[name]++;
            tellTable();
            byId(`${name}-table`).querySelectorAll("tbody tr")[shown.length]?.querySelector("button")?.focus();
          },
          `Show ${Math.min(PAGE, rows.length - shown.length)} more of ${rows.length.toLocaleString("en")}`,
        )
      : null;
  const head = el(
    "tr",
    null,
    COLUMNS[name].map((column) => el("th", { scope: "col" }, column)),
  );
  const body = shown.map((row) =>
    el(
      "tr",
      null,
      cells(row).map((cell, at) => el(at === 0 ? "th" : "td", at === 0 ? { scope: "row" } : null, cell)),
    ),
  );
  return el(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    el(
      "table",
      { id: `${name}-table` },
      el("caption", null, `${caption} (${rows.length.toLocaleString("en")})`),
      el("thead", null, head),
      el("tbody", null, body),
    ),
    more,
  );
};
const tellTable = () => {
  const wantsTable = state.as === "table",
    box = byId("table");
  byId("as-table").setAttribute("aria-pressed", wantsTable);
  box.hidden = !wantsTable;
  canvas.hidden = wantsTable;
  for (const name of ["zoom-in", "zoom-out", "zoom-fit", "save-svg", "save-png"]) byId(name).hidden = wantsTable;
  if (!wantsTable) return box.replaceChildren();
  const rows = [...scene.listed].sort((a, b) => scene.core.has(b.id) - scene.core.has(a.id) || byLabel(a.id, b.id));
  const ways = scene.route
    ? scene.integrations
    : [...scene.integrations].sort(
        (a, b) => byLabel(a.source, b.source) || byLabel(a.target, b.target) || (a.role < b.role ? -1 : 1),
      );
  box.replaceChildren(
    tabled("things", "Things", rows, ({ id, kind, status, weight }) => [
      go(id),
      KINDS[kind],
      groupOf.get(ownerOf(id))?.label ?? "",
      STATUS[status] ?? status ?? "",
      small({ kind }) ? "" : String(weight),
    ]),
    tabled("integrations", "Integrations", ways, (one) => [
      go(one.source),
      integrate(one, words(one.role)),
      go(one.target),
      (one.mechanism ?? []).map(words).join(", "),
      one.proofs ? String(one.confidence) : "",
      String(one.proofs ?? ""),
    ]),
  );
};
byId("as-table").addEventListener("click", () =>
  change({ as: state.as === "table" ? "picture" : "table", at: state.at }),
);
watchers.push((changed) => {
  if ([...changed].some((key) => key !== "as")) pages.things = pages.integrations = 1;
  tellTable();
});

// The page begins: what the address says is shown, then what the reader asks for.
const searchFor = (slug) => {
  choose({ node: [slug] });
};
suggest(byId("search"), byId("results"), searchFor);
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape" && !typing && (selected() || state.from))
    choose(selected() ? {} : { from: "", to: "", nth: 1 });
  if (event.key === "/" && !typing) {
    event.preventDefault();
    byId("search").focus();
  }
});
byId("save").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !byId("save").open) return;
  event.stopPropagation();
  byId("save").open = false;
  byId("save").querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (!byId("save").contains(event.target)) byId("save").open = false;
});
const recolour = () => {
  repaint();
  tellPanel();
  tellFilters();
};
prefersDark.addEventListener("change", recolour);
addEventListener("beforeprint", () => {
  printing = true;
  recolour();
});
addEventListener("afterprint", () => {
  printing = false;
  recolour();
});

const frame = canvas.querySelector(".vis-network");
frame.setAttribute("role", "application");
frame.setAttribute(
  "aria-label",
  "Picture. Arrow keys move it, plus and minus zoom; search, panel and table reach everything in it.",
);
// Inside another document's frame the address is no link.
byId("copy").hidden = location.protocol === "about:";
const narrow = matchMedia("(max-width: 900px)");
byId("filters").open = !narrow.matches;
changeTo(fromFragment(location.hash.slice(1) || data.view));
scene = sceneOf();
tellPanel();
tellFilters();
tellTable();
fit();
paint();
if (state.as === "picture") {
  await new Promise((resolve) => {
    network.once("afterDrawing", () => requestAnimationFrame(resolve));
    network.redraw();
  });
}
// For tests and other scripts: the boxes of all labels drawn at present, in pixels of the window, and the parts above.
const labels = () => {
  const { x, y } = canvas.getBoundingClientRect();
  return boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y }));
};
Object.assign(servicekg, { change, data, labels, network, routesOf, save, search: searcher, select, state });

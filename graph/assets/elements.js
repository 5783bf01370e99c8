// Elements of the document. What the graph says reaches it here, and only ever as text.
const byId = (id) => document.getElementById(id);
const el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
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
const quiet = (text) => el("small", null, text);
const swatch = ({ kind, status = "", color }) => {
  const mark = el("i", { class: `swatch ${kind} ${status ?? ""}`, "aria-hidden": "true" });
  mark.style.setProperty("--own", tone(color));
  return mark;
};

// ---- colours ----

const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
let printing = false;
const dark = () =>
  !printing && (root.dataset.theme === "dark" || (root.dataset.theme !== "light" && prefersDark.matches));
const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const blend = (hex, other, share) => {
  const to = channels(other);
  const mixed = channels(hex).map((value, i) => Math.round(value + (to[i] - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
};
const tone = (hex) => (dark() ? blend(hex, "#ffffff", 0.3) : hex);
const LIGHT = { ground: "#ffffff", ink: "#1c2430", soft: "#566171", line: "#8794a6", mark: "#0b66c3" };
const DARK = { ground: "#12161c", ink: "#e8ecf2", soft: "#9da8b6", line: "#66758a", mark: "#6db3ff" };
const theme = () => (dark() ? DARK : LIGHT);

// ---- a field with suggestions ----

// `take` is told the slug that was chosen, `leave` the text that was left and the first thing found for it; `kinds`
// says of which kinds of things names are looked for.
const suggest = (input, results, take, { kinds = null, leave = null } = {}) => {
  let hits = [],
    active = -1;
  const open = (shown) => {
    results.hidden = !shown;
    input.setAttribute("aria-expanded", shown);
  };
  const point = (to) => {
    active = to;
    [...results.children].forEach((item, i) => item.setAttribute("aria-selected", i === active));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${results.id}-${active}`);
    results.children[active].scrollIntoView({ block: "nearest" });
  };
  const chosen = (i) => {
    if (!hits[i]) return;
    input.value = hits[i].one.label;
    open(false);
    take(hits[i].slug);
  };
  const show = () => {
    hits = searcher(input.value, { kinds });
    const items = hits.map(({ slug, one, why }, i) => {
      const node = nodes.get(slug),
        status = one.status && one.status !== "Active" ? STATUS[one.status] : "";
      const note = quiet([KINDS[one.kind], status, why].filter(Boolean).join(" · "));
      const item = el("li", { role: "option", id: `${results.id}-${i}` }, swatch(node), one.label, note);
      item.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        chosen(i);
      });
      return item;
    });
    const none = el("li", { class: "none", role: "option", "aria-disabled": "true" }, "Nothing has these words.");
    results.replaceChildren(...(items.length ? items : [none]));
    open(Boolean(input.value.trim()));
    point(items.length ? 0 : -1);
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    open(false);
    leave?.(input.value.trim(), searcher(input.value, { kinds, limit: 1 })[0]?.slug ?? "");
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && results.hidden) show();
    else if (step && hits.length) {
      event.preventDefault();
      point((active + step + hits.length) % hits.length);
    } else if (event.key === "Enter" && !results.hidden) {
      event.preventDefault();
      chosen(active);
    } else if (event.key === "Escape" && !results.hidden) {
      event.preventDefault();
      event.stopPropagation();
      open(false);
    }
  });
};

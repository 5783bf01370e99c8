// From typed words to things, weighed as search.py does, with names first and slips of the finger forgiven.
const searcher = (() => {
  // How much a word weighs by where it stands: a name says most, a category least.
  const WEIGHTS = {
    name: 4,
    alias: 3,
    prefix: 3,
    "use case": 3,
    feature: 2.5,
    purpose: 2,
    "use case, widely": 2,
    "feature, widely": 1.5,
    category: 1,
  };
  const NAMES = new Set(["name", "alias", "prefix"]);
  const ENDING = /(izations?|ations?|ings?|izers?|ers?|ors?|ions?|izes?|ized|izing|ed|es|(?<!s)s|e|y|ies|al)$/;
  const SPELLINGS = [
    [/is(e[ds]?|ing|ation|er)$/, "iz$1"],
    [/ys(e[ds]?|ing|er)$/, "yz$1"],
    [/tre(s?)$/, "ter$1"],
    [/our(s?)$/, "or$1"],
  ];
  const SMALL = new Set(
    "a an and as at by do for from how i in into is it my of on or that the this to we with".split(" "),
  );
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const split = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const stem = (typed) => {
    const word = SPELLINGS.reduce((text, [british, american]) => text.replace(british, american), typed);
    const short = word.length > 4 ? word.replace(ENDING, "") : word;
    return short.length >= 3 ? short : word;
  };

  const index = [...things].map(([slug, one]) => {
    const named = (kind, texts, why = (text) => text) =>
      (texts ?? []).filter(Boolean).map((text) => ({ kind, text, why: why(text) }));
    const features = (one.features ?? []).map((feature) => things.get(feature)),
      parts = [slug, ...(one.features ?? [])];
    const uses = [...new Set(parts.flatMap((part) => servedBy.get(part) ?? []))].map((use) => things.get(use));
    const texts = [
      ...named("name", [one.label, slug.replaceAll("/", " ")]),
      ...named("alias", one.aliases),
      ...named("prefix", one.iam_prefixes),
      ...uses.flatMap((use) => [
        ...named("use case", [use.label, ...(use.aliases ?? [])], () => use.label),
        ...named("use case, widely", [use.definition], () => use.label),
      ]),
      ...features.flatMap((it) => [
        ...named("feature", [it.label, ...(it.aliases ?? [])]),
        ...named("feature, widely", [it.definition], () => it.label),
      ]),
      ...named("purpose", [one.purpose ?? one.definition]),
      ...named("category", [groupOf.get(slug)?.label]),
    ];
    return {
      slug,
      one,
      texts: texts.map((it) => {
        const all = split(fold(it.text)),
          said = new Set(all.filter((word) => !SMALL.has(word)));
        return { ...it, plain: all.join(""), words: said, stems: [...new Set([...said].map(stem))] };
      }),
    };
  });

  // How many letters lie between two words: changed, missing, added or swapped; many once there are more than `most`.
  const slips = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [],
      last = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [before, last] = [last, row];
    }
    return last[b.length];
  };
  const forgiven = (word) => (word.length > 7 ? 2 : word.length > 3 ? 1 : 0);
  const meets = (word, it, loose) =>
    it.stems.some((one) => one.startsWith(word)) ||
    (loose &&
      NAMES.has(it.kind) &&
      forgiven(word) &&
      [...it.words].some((one) => slips(word, one, forgiven(word)) <= forgiven(word)));

  const look = (query, loose, kinds) => {
    const typed = split(query),
      heard = typed.filter((word) => !SMALL.has(word)),
      plain = typed.join("");
    const wanted = [...new Set((heard.length ? heard : typed).map((word) => (loose ? word : stem(word))))].sort();
    const pool = index.filter(({ one }) => !kinds || kinds.includes(one.kind));
    const found = pool.map(({ slug, one, texts }) => {
      // A name that is just what was typed, or begins so, stands before all others.
      let extra = 0,
        called = null;
      for (const it of plain ? texts : []) {
        if (!NAMES.has(it.kind)) continue;
        const bare = it.plain.replace(/^(amazon|aws)/, ""),
          own = it.kind === "name" ? 1.2 : 1;
        const near = loose && plain.length > 4 ? slips(plain, bare, 2) : 9;
        const worth =
          own *
          (it.plain === plain || bare === plain
            ? 100
            : bare.startsWith(plain)
              ? 30 - bare.length / 4
              : near <= Math.min(2, plain.length / 4)
                ? 60 - 10 * near
                : 0);
        if (worth > extra) [extra, called] = [worth, it];
      }
      const hits = wanted.map((word) => {
        let best = null;
        for (const it of texts) {
          if (!meets(word, it, loose)) continue;
          const literal = heard.some((one) => one.startsWith(word) && it.words.has(one)) ? 2 : 0;
          const together = wanted.filter((other) => meets(other, it, loose)).length / wanted.length;
          const worth = (WEIGHTS[it.kind] + literal) * (0.5 + together) + 2 / it.stems.length;
          if (!best || worth > best.worth) best = { worth, it };
        }
        return best;
      });
      return { slug, one, extra, called, hits };
    });
    const rarity = wanted.map((_, i) =>
      Math.log(1 + pool.length / Math.max(1, found.filter(({ hits }) => hits[i]).length)),
    );
    for (const one of found) {
      const worth = one.hits.map((hit, i) => (hit ? rarity[i] * hit.worth : 0)),
        top = worth.indexOf(Math.max(...worth));
      one.met = one.hits.reduce((sum, hit, i) => sum + (hit ? rarity[i] : 0), 0);
      one.sum = worth.reduce((sum, value) => sum + value, 0);
      one.why = one.called ?? one.hits[top]?.it;
    }
    const most = Math.max(...found.map(({ met }) => met), 0);
    const score = ({ one, met, sum, extra }) =>
      (most ? (sum * met) / most : 0) + extra + (one.kind === "service" ? 3 : 0);
    return found
      .filter(({ met, extra }) => extra || (met && met >= 0.4 * most))
      .sort(
        (a, b) =>
          (b.extra >= 100) - (a.extra >= 100) ||
          (a.one.status === "Retired") - (b.one.status === "Retired") ||
          score(b) - score(a) ||
          nodes.get(b.slug).weight - nodes.get(a.slug).weight ||
          (a.slug < b.slug ? -1 : 1),
      );
  };
  return (text, { kinds = null, limit = 12 } = {}) => {
    const query = fold(text.trim());
    if (!query) return [];
    const exact = look(query, false, kinds);
    const whole = exact[0] && (exact[0].extra || exact[0].hits.every(Boolean));
    // Only what was not found as it was typed is looked for with slips.
    const loose = whole ? [] : look(query, true, kinds);
    const found = loose.some(({ extra }) => extra) || !exact.length ? loose : exact;
    return found.slice(0, limit).map(({ slug, one, why }) => {
      const shown = why && why.kind !== "name" ? `${why.kind.replace(", widely", "")}: ${why.why}` : "";
      return { slug, one, why: shown.length > 90 ? `${shown.slice(0, 88)}…` : shown };
    });
  };
})();

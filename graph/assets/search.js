// From typed words to things: names before aliases, these before purposes; a slip of the finger is forgiven.
const searcher = (() => {
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const split = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const SMALL = new Set("a an and as at by do for from how i in into is it my of on or that the this to we with".split(" "));
  // A word without its commonest endings, so that near forms meet.
  const stem = (word) => {
    const short = word.replace(/(izations?|isations?|ations?|ings?|ers?|ors?|ions?|i[sz]es?|i[sz]ed|es|ed|s|e|y|ies|al)$/, "");
    return word.length > 4 && short.length >= 3 ? short : word;
  };
  const WEIGHTS = { name: 10, alias: 8, prefix: 7, "use case": 5, feature: 4, purpose: 2.5, category: 1.5 };
  const index = [...things].map(([slug, one]) => {
    const named = (kind, texts) => (texts ?? []).map((text) => ({ kind, text }));
    const group = groupOf.get(slug);
    const texts = [
      ...named("name", [one.label, slug]), ...named("alias", one.aliases), ...named("prefix", one.iam_prefixes),
      ...named("use case", servedBy.get(slug)?.map(labelOf)), ...named("feature", one.features?.map(labelOf)),
      ...named("purpose", [one.purpose ?? one.definition]), ...named("category", group ? [group.label] : []),
    ].filter(({ text }) => text);
    return { slug, one, texts: texts.map((it) => {
      const folded = fold(it.text), parts = split(folded);
      return { ...it, folded, plain: parts.join(""), parts, stems: parts.map(stem) };
    }) };
  });

  // How many letters lie between two words: changed, missing, added or swapped; many once there are more than `most`.
  const slips = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [], last = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [before, last] = [last, row];
    }
    return last[b.length];
  };
  const fits = (word, { parts, stems }, loose) => {
    const root = stem(word);
    let best = 0;
    parts.forEach((part, at) => {
      if (part === word) best = Math.max(best, 1);
      else if (part.startsWith(word)) best = Math.max(best, 0.85);
      else if (root.length > 2 && stems[at].startsWith(root)) best = Math.max(best, 0.75);
      else if (loose && word.length > 3 && slips(word, part, word.length > 7 ? 2 : 1) <= (word.length > 7 ? 2 : 1)) {
        best = Math.max(best, 0.4);
      }
    });
    return best;
  };
  const look = (query, loose, kinds) => {
    const typed = split(query), asked = typed.filter((word) => !SMALL.has(word)), plain = typed.join("");
    const wanted = asked.length ? asked : typed;
    const pool = index.filter(({ one }) => !kinds || kinds.includes(one.kind));
    const met = pool.map(() => new Map());
    const rarity = wanted.map((word) => {
      let found = 0;
      pool.forEach(({ texts }, at) => {
        let best = 0, why = null;
        for (const it of texts) {
          const value = fits(word, it, loose && (it.kind === "name" || it.kind === "alias")) * WEIGHTS[it.kind];
          if (value > best) [best, why] = [value, it];
        }
        if (best) met[at].set(word, { best, why }), found++;
      });
      return Math.log(1 + pool.length / (found || 1));
    });
    const all = rarity.reduce((sum, value) => sum + value, 0);
    return pool.map(({ slug, one, texts }, at) => {
      let score = 0, share = 0, top = 0, why = null;
      wanted.forEach((word, i) => {
        const hit = met[at].get(word);
        if (!hit) return;
        score += hit.best * rarity[i], share += rarity[i] / all;
        if (hit.best * rarity[i] > top) [top, why] = [hit.best * rarity[i], hit.why];
      });
      // A name that is just what was typed, or begins or ends so, stands before all others.
      for (const it of texts) {
        if (!(it.kind === "name" || it.kind === "alias" || it.kind === "prefix") || !plain) continue;
        const bare = it.plain.replace(/^(amazon|aws)/, "");
        const whole = it.plain === plain || bare === plain ? 60 : bare.startsWith(plain) ? 25 - bare.length / 10 : 0;
        const near = !whole && loose && plain.length > 4 ? slips(plain, bare, 2) : 9;
        const extra = whole || (near <= 2 && near <= plain.length / 4 ? 40 - 10 * near : 0);
        if (extra > 0 && extra > top / 4) [score, share, why, top] = [score + extra, 1, it, extra * 9];
      }
      if (one.kind === "service") score *= 1.15;
      if (one.status === "Retired") score *= 0.7;
      return { slug, one, score: share > 0.4 ? score * share : 0, why };
    }).filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || nodes.get(b.slug).weight - nodes.get(a.slug).weight || (a.slug < b.slug ? -1 : 1));
  };
  return (text, { kinds = null, limit = 12 } = {}) => {
    const query = fold(text.trim());
    if (!query) return [];
    const exact = look(query, false, kinds);
    // Only what was not found as it was typed is looked for with slips.
    const found = exact.length && exact[0].score > 8 ? exact : look(query, true, kinds);
    return found.slice(0, limit).map(({ slug, one, why }) => {
      const shown = why && why.kind !== "name" ? `${why.kind}: ${why.text}` : "";
      return { slug, one, why: shown.length > 90 ? `${shown.slice(0, 88)}…` : shown };
    });
  };
})();

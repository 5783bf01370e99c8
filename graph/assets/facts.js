// What the page knows: things, integrations, pairs of them, and the words for both.
const things = new Map(Object.entries(data.things));
const nodes = new Map(data.nodes.map((node) => [node.id, node]));
const pairs = new Map(data.edges.map((edge) => [edge.id, edge]));
const groupOf = new Map(data.groups.flatMap((group) => group.members.map((slug) => [slug, group])));
const groups = new Map(data.groups.map((group) => [group.slug, group]));
const ruleOf = new Map(data.rules.map((rule) => [rule.caller, rule]));

const small = ({ kind }) => kind === "feature" || kind === "use-case";
const touching = new Map(data.nodes.map((node) => [node.id, []]));
for (const pair of data.edges) {
  pair.ways = pair.ways.map((number) => data.integrations[number]);
  for (const end of new Set([pair.from, pair.to])) touching.get(end).push(pair);
}
const partOf = new Map();
for (const [slug, { part_of: whole }] of things) {
  if (whole) partOf.set(whole, [...(partOf.get(whole) ?? []), slug]);
}
const servedBy = new Map();
for (const [slug, { served_by: servers }] of things) {
  for (const server of servers ?? []) servedBy.set(server, [...(servedBy.get(server) ?? []), slug]);
}
const ownerOf = (slug) => {
  let owner = slug;
  while (things.get(owner)?.part_of) owner = things.get(owner).part_of;
  return owner;
};
// The pair under which a hop from one to another is drawn: a way that works both ways is drawn once.
const pairOf = (from, to) => pairs.get(`${from} ${to}`) ?? pairs.get(`${to} ${from}`);
const members = (category) => [
  ...new Set([...(data.categories[category]?.members ?? []), ...(groups.get(category)?.members ?? [])]),
];
const nameOfCategory = (slug) => data.categories[slug]?.label ?? groups.get(slug)?.label ?? slug;

const proofsOf = ({ evidence = [] }) =>
  evidence.map(([evidenceClass, at, pointer, seen]) => {
    const [document, title, modified] = data.documents[at];
    return { evidenceClass, pointer, seen, document, title, modified };
  });

const labelOf = (slug) => things.get(slug)?.label ?? slug;
const byLabel = (a, b) => labelOf(a).localeCompare(labelOf(b), "en");
const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;
const capitals = (text) => text.replace(/\b(sdk|api|sql|vpc|http|cfn|cdk|iam)\b/g, (word) => word.toUpperCase());
const words = (text) => {
  if (/^[a-z]+(-[a-z]+)*$/.test(text)) return capitals(text.replaceAll("-", " "));
  return /^[a-z]+([A-Z][a-z]+)+$/.test(text) ? text.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : text;
};
const STATUS = { Active: "Active", ClosedToNewCustomers: "Closed to new customers", Retired: "Retired" };
const KINDS = {
  service: "Service",
  environment: "Environment",
  feature: "Feature",
  "use-case": "Use case",
  other: "Resource",
};

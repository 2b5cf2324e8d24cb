import { HiddenGraph } from "./hidden-graph";
import { smallestCuts } from "./min-cut";
import type { Network, NetworkArc } from "./network-model";

import { UnionFind } from "./union-find";

/** What has to be hidden beside the primary cells. */
export interface Repair {
  /** Arcs to hide beside the primary ones. */
  readonly secondary: readonly number[];
  /** Smallest derivable union of hidden cells afterwards, in people; Infinity when nothing can be derived. */
  readonly smallestUnion: number;
  /** False when known totals leave no way: then nothing may be shown. */
  readonly safe: boolean;
}

/** At least `total` of a quantity has to be hidden in every cut in which an arc stands, the arc included. */
interface Requirement {
  readonly arc: number;
  readonly total: number;
}

/** All requirements on one quantity, the largest first. */
interface Demand {
  readonly quantity: Float64Array;
  readonly wanted: readonly Requirement[];
  /** People, and nobody needs more than k of them: then every cut has to hold k or nobody. */
  readonly plain: boolean;
}

/** What the primary arcs need, people first. `order` puts requirements of equal size in order. */
function demandsOf(network: Network, people: Float64Array, k: number, order: Order): Demand[] {
  const primary = [...network.arcs.keys()].filter((a) => {
    const arc = network.arcs[a] as NetworkArc;
    return arc.state === "primary" && !arc.margin && arc.people > 0;
  });
  const sorted = (quantity: Float64Array, need: (a: number) => number): Requirement[] =>
    primary
      .filter((a) => need(a) > 0)
      .map((arc) => ({ arc, total: need(arc) + (quantity[arc] as number) }))
      .sort((a, b) => b.total - a.total || order(people[a.arc] as number, people[b.arc] as number));
  const arcAt = (a: number): NetworkArc => network.arcs[a] as NetworkArc;
  const counts = sorted(people, (a) => arcAt(a).beside ?? k - arcAt(a).people);
  const others = network.quantities.map((quantity, q): Demand => {
    const need = (a: number): number => arcAt(a).needs?.find((n) => n.quantity === q)?.amount ?? 0;
    return { quantity, wanted: sorted(quantity, need), plain: false };
  });
  const plain = counts.every(({ total }) => total <= k);
  return [{ quantity: people, wanted: counts, plain }, ...others.filter(({ wanted }) => wanted.length > 0)];
}

type Order = (a: number, b: number) => number;

/** Largest primary cells first, and for small tables the other way round as well. */
const orders: readonly Order[] = [(a, b) => b - a, (a, b) => a - b, () => 0];
const manyPrimary = 60;

/**
 * Complementary suppression over two dimensions with margins, or a flat dimension crossed with a hierarchy.
 * Everybody must be in one inner cell. Safe when whatever can be derived holds at least k people (Gusfield
 * 1988; Kao, "Data security equals graph connectivity"), signed sums included. Each primary cell that stands
 * in a lighter cut gets the cheapest path of further cells to be hidden; what turns out not to be needed is
 * shown again, and the result is audited as a whole. Not the optimum, which is NP-hard in general.
 */
export function repairNetwork(network: Network, k: number): Repair {
  const people = Float64Array.from(network.arcs, (arc) => arc.people);
  const primaries = network.arcs.filter((arc) => arc.state === "primary").length;
  let best: { secondary: number[]; cost: number } | null = null;
  for (const order of primaries > manyPrimary ? orders.slice(0, 1) : orders) {
    const hidden = hiddenBy(network, []);
    const causes = new Map<number, Cause>();
    const demands = demandsOf(network, people, k, order);
    if (!demands.every((demand) => satisfy(network, hidden, demand, causes))) continue;
    const secondary = cleanUp(network, hidden, demands, causes, k);
    const cost = secondary.reduce((sum, a) => sum + (people[a] as number), 0);
    if (best === null || cost < best.cost) best = { secondary, cost };
  }
  if (best === null) return { secondary: [], smallestUnion: 0, safe: false };
  const { smallestUnion, exposed } = auditNetwork(network, best.secondary, k);
  return { secondary: best.secondary, smallestUnion, safe: smallestUnion >= k && exposed.length === 0 };
}

/** 1 for each arc whose cell is not told: primary and absent ones, and `secondary`. */
export function hiddenBy({ arcs }: Network, secondary: readonly number[]): Uint8Array {
  const hidden = Uint8Array.from(arcs, ({ state }) => (state === "primary" || state === "absent" ? 1 : 0));
  for (const a of secondary) hidden[a] = 1;
  return hidden;
}

/** Why an arc was hidden. */
interface Cause {
  readonly demand: Demand;
  readonly requirement: Requirement;
}

/**
 * Hides cheapest paths until a demand is met; false when there is none left. Ends between which enough is hidden
 * stand in no lighter cut, now or later: they are joined, so that there are fewer flows than nodes.
 */
function satisfy(network: Network, hidden: Uint8Array, demand: Demand, causes: Map<number, Cause>): boolean {
  const joined = new UnionFind(network.nodes);
  let graph = graphFor(network, hidden, demand);
  for (const requirement of demand.wanted) {
    const { arc, total } = requirement;
    while (!isJoined(network, joined, graph, arc)) {
      const { value, along } = graph.between(arc, total);
      if (value >= total - tiny) {
        joined.join(graph.end(arc, "from"), graph.end(arc, "to"));
        continue;
      }
      const path = graph.cheapestPath(hidden, arc, along, total - value);
      if (path === null) return false;
      for (const a of path) {
        hidden[a] = 1;
        causes.set(a, { demand, requirement });
      }
      graph = graphFor(network, hidden, demand);
    }
  }
  return true;
}

function graphFor(network: Network, hidden: Uint8Array, { quantity, wanted }: Demand): HiddenGraph {
  return new HiddenGraph(network, hidden, quantity, wanted[0]?.total ?? Infinity);
}

/** Are an arc's ends one node of the graph, or known to be held together by enough? */
function isJoined({ arcs }: Network, joined: UnionFind, graph: HiddenGraph, a: number): boolean {
  const { from, to } = arcs[a] as NetworkArc;
  // Nodes that the graph has joined since are joined here as well.
  joined.join(from, graph.end(a, "from"));
  joined.join(to, graph.end(a, "to"));
  return joined.find(from) === joined.find(to);
}

/** Quantities other than people are sums of values: less than this is rounding. */
const tiny = 1e-9;

/** Requirements of a demand that are not met; only the first unless `all`. */
function unmet(network: Network, hidden: Uint8Array, demand: Demand, all: boolean): number[] {
  const found: number[] = [];
  const joined = new UnionFind(network.nodes);
  const graph = graphFor(network, hidden, demand);
  for (const { arc, total } of demand.wanted) {
    if (isJoined(network, joined, graph, arc)) continue;
    if (graph.between(arc, total).value >= total - tiny)
      joined.join(graph.end(arc, "from"), graph.end(arc, "to"));
    else {
      found.push(arc);
      if (!all) return found;
    }
  }
  return found;
}

/** Shows again what is not needed, the largest first. */
function cleanUp(
  network: Network,
  hidden: Uint8Array,
  demands: readonly Demand[],
  causes: ReadonlyMap<number, Cause>,
  k: number,
): number[] {
  const people = (a: number): number => (network.arcs[a] as NetworkArc).people;
  const secondary = [...causes.keys()].sort((a, b) => people(b) - people(a));
  return secondary.filter((a) => {
    hidden[a] = 0;
    const cause = causes.get(a) as Cause;
    const needed =
      isShort(network, hidden, cause) || demands.some((demand) => isNeeded(network, hidden, demand, a, k));
    if (needed) hidden[a] = 1;
    return needed;
  });
}

function isShort(network: Network, hidden: Uint8Array, { demand, requirement }: Cause): boolean {
  const { arc, total } = requirement;
  const graph = new HiddenGraph(network, hidden, demand.quantity, total);
  return !graph.isJoined(arc) && graph.between(arc, total).value < total - tiny;
}

/**
 * Showing arc a again only changes cuts between its ends. Where as much as anybody needs is hidden between them
 * without it, or (of people) nobody, it is not needed.
 */
function isNeeded(network: Network, hidden: Uint8Array, demand: Demand, a: number, k: number): boolean {
  const most = Math.max(k, demand.wanted[0]?.total ?? 0);
  const graph = new HiddenGraph(network, hidden, demand.quantity, most);
  const value = graph.isJoined(a) ? Infinity : graph.between(a, most).value;
  if (value >= most) return false;
  if (demand.plain) return value > 0;
  return unmet(network, hidden, demand, false).length > 0;
}

/** What a pattern of hidden cells gives away. */
export interface NetworkAudit {
  /** People in the smallest union of hidden cells that can be derived; Infinity when there is none. */
  readonly smallestUnion: number;
  /** Primary arcs that stand in a derivable union without what they need beside them. */
  readonly exposed: readonly number[];
}

/** Looks at a whole pattern by minimum cuts, and at each primary cell's own requirements by flows. */
export function auditNetwork(network: Network, secondary: readonly number[], k: number): NetworkAudit {
  const hidden = hiddenBy(network, secondary);
  const people = Float64Array.from(network.arcs, (arc) => arc.people);
  const joined = new HiddenGraph(network, hidden, people, k);
  const arcs = joined.arcs.map((a) => ({
    from: joined.end(a, "from"),
    to: joined.end(a, "to"),
    weight: people[a] as number,
  }));
  const smallestUnion = Math.min(Infinity, ...smallestCuts(network.nodes, arcs));
  const exposed = demandsOf(network, people, k, () => 0).flatMap((demand) =>
    // Where every cut holds k people, so does that of an arc which needs no more.
    demand.plain && smallestUnion >= k ? [] : unmet(network, hidden, demand, true),
  );
  return { smallestUnion, exposed: [...new Set(exposed)] };
}

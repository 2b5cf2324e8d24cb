import { flowGraph, maxFlow, residual, type FlowGraph } from "./flow";
import { smallestCuts } from "./min-cut";
import { UnionFind } from "./union-find";

/**
 * A cell of a table with margins as an arc between the two equations that it stands in (a row and a column;
 * a margin joins a line to the equation of the margins).
 */
export interface NetworkArc {
  readonly from: number;
  readonly to: number;
  /** Contributors. */
  readonly people: number;
  /** Margins hold people who are counted in inner cells already. */
  readonly margin: boolean;
  /** primary: hidden by a rule; shown: may be hidden; known: cannot be hidden; absent: not drawn, not known. */
  readonly state: "primary" | "shown" | "known" | "absent";
  /** People needed beside a primary cell in whatever can be derived; k less its own unless said. */
  readonly beside?: number;
  /** Further requirements on what a primary cell is hidden among. */
  readonly needs?: readonly Need[];
}

/** At least `amount` of the named quantity has to lie in the other hidden cells of whatever can be derived. */
export interface Need {
  readonly quantity: number;
  readonly amount: number;
}

export interface Network {
  readonly nodes: number;
  readonly arcs: readonly NetworkArc[];
  /** Further quantities of each arc beside its people: `quantities[q][arc]`. */
  readonly quantities: readonly Float64Array[];
}

export interface Repair {
  /** Arcs to hide beside the primary ones. */
  readonly secondary: readonly number[];
  /** Smallest derivable union of hidden cells afterwards, in people; Infinity when nothing can be derived. */
  readonly smallestUnion: number;
  /** False when known totals leave no way: then nothing may be shown. */
  readonly safe: boolean;
}

/**
 * The hidden graph: hidden inner cells are arcs with capacities, hidden or absent margins join their ends.
 * What shown cells allow to be computed are the differences along its cuts.
 */
class HiddenGraph {
  readonly group: UnionFind;
  readonly arcs: readonly number[];
  readonly graph: FlowGraph;
  private readonly at: Map<number, number>;

  constructor(
    private readonly network: Network,
    hidden: Uint8Array,
    quantity: Float64Array,
    joinAt: number,
    readonly left = -1,
  ) {
    this.group = new UnionFind(network.nodes);
    const kept: number[] = [];
    network.arcs.forEach((arc, a) => {
      if (hidden[a] !== 1 || a === left) return;
      if (arc.margin || (arc.state !== "primary" && (quantity[a] as number) >= joinAt))
        this.group.join(arc.from, arc.to);
      else kept.push(a);
    });
    this.arcs = kept;
    this.at = new Map(kept.map((a, i) => [a, i]));
    this.graph = flowGraph(
      network.nodes,
      Int32Array.from(kept, (a) => this.end(a, "from")),
      Int32Array.from(kept, (a) => this.end(a, "to")),
      Float64Array.from(kept, (a) => quantity[a] as number),
    );
  }

  end(arc: number, side: "from" | "to"): number {
    return this.group.find((this.network.arcs[arc] as NetworkArc)[side]);
  }

  /** Flow between an arc's ends through the other arcs, stopped at `enough`. */
  around(arc: number, enough: number): ReturnType<typeof maxFlow> {
    const without = this.at.get(arc) ?? -1;
    return maxFlow(this.graph, this.end(arc, "from"), this.end(arc, "to"), enough, without);
  }

  position(arc: number): number {
    return this.at.get(arc) ?? -1;
  }
}

interface Requirement {
  readonly arc: number;
  readonly quantity: Float64Array;
  readonly joinAt: number;
  readonly amount: number;
}

/** What each primary arc needs beside it: people, and whatever its rules ask for. */
function requirements(network: Network, people: Float64Array, k: number): Requirement[] {
  const found: Requirement[] = [];
  network.arcs.forEach((arc, a) => {
    if (arc.state !== "primary" || arc.margin || arc.people === 0) return;
    const amount = arc.beside ?? k - arc.people;
    if (amount > 0) found.push({ arc: a, quantity: people, joinAt: k, amount });
    for (const need of arc.needs ?? [])
      if (need.amount > 0)
        found.push({
          arc: a,
          quantity: network.quantities[need.quantity] as Float64Array,
          joinAt: Infinity,
          amount: need.amount,
        });
  });
  return found;
}

/**
 * Complementary suppression over two dimensions with margins, or a flat dimension crossed with a hierarchy.
 * Everybody must be in one inner cell. Safe when whatever can be derived holds at least k people (Gusfield
 * 1988; Kao, "Data security equals graph connectivity"), signed sums included. Each primary cell that stands
 * in a lighter cut gets the cheapest path of further cells to be hidden; what turns out not to be needed is
 * shown again, and the result is audited as a whole. Not the optimum, which is NP-hard in general.
 */
export function repairNetwork(network: Network, k: number): Repair {
  const people = Float64Array.from(network.arcs, (arc) => arc.people);
  const wanted = requirements(network, people, k);
  let best: { secondary: number[]; cost: number } | null = null;
  for (const order of orders(wanted, people)) {
    const hidden = hiddenAtFirst(network);
    if (!order.every((requirement) => satisfy(network, hidden, requirement, people))) continue;
    const secondary = cleanUp(network, hidden, people, wanted, k);
    const cost = secondary.reduce((sum, a) => sum + (people[a] as number), 0);
    if (best === null || cost < best.cost) best = { secondary, cost };
  }
  if (best === null) return { secondary: [], smallestUnion: 0, safe: false };
  const { smallestUnion, exposed } = auditNetwork(network, best.secondary, k);
  return { secondary: best.secondary, smallestUnion, safe: smallestUnion >= k && exposed.length === 0 };
}

function hiddenAtFirst(network: Network): Uint8Array {
  return Uint8Array.from(network.arcs, (arc) => (arc.state === "primary" || arc.state === "absent" ? 1 : 0));
}

const manyRequirements = 60;

/** Orders in which to repair: largest primary cells first, and for small tables a few others. */
function* orders(wanted: readonly Requirement[], people: Float64Array): Generator<readonly Requirement[]> {
  const size = (r: Requirement): number => people[r.arc] as number;
  const descending = [...wanted].sort((a, b) => size(b) - size(a));
  yield descending;
  if (wanted.length > manyRequirements) return;
  yield [...descending].reverse();
  yield wanted;
  yield [...wanted].reverse();
}

/** Hides cheapest paths around a primary arc until enough lies beside it; false when there is none left. */
function satisfy(
  network: Network,
  hidden: Uint8Array,
  { arc, quantity, joinAt, amount }: Requirement,
  people: Float64Array,
): boolean {
  for (;;) {
    const graph = new HiddenGraph(network, hidden, quantity, joinAt);
    const { value, along } = graph.around(arc, amount);
    if (value >= amount) return true;
    const path = cheapestPath(network, hidden, graph, along, arc, quantity, people, amount - value);
    if (path === null) return false;
    for (const a of path) hidden[a] = 1;
  }
}

/** Dijkstra over arcs that are hidden with room left (free) or shown (their people), between an arc's ends. */
function cheapestPath(
  network: Network,
  hidden: Uint8Array,
  graph: HiddenGraph,
  along: Float64Array,
  around: number,
  quantity: Float64Array,
  people: Float64Array,
  missing: number,
): number[] | null {
  const source = graph.end(around, "from");
  const sink = graph.end(around, "to");
  const neighbours = adjacency(network, hidden, graph, quantity);
  const distance = new Float64Array(network.nodes).fill(Infinity);
  const via = new Int32Array(network.nodes).fill(-1);
  const before = new Int32Array(network.nodes).fill(-1);
  const done = new Uint8Array(network.nodes);
  distance[source] = 0;
  for (;;) {
    const node = nearest(distance, done);
    if (node < 0) return null;
    if (node === sink) break;
    done[node] = 1;
    for (const a of neighbours[node] ?? []) {
      if (a === around) continue;
      const ends = [graph.end(a, "from"), graph.end(a, "to")] as const;
      const next = ends[0] === node ? ends[1] : ends[0];
      const cost = stepCost(hidden, graph, along, a, node, people, missing);
      const total = (distance[node] as number) + cost;
      if (total < (distance[next] as number)) {
        distance[next] = total;
        via[next] = a;
        before[next] = node;
      }
    }
  }
  const path: number[] = [];
  for (let n = sink; n !== source; n = before[n] as number)
    if (hidden[via[n] as number] !== 1) path.push(via[n] as number);
  return path;
}

function stepCost(
  hidden: Uint8Array,
  graph: HiddenGraph,
  along: Float64Array,
  arc: number,
  node: number,
  people: Float64Array,
  missing: number,
): number {
  if (hidden[arc] !== 1) return (people[arc] as number) + 1e-3;
  const at = graph.position(arc);
  return at >= 0 && residual(graph.graph, along, at, node) >= missing ? 0 : Infinity;
}

function nearest(distance: Float64Array, done: Uint8Array): number {
  let best = -1;
  for (let n = 0; n < distance.length; n++)
    if (done[n] !== 1 && (distance[n] as number) < Infinity)
      if (best < 0 || (distance[n] as number) < (distance[best] as number)) best = n;
  return best;
}

/** Arcs at each joined node that a path may take: hidden ones, and shown ones that may be hidden and help. */
function adjacency(
  network: Network,
  hidden: Uint8Array,
  graph: HiddenGraph,
  quantity: Float64Array,
): number[][] {
  const found: number[][] = Array.from({ length: network.nodes }, () => []);
  network.arcs.forEach((arc, a) => {
    if (hidden[a] === 1 ? graph.position(a) < 0 : arc.state !== "shown") return;
    if (!arc.margin && (quantity[a] as number) <= 0) return;
    const [from, to] = [graph.end(a, "from"), graph.end(a, "to")];
    if (from === to) return;
    found[from]?.push(a);
    found[to]?.push(a);
  });
  return found;
}

/** Shows again what is not needed, the largest first. */
function cleanUp(
  network: Network,
  hidden: Uint8Array,
  people: Float64Array,
  wanted: readonly Requirement[],
  k: number,
): number[] {
  const secondary = network.arcs
    .map((_, a) => a)
    .filter((a) => hidden[a] === 1 && (network.arcs[a] as NetworkArc).state === "shown")
    .sort((a, b) => (people[b] as number) - (people[a] as number));
  const special = wanted.filter((r) => {
    const arc = network.arcs[r.arc] as NetworkArc;
    return arc.needs !== undefined || arc.beside !== undefined;
  });
  return secondary.filter((a) => {
    if (!isNeeded(network, hidden, people, special, a, k)) {
      hidden[a] = 0;
      return false;
    }
    return true;
  });
}

/**
 * Showing arc a again only changes cuts between its ends. Without it these must be connected by at least k
 * people, or not at all; and the arcs with needs of their own must still have them met.
 */
function isNeeded(
  network: Network,
  hidden: Uint8Array,
  people: Float64Array,
  special: readonly Requirement[],
  a: number,
  k: number,
): boolean {
  const { value } = new HiddenGraph(network, hidden, people, k, a).around(a, k);
  if (value > 0 && value < k) return true;
  return special.some(
    (r) => new HiddenGraph(network, hidden, r.quantity, r.joinAt, a).around(r.arc, r.amount).value < r.amount,
  );
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
  const hidden = hiddenAtFirst(network);
  for (const a of secondary) hidden[a] = 1;
  const people = Float64Array.from(network.arcs, (arc) => arc.people);
  const joined = new HiddenGraph(network, hidden, people, k);
  const arcs = joined.arcs
    .filter((a) => (people[a] as number) > 0)
    .map((a) => ({ from: joined.end(a, "from"), to: joined.end(a, "to"), weight: people[a] as number }));
  const exposed = requirements(network, people, k).filter((r) => {
    const graph = new HiddenGraph(network, hidden, r.quantity, r.joinAt);
    return graph.around(r.arc, r.amount).value < r.amount;
  });
  return {
    smallestUnion: Math.min(Infinity, ...smallestCuts(network.nodes, arcs)),
    exposed: [...new Set(exposed.map((r) => r.arc))],
  };
}

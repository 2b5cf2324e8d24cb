import { flowGraph, maxFlow } from "./flow";
import { HiddenGraph } from "./hidden-graph";
import { hiddenBy } from "./network";
import type { Network, NetworkArc } from "./network-model";
import { UnionFind } from "./union-find";

/** Between which counts a hidden cell can be placed by somebody who knows that no count is below zero. */
export interface Interval {
  /** The cell's own count. */
  readonly people: number;
  readonly low: number;
  readonly high: number;
}

/** The narrower of two; null is as wide as can be. */
export function narrower(a: Interval | null, b: Interval | null): Interval | null {
  if (a === null || b === null) return a ?? b;
  return a.high - a.low <= b.high - b.low ? a : b;
}

/**
 * The narrowest interval around a cell that a rule hid; null where none is limited from above. A cell that holds
 * more or fewer people is balanced by a flow through the other hidden cells, of which each can grow without limit
 * and shrink to zero: so the bounds are maximum flows (Gusfield 1988).
 *
 * @param secondary arcs that are hidden beside the primary ones
 */
export function narrowestInterval(network: Network, secondary: readonly number[]): Interval | null {
  const all = Float64Array.from(network.arcs, (arc) => arc.people);
  const { arcs, graph: hidden } = new HiddenGraph(network, hiddenBy(network, secondary), all, Infinity);
  const people = hidden.capacity;
  const growing = people.map(() => Infinity);
  const graph = flowGraph(hidden.nodes, hidden.from, hidden.to, growing, people);
  // Largest first: nodes between which enough flows for one cell are joined for all that follow.
  const primary = [...arcs.keys()]
    .filter((i) => (network.arcs[arcs[i] as number] as NetworkArc).state === "primary")
    .sort((a, b) => (people[b] as number) - (people[a] as number));
  const joined = new UnionFind(hidden.nodes);
  let narrowest: Interval | null = null;
  let width = Infinity;
  for (const i of primary) {
    const [from, to, n] = [graph.from[i] as number, graph.to[i] as number, people[i] as number];
    if (joined.find(from) === joined.find(to)) continue;
    const high = maxFlow(graph, to, from, n + width).value;
    if (high >= n + width) {
      joined.join(from, to);
      continue;
    }
    const low = n - Math.min(n, maxFlow(graph, from, to, n, i).value);
    if (high - low >= width) continue;
    width = high - low;
    narrowest = { people: n, low, high };
  }
  return narrowest;
}

import { flowGraph, maxFlow, residual, type Flow, type FlowGraph } from "./flow";
import type { Network, NetworkArc } from "./network-model";
import { UnionFind } from "./union-find";

/**
 * The hidden graph of a network: hidden inner cells are arcs with capacities, hidden or absent margins join
 * their ends, and so do arcs with at least `enough` of the quantity. What shown cells allow to be computed are
 * the differences along its cuts.
 */
export class HiddenGraph {
  readonly arcs: readonly number[];
  readonly graph: FlowGraph;
  private readonly at: Int32Array;

  private readonly group: UnionFind;

  constructor(
    private readonly network: Network,
    hidden: Uint8Array,
    private readonly quantity: Float64Array,
    enough: number,
  ) {
    const group = new UnionFind(network.nodes);
    this.group = group;
    const loose: number[] = [];
    const { arcs } = network;
    for (let a = 0; a < arcs.length; a++) {
      if (hidden[a] !== 1) continue;
      const arc = arcs[a] as NetworkArc;
      if (arc.margin || (quantity[a] as number) >= enough) group.join(arc.from, arc.to);
      else if (arc.people > 0) loose.push(a);
    }
    const kept = loose.filter((a) => !this.isJoined(a));
    this.arcs = kept;
    this.at = new Int32Array(arcs.length).fill(-1);
    kept.forEach((a, i) => (this.at[a] = i));
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

  /** Are an arc's ends one node, so that nothing can be derived between them? */
  isJoined(arc: number): boolean {
    return this.end(arc, "from") === this.end(arc, "to");
  }

  /** Flow between an arc's ends through all hidden arcs, itself included, stopped at `enough`. */
  between(arc: number, enough: number): Flow {
    return maxFlow(this.graph, this.end(arc, "from"), this.end(arc, "to"), enough);
  }

  /**
   * Shown cells to hide so that more flows between an arc's ends: the fewest people on a path over arcs that are
   * hidden with room for what is missing (free) or shown. Null where there is no path (Dijkstra 1959).
   */
  cheapestPath(hidden: Uint8Array, around: number, along: Float64Array, missing: number): number[] | null {
    const { nodes, arcs } = this.network;
    const [source, sink] = [this.end(around, "from"), this.end(around, "to")];
    const neighbours = this.steps(hidden, around);
    const distance = new Float64Array(nodes).fill(Infinity);
    const via = new Int32Array(nodes).fill(-1);
    const before = new Int32Array(nodes).fill(-1);
    const done = new Uint8Array(nodes);
    distance[source] = 0;
    for (let node = source; node !== sink; node = nearest(distance, done)) {
      if (node < 0) return null;
      done[node] = 1;
      for (const a of neighbours[node] ?? []) {
        const from = this.end(a, "from");
        const next = from === node ? this.end(a, "to") : from;
        const isShown = hidden[a] !== 1;
        const at = this.at[a] as number;
        const free = !isShown && residual(this.graph, along, at, node) >= missing;
        // A little more than the people: of two paths the one with fewer cells.
        const cost = isShown ? (arcs[a] as NetworkArc).people + 1e-3 : free ? 0 : Infinity;
        const total = (distance[node] as number) + cost;
        if (total >= (distance[next] as number)) continue;
        distance[next] = total;
        via[next] = a;
        before[next] = node;
      }
    }
    const path: number[] = [];
    for (let n = sink; n !== source; n = before[n] as number)
      if (hidden[via[n] as number] !== 1) path.push(via[n] as number);
    return path;
  }

  /** Arcs at each joined node that a path may take: hidden ones, and shown ones that may be hidden and help. */
  private steps(hidden: Uint8Array, around: number): number[][] {
    const found: number[][] = Array.from({ length: this.network.nodes }, () => []);
    this.network.arcs.forEach((arc, a) => {
      if (a === around || (hidden[a] === 1 ? (this.at[a] as number) < 0 : arc.state !== "shown")) return;
      if (!arc.margin && (this.quantity[a] as number) <= 0) return;
      if (this.isJoined(a)) return;
      found[this.end(a, "from")]?.push(a);
      found[this.end(a, "to")]?.push(a);
    });
    return found;
  }
}

function nearest(distance: Float64Array, done: Uint8Array): number {
  let best = -1;
  for (let n = 0; n < distance.length; n++)
    if (done[n] !== 1 && (distance[n] as number) < Infinity)
      if (best < 0 || (distance[n] as number) < (distance[best] as number)) best = n;
  return best;
}

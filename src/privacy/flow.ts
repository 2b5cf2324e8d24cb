/** A graph with capacities, in compressed adjacency; arcs keep the order in which they were given. */
export interface FlowGraph {
  readonly nodes: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** How much may go from `from` to `to`, and how much the other way: the same where there is no direction. */
  readonly capacity: Float64Array;
  readonly back: Float64Array;
  /** Arcs at node n: `arcs[start[n] … start[n + 1] − 1]`. */
  readonly start: Int32Array;
  readonly arcs: Int32Array;
}

export function flowGraph(
  nodes: number,
  from: Int32Array,
  to: Int32Array,
  capacity: Float64Array,
  back = capacity,
): FlowGraph {
  const start = new Int32Array(nodes + 1);
  for (const ends of [from, to]) for (const n of ends) start[n + 1] = (start[n + 1] as number) + 1;
  for (let n = 0; n < nodes; n++) start[n + 1] = (start[n + 1] as number) + (start[n] as number);
  const next = start.slice();
  const arcs = new Int32Array(from.length * 2);
  for (let a = 0; a < from.length; a++)
    for (const n of [from[a] as number, to[a] as number]) {
      const at = next[n] as number;
      arcs[at] = a;
      next[n] = at + 1;
    }
  return { nodes, from, to, capacity, back, start, arcs };
}

export interface Flow {
  /** The largest flow, or `enough` when it reached that. */
  readonly value: number;
  /** Signed flow of each arc, from `from` to `to`. */
  readonly along: Float64Array;
}

/** How much more can go through an arc when it is entered at `node`. */
export function residual(graph: FlowGraph, along: Float64Array, arc: number, node: number): number {
  const used = along[arc] as number;
  return graph.from[arc] === node
    ? (graph.capacity[arc] as number) - used
    : (graph.back[arc] as number) + used;
}

function otherEnd(graph: FlowGraph, arc: number, node: number): number {
  const from = graph.from[arc] as number;
  return from === node ? (graph.to[arc] as number) : from;
}

/**
 * Maximum flow between two nodes by shortest augmenting paths (Edmonds and Karp 1972), stopped as soon as it
 * reaches `enough`; `without` leaves one arc out.
 */
export function maxFlow(graph: FlowGraph, source: number, sink: number, enough: number, without = -1): Flow {
  const along = new Float64Array(graph.from.length);
  if (source === sink) return { value: Infinity, along };
  let value = 0;
  while (value < enough) {
    const via = breadthFirst(graph, along, source, sink, without);
    if (via === null) break;
    const path: number[] = [];
    let room = Infinity;
    for (let n = sink; n !== source;) {
      const arc = via[n] as number;
      const before = otherEnd(graph, arc, n);
      room = Math.min(room, residual(graph, along, arc, before));
      path.push(arc);
      n = before;
    }
    let n = sink;
    for (const arc of path) {
      along[arc] = (along[arc] as number) + (graph.to[arc] === n ? room : -room);
      n = otherEnd(graph, arc, n);
    }
    value += room;
  }
  return { value, along };
}

/** The arc by which each node was reached, or null when the sink was not. */
function breadthFirst(
  graph: FlowGraph,
  along: Float64Array,
  source: number,
  sink: number,
  without: number,
): Int32Array | null {
  const via = new Int32Array(graph.nodes).fill(-1);
  const queue = new Int32Array(graph.nodes);
  queue[0] = source;
  let length = 1;
  for (let q = 0; q < length; q++) {
    const node = queue[q] as number;
    for (let i = graph.start[node] as number; i < (graph.start[node + 1] as number); i++) {
      const arc = graph.arcs[i] as number;
      const next = otherEnd(graph, arc, node);
      if (arc === without || next === source || via[next] !== -1) continue;
      if (residual(graph, along, arc, node) <= 1e-9) continue;
      via[next] = arc;
      if (next === sink) return via;
      queue[length++] = next;
    }
  }
  return null;
}

/** A weighted arc between two nodes. */
export interface CutArc {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/**
 * Weight of the smallest cut of each connected component that has arcs, by Stoer and Wagner (1997): what the
 * smallest derivable union of hidden cells weighs. Components of one node have no cut and are left out.
 */
export function smallestCuts(nodes: number, arcs: readonly CutArc[]): number[] {
  return components(nodes, arcs).map((members) => stoerWagner(members, arcs));
}

function components(nodes: number, arcs: readonly CutArc[]): number[][] {
  const neighbours = Array.from({ length: nodes }, (): number[] => []);
  for (const { from, to } of arcs) {
    if (from === to) continue;
    neighbours[from]?.push(to);
    neighbours[to]?.push(from);
  }
  const seen = new Uint8Array(nodes);
  const found: number[][] = [];
  neighbours.forEach((own, first) => {
    if (seen[first] === 1 || own.length === 0) return;
    seen[first] = 1;
    const members = [first];
    for (const node of members)
      for (const next of neighbours[node] ?? [])
        if (seen[next] !== 1) {
          seen[next] = 1;
          members.push(next);
        }
    found.push(members);
  });
  return found;
}

function stoerWagner(members: readonly number[], arcs: readonly CutArc[]): number {
  const n = members.length;
  const indexOf = new Map(members.map((m, i) => [m, i]));
  const weight = new Float64Array(n * n);
  for (const arc of arcs) {
    const a = indexOf.get(arc.from);
    const b = indexOf.get(arc.to);
    if (a === undefined || b === undefined || a === b) continue;
    weight[a * n + b] = (weight[a * n + b] as number) + arc.weight;
    weight[b * n + a] = weight[a * n + b] as number;
  }
  const alive = Array.from({ length: n }, (_, i) => i);
  let best = Infinity;
  while (alive.length > 1) {
    const { last, before, cut } = maximumAdjacency(alive, weight, n);
    best = Math.min(best, cut);
    for (const other of alive) {
      if (other === before || other === last) continue;
      const joined = (weight[before * n + other] as number) + (weight[last * n + other] as number);
      weight[before * n + other] = joined;
      weight[other * n + before] = joined;
    }
    alive.splice(alive.indexOf(last), 1);
  }
  return best;
}

/** Adds the node most tightly connected to those already added, until all are: the last one's arcs are a cut. */
function maximumAdjacency(
  alive: readonly number[],
  weight: Float64Array,
  n: number,
): { last: number; before: number; cut: number } {
  const tightness = new Float64Array(n);
  const left = [...alive];
  let before = left[0] as number;
  let last = before;
  let cut = 0;
  while (left.length > 0) {
    let at = 0;
    for (let i = 1; i < left.length; i++)
      if ((tightness[left[i] as number] as number) > (tightness[left[at] as number] as number)) at = i;
    before = last;
    last = left[at] as number;
    cut = tightness[last] as number;
    left.splice(at, 1);
    for (const other of left)
      tightness[other] = (tightness[other] as number) + (weight[last * n + other] as number);
  }
  return { last, before, cut };
}

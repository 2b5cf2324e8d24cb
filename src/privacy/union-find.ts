/** Disjoint sets over 0 … size − 1, with path halving. */
export class UnionFind {
  private readonly parent: Int32Array;

  constructor(size: number) {
    this.parent = Int32Array.from({ length: size }, (_, i) => i);
  }

  find(item: number): number {
    let at = item;
    for (let up = this.parent[at] as number; up !== at; up = this.parent[at] as number) {
      const next = this.parent[up] as number;
      this.parent[at] = next;
      at = next;
    }
    return at;
  }

  /** Joins the sets of both; true when they were apart. */
  join(a: number, b: number): boolean {
    const x = this.find(a);
    const y = this.find(b);
    this.parent[x] = y;
    return x !== y;
  }
}

const MOST = 3;

/**
 * The names that are most like a wanted one, at most three: a typing error apart, or one inside the other. Capitals
 * do not count. Empty where none is near.
 */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  const asked = wanted.toLowerCase();
  return names
    .map((name) => ({ name, far: distance(asked, name.toLowerCase()) }))
    .filter(({ far }) => far <= Math.max(1, asked.length / 3))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .slice(0, MOST)
    .map(({ name }) => name);
}

function distance(a: string, b: string): number {
  if (a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a))) return 1;
  return editDistance(a, b);
}

/** Levenshtein's distance: how many letters have to be put in, taken out or changed. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** " Near it: Sales, Sales Ops." or nothing. */
export function nearText(wanted: string, names: readonly string[]): string {
  const near = nearNames(wanted, names);
  return near.length === 0 ? "" : `Near it: ${near.join(", ")}.`;
}

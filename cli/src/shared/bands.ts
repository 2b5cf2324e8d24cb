const BOUNDS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000];

/** A number of people as a band: "under 10", "200 to 499", "1000000 or more". */
export function peopleBand(people: number): string {
  const next = BOUNDS.findIndex((bound) => people < bound);
  if (next === 0) return `under ${BOUNDS[0] ?? 0}`;
  const low = BOUNDS.at(next < 0 ? -1 : next - 1) ?? 0;
  return next < 0 ? `${low} or more` : `${low} to ${(BOUNDS[next] ?? 0) - 1}`;
}

import type { Families } from "../cells/cross";

/** A metric and all that add up with it, directly or by way of others: families that share a metric are joined. */
export function addingUpWith(metric: string, families: Families): Set<string> {
  const members = new Set([metric]);
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const family of families)
      if (family.some((one) => members.has(one))) family.forEach((one) => members.add(one));
  }
  return members;
}

/** These metrics, put together where they add up, also where what they add up with is not among them. */
export function groupedByFamily(metrics: readonly string[], families: Families): string[][] {
  const groups: string[][] = [];
  for (const metric of new Set(metrics)) {
    if (groups.some((group) => group.includes(metric))) continue;
    const members = addingUpWith(metric, families);
    groups.push([...new Set(metrics)].filter((one) => members.has(one)));
  }
  return groups;
}

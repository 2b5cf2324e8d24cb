import { readBase } from "../safe-base/read-base";
import { readCard } from "../shared/safe-base-card";
import { plural } from "../shared/plural";

/** What is told of a safe base, from its card and its periods. */
export interface InspectedBase {
  readonly quorum: "inspect/1";
  readonly name: string;
  readonly shape: "safe-base";
  readonly rows: number;
  readonly minGroupSize: number;
  readonly periods: {
    readonly count: number;
    readonly first: string | null;
    readonly last: string | null;
    readonly over: string;
  };
  readonly attributes: readonly string[];
  readonly metrics: readonly string[];
}

/**
 * A table of quorum safe-base, known by the card beside it; undefined for every other file.
 * @throws Refusal when the table was changed since.
 */
export async function inspectBase(file: string): Promise<InspectedBase | undefined> {
  if ((await readCard(file)) === undefined) return undefined;
  const base = await readBase(file);
  const periods = [...new Set(base.rows.map(({ period }) => period))].sort();
  return {
    quorum: "inspect/1",
    name: file,
    shape: "safe-base",
    rows: base.rows.length,
    minGroupSize: base.minGroupSize,
    periods: {
      count: periods.length,
      first: periods[0] ?? null,
      last: periods.at(-1) ?? null,
      over: base.over,
    },
    attributes: base.attributes,
    metrics: base.metrics,
  };
}

/** The same for a person. */
export function baseText({ name, rows, minGroupSize, periods, attributes, metrics }: InspectedBase): string {
  const range = periods.first === null ? "" : `, ${periods.first} to ${periods.last ?? periods.first}`;
  return `${name}: a safe base, ${plural(rows, "row")}; every filter state rests on at least ${minGroupSize} people

Periods: ${periods.count} (${periods.over})${range}
Attributes: ${attributes.join(", ") || "none"}
Metrics: ${metrics.join(", ")} (a sum and a number of people each; mean = sum of sums / sum of people)

It holds no persons: load it into Power BI or push it (quorum service push).
`;
}

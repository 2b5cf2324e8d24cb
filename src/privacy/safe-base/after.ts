import { oneCrowd } from "../../cells/cell-source";
import type { Coverage, CrossSource, Families, PublishedColumn } from "../../cells/cross";
import { packed } from "../../cells/lists";
import { Elimination } from "../elimination";
import { groupedByFamily } from "../family";
import { nothingTold } from "../span";
import { atOnce } from "../steps";
import { PublicationRefused, type Publication } from "./publish";
import { generalisationOf, OTHER, rowsOfCross, type Recipe, type SafeBase, type SafeBaseRow } from "./recipe";

/** A publication, and how its rows were counted. */
interface Counted extends Coverage {
  readonly metrics: readonly string[];
  readonly families: Families;
}

/**
 * What a publication gives away beside all earlier ones of the same people together, over the rows that all were
 * made from. Everything published is a sum over cells: no sum of multiples of them, of all bases and of all
 * metrics that add up, may weigh on 1 to k - 1 people.
 * @param families sets of metrics that add up, of all that the bases have
 * @throws PublicationRefused naming what differs, never whom or how many.
 */
export function checkAgainst(
  source: CrossSource,
  next: Publication,
  earlier: readonly SafeBase[],
  families: Families,
): void {
  const before = earlier.map((base) => countedAs(source, base, next.recipe.weekStart, families));
  const { metrics } = next.recipe;
  const own: Counted = {
    metrics,
    generalisation: generalisationOf(next.recipe, (name) => source.labels(name).keys()),
    periods: new Set(next.recipe.published),
    families: groupedByFamily(metrics, families),
  };
  const all = [...before, own];
  const k = Math.max(...[next.base, ...earlier].map(({ minGroupSize }) => minGroupSize)) + next.insiders;
  for (const group of groupedByFamily(
    all.flatMap((one) => one.metrics),
    families,
  )) {
    if (metrics.some((metric) => group.includes(metric))) refuseIsolation(source, columnsOf(all, group), k);
  }
}

function columnsOf(publications: readonly Counted[], group: readonly string[]): PublishedColumn[] {
  return publications.flatMap(({ metrics, ...counted }) =>
    metrics.filter((metric) => group.includes(metric)).map((metric) => ({ ...counted, metric })),
  );
}

function refuseIsolation(source: CrossSource, columns: readonly PublishedColumn[], k: number): void {
  const { people, members, cells } = source.parts(columns, k);
  const count = people.length;
  const none = new Int32Array(0);
  // Sums have weight 1 on every row: there are no divisors to tell rows apart by.
  const atoms = {
    count,
    people,
    members: packed(people, members, k),
    crowds: oneCrowd,
    start: new Int32Array(count + 1),
    row: none,
    times: none,
    divisor: none,
  };
  const told = new Elimination(atoms, new Int32Array(count).fill(-1), nothingTold, k);
  const verdict = atOnce(told.tell(cells.map((at) => ({ at, value: new Int32Array(at.length).fill(1) }))));
  if (verdict === "isolates") {
    throw new PublicationRefused(
      "Subtracting this publication and the earlier ones from one another would speak for fewer people than the " +
        "minimum. Use an earlier publication's recipe.",
    );
  }
  if (verdict === "unknown") {
    throw new PublicationRefused(
      "It is too much to work out what this publication gives away beside the earlier ones. Use an earlier " +
        "publication's recipe, or publish fewer attributes or longer periods.",
    );
  }
}

/**
 * Finds how an earlier base was counted: under the families known now, or, where they were not known then, every
 * metric by itself.
 * @throws PublicationRefused where the rows give another table now.
 */
function countedAs(
  source: CrossSource,
  base: SafeBase,
  weekStart: Recipe["weekStart"],
  families: Families,
): Counted {
  const { metrics } = base;
  const generalisation = generalisationOf(recipeOfBase(base, weekStart), (name) =>
    source.labels(name).keys(),
  );
  const periods = new Set(base.rows.map(({ period }) => period));
  for (const own of [groupedByFamily(metrics, families), []]) {
    const now = rowsOfCross(source.cross(generalisation, metrics, own), periods);
    if (sameRows(base.rows, now)) return { metrics, generalisation, periods, families: own };
  }
  throw new PublicationRefused(
    "The rows behind the earlier publication have changed since: the difference to it would speak for the few " +
      "whose rows changed. Publish only periods that were not published before.",
  );
}

/** The generalisation behind a published table, read off the table itself. */
function recipeOfBase(
  base: SafeBase,
  weekStart: Recipe["weekStart"],
): Pick<Recipe, "attributes" | "over" | "weekStart"> {
  const attributes = base.attributes.map((name, at) => {
    const labels = new Set(base.rows.map((row) => row.labels[at] ?? ""));
    return { name, kept: true, merged: [], own: [...labels].filter((label) => label !== OTHER) };
  });
  return { attributes, over: base.over, weekStart };
}

function sameRows(a: readonly SafeBaseRow[], b: readonly SafeBaseRow[]): boolean {
  const text = (row: SafeBaseRow): string => JSON.stringify(row);
  const those = new Set(b.map(text));
  return a.length === b.length && a.every((row) => those.has(text(row)));
}

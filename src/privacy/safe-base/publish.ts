import type { CrossSource, Families } from "../../cells/cross";
import { generalise, unsafePeriods, type CellRule, type SafeBaseRequest } from "./generalise";
import { policyHash, type Policy } from "../policy";
import { brokenRule } from "../rules";
import { generalisationOf, OTHER, rowsOfCross, type Recipe, type SafeBase, type SafeBaseRow } from "./recipe";

/** A table that may be published, and how it was made. */
export interface Publication {
  readonly base: SafeBase;
  readonly recipe: Recipe;
}

/**
 * A sum may be published where it breaks no primary rule; the minimum leaves room for the policy's insiders.
 * Viewers add the cells up as they like: everything that they can make rests on whole cells.
 */
export function publicationRule(policy: Policy): CellRule {
  return (statistics, cell) => {
    const at = (column: ArrayLike<number>): number => column[cell] ?? 0;
    const uniform = at(statistics.identical) === 1 && at(statistics.sum) !== 0;
    const parts = {
      absolute: at(statistics.absolute),
      largest: at(statistics.largest),
      second: at(statistics.second),
    };
    const whole = { contributors: at(statistics.contributors), uniform, beyond: 0, within: 0, ...parts };
    return brokenRule(whole, { kind: "total" }, policy) === null;
  };
}

/** A publication that would give people away, or cannot be made; the message says what to do. */
export class PublicationRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PublicationRefused";
  }
}

/**
 * Makes a new safe base. Where every combination of the filters is unsafe the attributes are dropped; a period
 * in which even everybody together is unsafe is left out.
 * @throws PublicationRefused where nothing may be published.
 */
export function publish(
  source: CrossSource,
  request: SafeBaseRequest,
  policy: Policy,
  rule: CellRule = publicationRule(policy),
): Publication {
  const { recipe } = generalise(source, request, rule);
  const open = periodsOf(source, recipe).filter((period) => !recipe.leftOut.includes(period));
  return finish(
    source,
    { ...recipe, published: open, policyHash: policyHash(policy) },
    request.families,
    policy,
  );
}

/**
 * Applies a frozen recipe to newer rows: the published periods keep their cells, new periods are published
 * where all their cells are safe and left out otherwise, labels that are new go to "Other".
 * @throws PublicationRefused where a published period would no longer be safe, or the policy is another.
 */
export function republish(
  source: CrossSource,
  frozen: Recipe,
  families: Families,
  policy: Policy,
  rule: CellRule = publicationRule(policy),
): Publication {
  if (frozen.policyHash !== policyHash(policy)) {
    throw new PublicationRefused(
      "The recipe was made under another policy. Make a new base, or use that policy.",
    );
  }
  const generalisation = generalisationOf(frozen, (name) => source.labels(name).keys());
  const unsafe = unsafePeriods(source.cross(generalisation, frozen.metrics, families), rule);
  const broken = frozen.published.filter((period) => unsafe.has(period));
  if (broken.length > 0) {
    throw new PublicationRefused(
      `In ${broken.length} published period(s), the first ${broken[0] ?? ""}, the rows have changed so that a ` +
        `published group is now too small. Keep the earlier file for them, or make a new base after withdrawing it.`,
    );
  }
  const recent = periodsOf(source, frozen).filter((period) => !frozen.published.includes(period));
  const published = [...frozen.published, ...recent.filter((period) => !unsafe.has(period))].sort();
  const leftOut = recent.filter((period) => unsafe.has(period));
  return finish(source, { ...frozen, published, leftOut }, families, policy);
}

/**
 * What a publication gives away beside an earlier one of the same people, over the rows that both were made
 * from. Everything published is a sum over cells; where cells of the two cut each other, the smaller part
 * follows by subtraction, so every part must be empty or hold the minimum.
 * @throws PublicationRefused naming what differs, never whom or how many.
 */
export function checkAgainst(
  source: CrossSource,
  next: Publication,
  earlier: SafeBase,
  families: Families,
): void {
  const labelsOf = (name: string): Iterable<string> => source.labels(name).keys();
  const before = recipeOfBase(earlier, next.recipe.weekStart);
  const cross = source.cross(generalisationOf(before, labelsOf), earlier.metrics, families);
  const periods = new Set(earlier.rows.map(({ period }) => period));
  const now = rowsOfCross(cross, periods);
  if (!sameRows(earlier.rows, now)) {
    throw new PublicationRefused(
      "The rows behind the earlier publication have changed since: the difference to it would speak for the few " +
        "whose rows changed. Publish only periods that were not published before.",
    );
  }
  const shared = next.base.metrics.filter((metric) => earlier.metrics.includes(metric));
  const a = { generalisation: generalisationOf(before, labelsOf), periods };
  const b = {
    generalisation: generalisationOf(next.recipe, labelsOf),
    periods: new Set(next.recipe.published),
  };
  const least = Math.max(next.base.minGroupSize, earlier.minGroupSize);
  if (shared.length > 0 && source.smallestPart(a, b, shared, families) < least) {
    throw new PublicationRefused(
      "Subtracting this publication from the earlier one would speak for fewer people than the minimum. Use the " +
        "earlier publication's recipe.",
    );
  }
}

function finish(source: CrossSource, recipe: Recipe, families: Families, policy: Policy): Publication {
  const generalisation = generalisationOf(recipe, (name) => source.labels(name).keys());
  const cross = source.cross(generalisation, recipe.metrics, families);
  const rows = rowsOfCross(cross, new Set(recipe.published));
  if (rows.length === 0) {
    throw new PublicationRefused("No period has enough people for any number: nothing can be published.");
  }
  const { metrics, over } = recipe;
  const head = { quorum: "safe-base/1", attributes: cross.attributes, metrics, over } as const;
  return {
    recipe,
    base: { ...head, minGroupSize: policy.minGroupSize, policyHash: policyHash(policy), rows },
  };
}

function periodsOf(source: CrossSource, { over, weekStart }: Pick<Recipe, "over" | "weekStart">): string[] {
  return [...source.periods(over, weekStart).keys()].sort();
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

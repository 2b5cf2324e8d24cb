import type { CrossSource, Families } from "../../cells/cross";
import {
  crossWithRelatives,
  generalise,
  unsafePeriods,
  type CellRule,
  type SafeBaseRequest,
} from "./generalise";
import { groupedByFamily } from "../family";
import { canonical } from "../hash";
import { policyHash, type Policy } from "../policy";
import { brokenRule } from "../rules";
import { generalisationOf, printsOf, rowsOfCross, type Recipe, type SafeBase } from "./recipe";

/** A table that may be published, and how it was made. */
export interface Publication {
  readonly base: SafeBase;
  readonly recipe: Recipe;
  /** People whose values are taken to be known (see Policy). */
  readonly insiders: number;
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
  return finish(source, { ...recipe, published: open, prints: {}, policyHash: policyHash(policy) }, policy);
}

/**
 * Applies a frozen recipe to newer rows: the published periods keep their cells, new periods are published
 * where all their cells are safe and left out otherwise, labels that are new go to "Other".
 * @throws PublicationRefused where the rows of a published period have changed, metrics were found to add up since, or
 * the policy is another.
 */
export function republish(
  source: CrossSource,
  frozen: Recipe,
  related: Families,
  policy: Policy,
  rule: CellRule = publicationRule(policy),
): Publication {
  if (frozen.policyHash !== policyHash(policy)) {
    throw new PublicationRefused(
      "The recipe was made under another policy. Make a new base, or use that policy.",
    );
  }
  if (canonical(groupedByFamily(frozen.metrics, related)) !== canonical(frozen.families)) {
    throw new PublicationRefused(
      "Other metrics add up to one another than when the recipe was made, so that published periods would be counted " +
        "over other rows. Use the same columns and policy as then, or make a new base.",
    );
  }
  const generalisation = generalisationOf(frozen, (name) => source.labels(name).keys());
  const unsafe = unsafePeriods(crossWithRelatives(source, generalisation, frozen.metrics, related), rule);
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
  const next = finish(source, { ...frozen, published, leftOut }, policy);
  // A period of which there are no rows any more keeps its fingerprint.
  const changed = frozen.published.filter((period) => next.recipe.prints[period] !== frozen.prints[period]);
  if (changed.length > 0) {
    throw new PublicationRefused(
      `In ${changed.length} published period(s), the first ${changed[0] ?? ""}, the rows have changed since: the ` +
        "difference would speak for the few whose rows changed. Keep the earlier file for them, and give only newer rows.",
    );
  }
  return next;
}

function finish(source: CrossSource, recipe: Recipe, policy: Policy): Publication {
  const generalisation = generalisationOf(recipe, (name) => source.labels(name).keys());
  const cross = source.cross(generalisation, recipe.metrics, recipe.families);
  const rows = rowsOfCross(cross, new Set(recipe.published));
  if (rows.length === 0) {
    throw new PublicationRefused("No period has enough people for any number: nothing can be published.");
  }
  const { metrics, over } = recipe;
  const head = { quorum: "safe-base/1", attributes: cross.attributes, metrics, over } as const;
  return {
    recipe: { ...recipe, prints: { ...recipe.prints, ...printsOf(rows) } },
    insiders: policy.insiders,
    base: { ...head, minGroupSize: policy.minGroupSize, policyHash: policyHash(policy), rows },
  };
}

function periodsOf(source: CrossSource, { over, weekStart }: Pick<Recipe, "over" | "weekStart">): string[] {
  return [...source.periods(over, weekStart).keys()].sort();
}

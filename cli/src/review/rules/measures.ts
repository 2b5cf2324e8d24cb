import { TooEntangled } from "../dax/analysis";
import type { Gate } from "../dax/gates";
import { extremesIn, personReturnedBy } from "../dax/values";
import type { Remark } from "../finding";
import type { Measure } from "../model/model";
import { plural } from "../../shared/plural";
import { visualsWith, type Context, type ReadMeasure, type Rule } from "./rule";

function via(names: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names.length > 4 ? [...names.slice(0, 2), "…", ...names.slice(-1)] : names;
  return `, through ${shown.map((name) => (name === "…" ? name : `[${name}]`)).join(" → ")}`;
}

export const measureWithoutMinimum: Rule = {
  id: "measure-without-minimum",
  kind: "judgement",
  severity: "warning",
  title: "A measure over people has no minimum",
  check: (context) =>
    context.measures.flatMap(({ measure, exposure }) => {
      if (!exposure.open) return [];
      const { shown, inQuorum } = visualsWith(measure, context.report);
      // A Quorum visual applies its own minimum to what is bound to it.
      if (inQuorum && shown.length === 0) return [];
      const part = exposure.isGated ? "Part of [" : "[";
      const message = `${part}${measure.name}] computes ${exposure.open.words}${via(exposure.open.via)}, and no comparison of a distinct count of people with ${context.minGroupSize} stands before it.`;
      return [
        {
          severity: shown.length > 0 ? ("warning" as const) : ("note" as const),
          message,
          place: measure.place,
          shownIn: shown,
        },
      ];
    }),
};

/** Remarks about gates that are written in the measure itself; those of other measures are told there. */
function perGate(context: Context, say: (gate: Gate, measure: Measure) => string | undefined): Remark[] {
  return context.measures.flatMap(({ measure, exposure }) =>
    exposure.gates
      .filter((gate) => gate.measure === measure.name.toLowerCase())
      .flatMap((gate) => {
        const message = say(gate, measure);
        const about = `${gate.operator} ${gate.limit ?? ""} ${gate.count.words}`;
        return message === undefined
          ? []
          : [{ message, place: measure.place, about, shownIn: visualsWith(measure, context.report).shown }];
      }),
  );
}

export const minimumTooLow: Rule = {
  id: "minimum-too-low",
  kind: "judgement",
  severity: "warning",
  title: "A measure's minimum is too low",
  check: (context) =>
    perGate(context, (gate, measure) =>
      gate.smallest !== undefined && gate.smallest < context.minGroupSize
        ? `[${measure.name}] shows groups from ${gate.smallest} (it compares with ${gate.operator} ${gate.limit ?? ""}); the minimum is ${context.minGroupSize}.`
        : undefined,
    ),
};

export const minimumAdjustable: Rule = {
  id: "minimum-adjustable",
  kind: "judgement",
  severity: "warning",
  title: "A measure's minimum is read from a table or cannot be read",
  check: (context) =>
    perGate(context, (gate, measure) => {
      if (gate.limit !== undefined) return undefined;
      return gate.limitFrom === undefined
        ? `[${measure.name}] compares with a limit that is no constant; whether it is at least ${context.minGroupSize} cannot be read.`
        : `[${measure.name}] takes its minimum from '${gate.limitFrom}': a slicer or filter on that table changes it.`;
    }),
};

export const strictComparison: Rule = {
  id: "strict-comparison",
  kind: "judgement",
  severity: "note",
  title: "> where >= is meant",
  check: (context) =>
    perGate(context, (gate, measure) => {
      const isStrict = gate.operator === ">" || gate.operator === "<=";
      if (!isStrict || gate.limit !== context.minGroupSize) return undefined;
      const meant = gate.operator === ">" ? ">=" : "<";
      return `[${measure.name}] compares with ${gate.operator} ${gate.limit}: groups of exactly ${gate.limit} are hidden too. ${meant} is probably meant.`;
    }),
};

export const countsRows: Rule = {
  id: "counts-rows",
  kind: "judgement",
  severity: "warning",
  title: "A minimum counts rows instead of people",
  check: (context) =>
    perGate(context, (gate, measure) =>
      gate.count.of === "people"
        ? undefined
        : `[${measure.name}] compares ${gate.count.words} with its minimum: that counts ${gate.count.of}, and one person has many.`,
    ),
};

export const countsBlanks: Rule = {
  id: "counts-blanks",
  kind: "judgement",
  severity: "note",
  title: "A minimum counts a missing person as one",
  check: (context) =>
    perGate(context, (gate, measure) =>
      gate.count.of === "people" && gate.count.countsBlank
        ? `[${measure.name}] compares ${gate.count.words}: rows without a person count as one more. DISTINCTCOUNTNOBLANK leaves them out.`
        : undefined,
    ),
};

export const measureReturnsPerson: Rule = {
  id: "measure-returns-person",
  kind: "judgement",
  severity: "error",
  title: "A measure hands out a person's name or identifier",
  check: (context) =>
    perMeasure(context, ({ measure }) => {
      const person = personReturnedBy(context.analysis, measure);
      return person === undefined ? undefined : `[${measure.name}] returns values of ${person}.`;
    }),
};

export const extremeOverPeople: Rule = {
  id: "extreme-over-people",
  kind: "judgement",
  severity: "warning",
  title: "A measure takes the minimum, maximum or top one of people",
  check: (context) =>
    perMeasure(context, ({ measure }) => {
      const found = extremesIn(context.analysis, measure);
      if (found.length === 0) return undefined;
      return `[${measure.name}] computes ${found.slice(0, 3).join(", ")}: that is one row's value, and so one person's, whatever the group's size (${plural(found.length, "place")}).`;
    }),
};

function perMeasure(context: Context, say: (measure: ReadMeasure) => string | undefined): Remark[] {
  return context.measures.flatMap((read) => {
    let message: string | undefined;
    try {
      message = say(read);
    } catch (error) {
      // The measure is listed as not reviewed where its exposure was worked out.
      if (!(error instanceof TooEntangled) && !(error instanceof RangeError)) throw error;
    }
    const { shown } = visualsWith(read.measure, context.report);
    return message === undefined ? [] : [{ message, place: read.measure.place, shownIn: shown }];
  });
}

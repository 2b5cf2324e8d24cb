import type { Analysis } from "../dax/analysis";
import type { Exposure } from "../dax/exposure";
import type { Remark, RuleInfo, Shown } from "../finding";
import type { Lookup } from "../model/lookup";
import { columnName, type Measure, type Model, type Query } from "../model/model";
import type { Because, People } from "../model/people";
import type { QueryFacts } from "../model/power-query";
import type { Place } from "../place";
import type { Field } from "../report/fields";
import type { Binding, Page, Report, Visual } from "../report/report";
import type { Parts } from "../source/parts";

/** A Power Query expression with what the official parser found in it. */
export interface ReadQuery {
  readonly name: string;
  /** Whether it is an edit that was not applied yet. */
  readonly unapplied: boolean;
  readonly place: Place;
  readonly facts: QueryFacts;
}

/** A measure with what its value tells of people. */
export interface ReadMeasure {
  readonly measure: Measure;
  readonly exposure: Exposure;
}

/** All that the rules look at. */
export interface Context {
  readonly minGroupSize: number;
  readonly kind: "project" | "pbit" | "pbix";
  readonly parts: Parts;
  readonly report: Report | undefined;
  readonly model: Model | undefined;
  readonly lookup: Lookup;
  readonly people: People;
  readonly analysis: Analysis;
  readonly measures: readonly ReadMeasure[];
  readonly queries: readonly ReadQuery[];
}

export interface Rule extends RuleInfo {
  readonly check: (context: Context) => Remark[];
}

export type { Query };

/** The column that a field shows, with aggregations taken off and levels of hierarchies resolved. */
export function columnOf(field: Field, lookup: Lookup): { table: string; column: string } | undefined {
  switch (field.kind) {
    case "column":
      return { table: field.table, column: field.name };
    case "level":
      return {
        table: field.table,
        column: lookup.levelColumn(field.table, field.hierarchy, field.name) ?? field.name,
      };
    case "aggregation":
      return columnOf(field.of, lookup);
    default:
      return undefined;
  }
}

/** Minimum and maximum of a text are its first and last value: they show it. Other aggregations show a number. */
export function showsValues(field: Field): boolean {
  return field.kind !== "aggregation" || field.function === 3 || field.function === 4;
}

/** The person column whose values a field shows, in words, and why it counts as one. */
export function personShownBy(
  field: Field,
  context: Context,
): { name: string; because: Because } | undefined {
  const column = columnOf(field, context.lookup);
  if (!column || !showsValues(field)) return undefined;
  const because = context.people.column(column.table, column.column);
  return because && { name: columnName(column.table, column.column), because };
}

/** Every visual of the report with its page. */
export function everyVisual(report: Report | undefined): { page: Page; visual: Visual }[] {
  return (report?.pages ?? []).flatMap((page) => page.visuals.map((visual) => ({ page, visual })));
}

/** Visuals other than Quorum's in which a measure of the model is bound. */
export function visualsWith(
  measure: Measure,
  report: Report | undefined,
): { shown: Shown[]; inQuorum: boolean } {
  const shown: Shown[] = [];
  let inQuorum = false;
  for (const { page, visual } of everyVisual(report)) {
    if (!visual.bindings.some((binding) => isMeasure(binding, measure))) continue;
    if (isQuorum(visual)) inQuorum = true;
    else shown.push({ page: page.id, visual: visual.id });
  }
  return { shown, inQuorum };
}

function isMeasure(binding: Binding, measure: Measure): boolean {
  return binding.field.kind === "measure" && binding.field.name.toLowerCase() === measure.name.toLowerCase();
}

/** Our own visual, as it is named in a report: its identifier, perhaps with a suffix of a test build. */
export function isQuorum(visual: Visual): boolean {
  return QUORUM.test(visual.type);
}

const QUORUM = /^quorumADC16D4A2A5E1A42158103965EF6F853/i;

import { Option, type Command } from "commander";
import {
  findName,
  memorySource,
  type CellSource,
  type Policy,
  type Rows,
  type View,
} from "../../../src/engine";
import { DROP_PREFIX, dropOptions, loadDrop, type DropOptions } from "../drop/load-drop";
import { joinOptions } from "../input/join";
import { columnOptions } from "../shared/options";
import { areLarge } from "../duck/file-plan";
import { openInDuck, type DuckQuery } from "../duck/open";
import { expandFiles } from "../input/files";
import { refuseEmptyFilter } from "./check-filter";
import { loadRows, readSchema, refuseColumnsOfDrop, type ColumnOptions } from "./load-rows";
import type { Needed } from "./needed-columns";

/** Options of every command that computes cells from rows. */
export interface QueryOptions extends ColumnOptions, DropOptions {
  readonly temp?: string;
  /** Which of the two computes the cells, whatever the size: for tests and measurements. */
  readonly engine?: "memory" | "duckdb";
}

/** A query result that can be asked for cells. */
export interface Query {
  /** The views asked for, with names as the file spells them. */
  readonly views: readonly View[];
  /** What was left out or folded while reading, for the person at the terminal. */
  readonly notes: readonly string[];
  /** Answers a question about the cells; the engine's own functions take the source. */
  ask<T>(question: (source: CellSource) => T): Promise<T>;
  close(): void;
}

/** Adds the options of reading rows. */
export function queryOptions(command: Command): Command {
  return dropOptions(joinOptions(columnOptions(command)))
    .option("--temp <folder>", "folder that a query larger than the memory may spill to")
    .addOption(new Option("--engine <which>", "for tests").choices(["memory", "duckdb"]).hideHelp());
}

/**
 * Opens the rows of views: large files in DuckDB, others in memory. Both give the same cells.
 * @param others further views that will be asked for.
 * @param families metrics that the policy says add up.
 * @throws InputError with file, line and remedy.
 */
export async function openQuery(
  patterns: readonly string[],
  options: QueryOptions,
  views: readonly View[],
  others: readonly View[] = [],
  families: Policy["families"] = [],
): Promise<Query> {
  const needed = { ...neededBy(...views, ...others), families };
  const [place] = patterns;
  if (place?.startsWith(DROP_PREFIX)) return openDropQuery(patterns, options, views, needed);
  const files = await expandFiles(patterns);
  const engine = options.join === undefined ? (options.engine ?? (await sizeEngine(files))) : "memory";
  const duck = engine === "duckdb" ? await openLarge(files, options, needed) : undefined;
  if (duck) {
    const { metrics, combos } = duck.imported;
    const asked = views.map((view) => spelled(view, { metrics, attributes: combos.attributes }));
    try {
      refuseEmptyFilter(combos, asked);
    } catch (error) {
      duck.close();
      throw error;
    }
    return {
      views: asked,
      notes: duck.imported.notes,
      ask: (question) => duck.source.ask(question),
      close: () => {
        duck.close();
      },
    };
  }
  const { rows, problems } = await loadRows(files, options, needed);
  return inMemory(
    rows,
    views,
    problems.map(({ message }) => message),
  );
}

/** A drop never goes through DuckDB, which could spill; a partner's table is joined to its rows. */
async function openDropQuery(
  places: readonly string[],
  options: QueryOptions,
  views: readonly View[],
  needed: Needed,
): Promise<Query> {
  if (options.join === undefined && places.length === 1) {
    refuseColumnsOfDrop(options);
    const { rows, notes } = await loadDrop(places[0] ?? "", options, needed);
    return inMemory(rows, views, notes);
  }
  const { rows, problems } = await loadRows(places, options, needed);
  return inMemory(
    rows,
    views,
    problems.map(({ message }) => message),
  );
}

function inMemory(rows: Rows, views: readonly View[], notes: readonly string[]): Query {
  const source = memorySource(rows);
  const asked = views.map((view) => spelled(view, rows));
  refuseEmptyFilter(rows, asked);
  return {
    views: asked,
    notes,
    ask: (question) => Promise.resolve(question(source)),
    close: () => undefined,
  };
}

async function sizeEngine(files: readonly string[]): Promise<"memory" | "duckdb"> {
  return (await areLarge(files)) ? "duckdb" : "memory";
}

async function openLarge(
  files: readonly string[],
  options: QueryOptions,
  needed: Needed,
): Promise<DuckQuery | undefined> {
  const { schema, unusable } = await readSchema(files, options, needed);
  // Whether commas are decimal is found from all columns, which DuckDB does not read.
  return unusable.length > 0 ? undefined : openInDuck(files, schema, options);
}

/** The view with the names that the rows have: `collaboration hours` may stand for `Collaboration_hours`. */
export function spelled(view: View, { metrics, attributes }: Pick<Rows, "metrics" | "attributes">): View {
  const metric = metrics[findName(metrics, view.metric)] ?? view.metric;
  const attribute = (name: string): string => attributes[findName(attributes, name)] ?? name;
  const by = view.by === null ? null : attribute(view.by);
  const series = view.series === null ? null : attribute(view.series);
  const kept = Object.entries(view.filter.attributes ?? {}).map(([name, labels]) => [
    attribute(name),
    labels,
  ]);
  const filter = view.filter.attributes
    ? { ...view.filter, attributes: Object.fromEntries(kept) as Record<string, string[]> }
    : view.filter;
  return { ...view, metric, by, series, filter };
}

/** The columns that views read. */
export function neededBy(...views: readonly View[]): Needed {
  const attributes = views.flatMap((view) => [
    view.by,
    view.series,
    ...Object.keys(view.filter.attributes ?? {}),
  ]);
  return {
    metrics: [...new Set(views.map(({ metric }) => metric))],
    attributes: [...new Set(attributes.filter((name) => name !== null))],
  };
}

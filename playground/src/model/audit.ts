import type powerbi from "powerbi-visuals-api";
import { FormattingSettingsService } from "powerbi-visuals-utils-formattingmodel";
import {
  Intake,
  protectQuestions,
  questionsFor,
  readFields,
  Settings,
  type Fields,
} from "../../../src/asking";
import { Ledger, memorySource, type Audit, type MemorySource } from "../../../src/engine";
import { Table } from "../frame/table";
import type { Drawn, Objects, RowWindow } from "../protocol";
import type { DataSet } from "./field";
import { runQuery, type QueryResult } from "./query";

const WINDOW = 30_000;
const CREATE = 0;
const SEGMENT = 2;
const NOTHING = "The visual draws nothing from these fields.";

/** The rows of a query, read as the visual reads them. */
interface Taken {
  readonly key: string;
  readonly view: powerbi.DataView;
  readonly fields: Fields;
  readonly intake: Intake;
  readonly source: MemorySource;
}

function take(data: DataSet, { bindings, filters, sort, objects }: Drawn, minimum: number): Taken {
  const result = runQuery(data, bindings, filters, minimum, sort);
  const table = new Table();
  const intake = new Intake();
  let start = 0;
  for (;;) {
    table.take(windowOf(result, start), false);
    const view = table.dataView(objects);
    const reading = readFields(view.metadata.columns);
    if (reading.kind !== "ready") throw new Error(NOTHING);
    if (start > 0) intake.ask();
    intake.take(view, reading.fields, start === 0 ? CREATE : SEGMENT);
    start += WINDOW;
    if (start < result.length) continue;
    const { store } = intake;
    if (!store || store.length === 0) throw new Error(NOTHING);
    store.finish();
    const key = keyOf(bindings, filters, minimum);
    return { key, view, fields: reading.fields, intake, source: memorySource(store) };
  }
}

function windowOf(result: QueryResult, start: number): RowWindow {
  const end = Math.min(result.length, start + WINDOW);
  return {
    kind: "window",
    query: 0,
    columns: result.columns,
    data: result.read(start, end),
    length: end - start,
    first: start === 0,
    more: end < result.length,
    filtered: result.filtered,
  };
}

const keyOf = (...parts: readonly unknown[]): string => JSON.stringify(parts);

/**
 * The reviewer's account of what a visual shows: the engine over the same rows, asked what the visual asks.
 * What it drew earlier is asked first, in the same order, since a session's memory can hide more.
 */
export class Auditor {
  private ledger = new Ledger();
  private known: string[] = [];
  private taken: Taken | null = null;
  private latest: readonly Audit[] | Error = new Error("The visual has drawn nothing yet.");

  /**
   * @param history what the visual has drawn since it began; the last is what it shows
   * @returns one audit a metric
   * @throws Error with a sentence to show where the visual draws nothing
   */
  audits(data: DataSet, history: readonly Drawn[], minimum: number): readonly Audit[] {
    const keys = history.map((drawn) => keyOf(drawn, minimum, data.name));
    if (this.known.some((key, index) => keys[index] !== key)) this.begin();
    for (const [index, drawn] of history.entries()) {
      if (index < this.known.length) continue;
      this.known.push(keys[index] ?? "");
      this.latest = this.next(data, drawn, minimum);
    }
    if (this.latest instanceof Error) throw this.latest;
    return this.latest;
  }

  private begin(): void {
    this.ledger = new Ledger();
    this.known = [];
    this.taken = null;
  }

  private next(data: DataSet, drawn: Drawn, minimum: number): readonly Audit[] | Error {
    try {
      const same = this.taken?.key === keyOf(drawn.bindings, drawn.filters, minimum);
      // The same rows are one source, as in the visual.
      this.taken = same ? this.taken : take(data, drawn, minimum);
      return this.taken ? this.ask(this.taken, drawn.objects) : new Error(NOTHING);
    } catch (error) {
      // A state that the visual answered with a message was no picture: there is nothing to remember.
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  private ask({ view, fields, intake, source }: Taken, objects: Objects): readonly Audit[] {
    const minimum = intake.modelMinimum(fields);
    if (minimum.kind === "unreadable") throw new Error("The model's minimum group size cannot be read.");
    const formatted = { ...view, metadata: { ...view.metadata, objects } };
    const questions = questionsFor({
      fields,
      settings: new FormattingSettingsService().populateFormattingSettingsModel(Settings, formatted),
      choice: { metric: null, attribute: null },
      attributes: source.rows.attributes,
      periods: source.rows.periods.length,
      minimum,
    });
    return protectQuestions(questions, source, this.ledger).map(({ audit }) => audit);
  }
}

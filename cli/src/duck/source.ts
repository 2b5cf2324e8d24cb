import type { DuckDBConnection } from "@duckdb/node-api";
import {
  innerLayer,
  memorySource,
  type CellSource,
  type CellTable,
  type Layer,
  type View,
} from "../../../src/engine";
import { duckRows } from "./duck-rows";
import type { Imported } from "./import-rows";
import { NotForDuck } from "./not-for-duck";
import { cellsInDuck } from "./statistics";

/** Thrown where an answer has to be fetched first; `ask` fetches it and asks again. */
class Pending extends Error {
  constructor(readonly fetch: () => Promise<void>) {
    super("The answer has to be fetched first.");
  }
}

/**
 * A cell source whose cells DuckDB computes. The engine asks in turn and does not wait; where an answer is not
 * there yet, the question is put off, the answer fetched, and the question put again. What needs every
 * person-period (people who are in several groups, what was published before) is answered in memory from columns
 * of codes.
 */
export class DuckSource {
  private readonly tables = new Map<string, CellTable>();
  private memory: CellSource | undefined;

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly imported: Imported,
  ) {}

  /** Answers a question that gives the same answer when it is put again. */
  async ask<T>(question: (source: CellSource) => T): Promise<T> {
    for (;;) {
      try {
        return question(this.source());
      } catch (error) {
        if (!(error instanceof Pending)) throw error;
        await error.fetch();
      }
    }
  }

  private source(): CellSource {
    const { imported } = this;
    return {
      complete: true,
      metrics: imported.metrics,
      cells: (view, layer) => this.cells(view, layer ?? innerLayer(view)),
      combine: (terms) => this.inMemory().combine(terms),
      parts: (view, rows, places) => this.inMemory().parts(view, rows, places),
      differs: (metrics, met) => this.inMemory().differs(metrics, met),
      atoms: (pictures, limit) => this.inMemory().atoms(pictures, limit),
      session: (before) => this.inMemory().session(before),
      merged: (attribute, labels, as) => this.inMemory().merged(attribute, labels, as),
      // One metric alone has no family, and most releases ask for one.
      families: () => (imported.metrics.length < 2 ? [] : this.inMemory().families()),
    };
  }

  private cells(view: View, layer: Layer): CellTable {
    const key = JSON.stringify([view, layer]);
    const table = this.tables.get(key);
    if (table) return table;
    throw new Pending(async () => {
      this.tables.set(key, await this.compute(view, layer));
    });
  }

  /** Where sums cannot be exact in SQL, the engine's own are. */
  private async compute(view: View, layer: Layer): Promise<CellTable> {
    try {
      return await cellsInDuck(this.connection, this.imported, view, layer);
    } catch (error) {
      if (!(error instanceof NotForDuck)) throw error;
      this.memory ??= memorySource(await duckRows(this.connection, this.imported));
      return this.memory.cells(view, layer);
    }
  }

  private inMemory(): CellSource {
    if (this.memory) return this.memory;
    throw new Pending(async () => {
      this.memory = memorySource(await duckRows(this.connection, this.imported));
    });
  }
}

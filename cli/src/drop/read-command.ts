import type { Command } from "commander";
import { peopleBand } from "../shared/bands";
import { deliver } from "../shared/output";
import { plural } from "../shared/plural";
import { openDrop, withKeys, withProgress } from "./load-drop";
import { ALL_METRICS } from "./plan";
import { keyOptions, type KeyOptions } from "./private-keys";
import { readDrop } from "./read-drop";

/** Adds `quorum drop read`. */
export function registerRead(drop: Command): void {
  const read = drop
    .command("read")
    .argument("<place>", "a drop's folder, its address in a container, or a file of sample data")
    .description(
      "Reads a drop to its end without keeping anything: decrypts, unzips, checks every line and the row count, " +
        "and says what it holds. release, audit and safe-base take the same place as drop:<place>",
    )
    .option("--json", "the description as JSON")
    .addHelpText("after", "\nExample:\n  quorum drop read ./drops/2024-05-06 --key customer.pem\n");
  keyOptions(read).action(async (place: string, options: KeyOptions & { json?: boolean }) => {
    const summary = await check(place, options);
    if (options.json) await deliver(`${JSON.stringify(summary)}\n`, undefined);
    else await deliver(summaryText(summary), undefined);
  });
}

/** What a drop holds, as far as it may be told: no value of a row. */
interface Summary {
  readonly table: string | null;
  readonly rows: number;
  readonly people: string;
  readonly periods: readonly string[];
  readonly metrics: readonly string[];
  readonly notes: readonly string[];
}

async function check(place: string, options: KeyOptions): Promise<Summary> {
  return withKeys(options, async (how) => {
    const { store, drop } = await openDrop(place, how.signal);
    const { rows, metadata, notes } = await withProgress("Reading", drop, how, (counted) =>
      readDrop(store, drop, { ...counted, wanted: ALL_METRICS }),
    );
    return {
      table: metadata?.TableName ?? null,
      rows: rows.length,
      people: peopleBand(rows.peopleCount),
      periods: [...rows.periods].sort((a, b) => a - b).map(isoDay),
      metrics: rows.metrics,
      notes,
    };
  });
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function summaryText(summary: Summary): string {
  const lines = [
    `Whole: ${plural(summary.rows, "row")}, ${summary.people} people, ${plural(summary.periods.length, "period")} ` +
      `(${summary.periods[0] ?? "none"} to ${summary.periods.at(-1) ?? "none"}).`,
    `Table: ${summary.table ?? "not named"}`,
    `Metrics (${summary.metrics.length}): ${summary.metrics.join(", ")}`,
    ...summary.notes,
  ];
  return `${lines.join("\n")}\n`;
}

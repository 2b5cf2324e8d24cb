import { type Command, Option } from "commander";
import { deliver, say } from "../shared/output";
import { startProgress } from "../shared/progress";
import { textTable } from "../shared/table";
import { onInterrupt } from "../shared/interrupt";
import { findDrops, kindOf, onlyDrop, readMetadata, type Drop } from "./drops";
import { openStore } from "./open-store";
import { keyOptions, openKeys, type KeyOptions } from "./private-keys";
import { readDrop } from "./read-drop";
import type { DropStore } from "./store";
import { messageOf } from "../shared/errors";

/** Adds `quorum drop …` to the command line. */
export function register(program: Command): void {
  const drop = program.command("drop").description("Data drops of the Viva Insights partner integration");
  registerList(drop);
  registerRead(drop);
}

function registerList(drop: Command): void {
  drop
    .command("list")
    .argument("<place>", "folder, or https://<account>.blob.core.windows.net/<container>/<folder>")
    .description(
      "Lists the drops of a container or folder: when, what, how many rows, encrypted by which key",
    )
    .addOption(new Option("--json", "one JSON object a drop"))
    .addHelpText("after", "\nExample:\n  quorum drop list https://contoso.blob.core.windows.net/datasets\n")
    .action(async (place: string, options: { json?: boolean }) => {
      const store = await openStore(place);
      const found: Listed[] = [];
      for (const one of await findDrops(store)) found.push(await describe(store, one));
      if (options.json) await deliver(found.map((one) => `${JSON.stringify(one)}\n`).join(""), undefined);
      else await deliver(listTable(found), undefined);
      if (found.length === 0) say("No drop is here: no metadata/JobMetadata/Metadata.json.");
    });
}

/** One line of `drop list`. */
interface Listed {
  readonly folder: string;
  readonly arrived: string;
  readonly table: string | null;
  readonly kind: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly rows: number | null;
  readonly tenant: string | null;
  readonly keyVersion: string | null;
  readonly encrypted: boolean;
  readonly problem: string | null;
}

async function describe(store: DropStore, drop: Drop): Promise<Listed> {
  const known = { folder: drop.folder === "" ? "." : drop.folder, arrived: drop.arrived.toISOString() };
  try {
    const metadata = await readMetadata(store, drop);
    const lacksData = drop.data.length === 0 ? "no data file" : null;
    return {
      ...known,
      table: metadata?.TableName ?? null,
      kind: kindOf(metadata),
      from: metadata?.RequestStartDate ?? null,
      to: metadata?.RequestEndDate ?? null,
      rows: metadata?.NumberOfRowsExtracted ?? null,
      tenant: metadata?.TenantId ?? null,
      keyVersion: metadata?.PublicKeyVersion ?? null,
      encrypted: metadata?.DecryptionKeyDetails !== undefined,
      problem: metadata?.Errors.join("; ") || lacksData,
    };
  } catch (error) {
    const none = { table: null, from: null, to: null, rows: null, tenant: null, keyVersion: null };
    return { ...known, ...none, kind: "other", encrypted: false, problem: messageOf(error) };
  }
}

function listTable(found: readonly Listed[]): string {
  return textTable(
    ["Folder", "Arrived", "Table", "From", "To", "Rows", "Encrypted", "Problem"],
    found.map((one) => [
      one.folder,
      one.arrived.slice(0, 19).replace("T", " "),
      one.table ?? "?",
      one.from?.slice(0, 10) ?? "",
      one.to?.slice(0, 10) ?? "",
      one.rows ?? "",
      one.encrypted ? "yes" : "no",
      one.problem ?? "",
    ]),
  );
}

function registerRead(drop: Command): void {
  const read = drop
    .command("read")
    .argument("<place>", "a drop's folder, its address in a container, or a file of sample data")
    .description(
      "Reads a drop to its end without keeping anything: decrypts, unzips, checks every line and the row count, " +
        "and says what it holds. release, audit and safe-base take the same place as drop:<place>",
    )
    .addOption(new Option("--json", "the description as JSON"))
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
  const stop = new AbortController();
  const forget = onInterrupt(() => {
    stop.abort();
  });
  const store = await openStore(place);
  const drop = await onlyDrop(store, stop.signal);
  const bytes = drop.data.reduce((sum, file) => sum + file.size, 0);
  const progress = startProgress("Reading", bytes, "bytes");
  const keys = await openKeys(options);
  try {
    const { rows, metadata, notes } = await readDrop(store, drop, {
      wanted: "all metrics",
      keys,
      signal: stop.signal,
      onProgress: (read) => {
        progress.advance(read);
      },
    });
    return {
      table: metadata?.TableName ?? null,
      rows: rows.length,
      people: rows.peopleCount < 10 ? "under 10" : `about ${Math.round(rows.peopleCount / 5) * 5}`,
      periods: [...rows.periods]
        .sort((a, b) => a - b)
        .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
      metrics: rows.metrics,
      notes,
    };
  } finally {
    for (const holder of keys) holder.close();
    progress.stop();
    forget();
  }
}

function summaryText(summary: Summary): string {
  const lines = [
    `Whole: ${summary.rows} rows, ${summary.people} people, ${summary.periods.length} periods ` +
      `(${summary.periods[0] ?? "none"} to ${summary.periods.at(-1) ?? "none"}).`,
    `Table: ${summary.table ?? "not named"}`,
    `Metrics (${summary.metrics.length}): ${summary.metrics.join(", ")}`,
    ...summary.notes,
  ];
  return `${lines.join("\n")}\n`;
}

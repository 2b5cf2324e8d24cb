import type { Command } from "commander";
import { messageOf } from "../shared/errors";
import { deliver, say } from "../shared/output";
import { textTable } from "../shared/table";
import { findDrops, kindOf, readMetadata, type Drop } from "./drops";
import { openStore } from "./open-store";
import type { DropStore } from "./store";

/** Adds `quorum drop list`. */
export function registerList(drop: Command): void {
  drop
    .command("list")
    .argument("<place>", "folder, or https://<account>.blob.core.windows.net/<container>/<folder>")
    .description(
      "Lists the drops of a container or folder: when, what, how many rows, encrypted by which key",
    )
    .option("--json", "one JSON object a drop")
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

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { detectSchema, RowStore, type Mapping, type Segment } from "../../src/engine";

/** The folder of real material beside the project. */
export const sharedData = join(import.meta.dirname, "..", "..", "..", "shared", "data");

/** Why a test over the shared data cannot run, or false. */
export const skipWithoutSharedData = existsSync(sharedData)
  ? false
  : "there is no folder ../shared/data beside the project";

/** A CSV file as names and rows; `.gz` is unpacked. */
export function readCsv(path: string): { readonly names: string[]; readonly rows: string[][] } {
  const bytes = readFileSync(path);
  const text = path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  const [names = [], ...rows] = parse(text, { bom: true });
  return { names, rows };
}

/** A finished store of one segment. */
export function storeOf(names: readonly string[], segment: Segment, mapping?: Mapping): RowStore {
  const { schema, problems } = detectSchema(names, segment, mapping);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join(" "));
  const store = new RowStore(schema);
  store.append(segment);
  store.finish();
  return store;
}

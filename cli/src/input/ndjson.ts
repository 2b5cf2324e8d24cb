import { InputError } from "../shared/errors";
import type { Bytes } from "./bytes";
import { decode, detectEncoding } from "./encoding";
import { BATCH_ROWS, type Batch, type InputOptions, type Table, type Value } from "./table";

/** No row of a query is that long. */
const MAX_LINE = 1 << 20;

interface Line {
  readonly number: number;
  readonly fields: Record<string, unknown>;
}

/** Reads newline-JSON: one object a line; the columns are those of the first rows. */
export async function openNdjson(bytes: Bytes, options: InputOptions): Promise<Table> {
  const encoding = options.encoding ?? detectEncoding(bytes.head) ?? "utf-8";
  const lines = objects(decode(bytes.stream, encoding, bytes.name), bytes.name);
  const first: Line[] = [];
  while (first.length < BATCH_ROWS) {
    const next = await lines.next();
    if (next.done) break;
    first.push(next.value);
  }
  const columns = [...new Set(first.flatMap((line) => Object.keys(line.fields)))];
  if (columns.length === 0) {
    throw new InputError("The file has no rows.", "Export it again.", { file: bytes.name });
  }
  return { name: bytes.name, columns, batches: () => batches(first, lines, columns, bytes.name) };
}

async function* batches(
  first: readonly Line[],
  rest: AsyncIterable<Line>,
  columns: readonly string[],
  file: string,
): AsyncGenerator<Batch> {
  yield batch(first, columns, file);
  let some: Line[] = [];
  for await (const line of rest) {
    some.push(line);
    if (some.length < BATCH_ROWS) continue;
    yield batch(some, columns, file);
    some = [];
  }
  if (some.length > 0) yield batch(some, columns, file);
}

function batch(lines: readonly Line[], columns: readonly string[], file: string): Batch {
  const known = new Set(columns);
  for (const { number, fields } of lines) {
    const late = Object.keys(fields).find((name) => !known.has(name));
    if (late !== undefined) {
      const remedy = `Name it in one of the first ${BATCH_ROWS} lines, with null where it is missing.`;
      throw new InputError(`The field "${late}" appears here for the first time.`, remedy, {
        file,
        line: number,
      });
    }
  }
  return {
    rows: lines.map(({ fields }) => columns.map((name) => toValue(fields[name]))),
    lines: lines.map(({ number }) => number),
    file,
  };
}

/** Lists and objects stay as their JSON text. */
function toValue(value: unknown): Value {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return JSON.stringify(value);
}

async function* objects(text: AsyncIterable<string>, file: string): AsyncGenerator<Line> {
  let rest = "";
  let number = 0;
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) {
      throw new InputError("The line is longer than 1 MB.", "Write one object a line.", {
        file,
        line: number + 1,
      });
    }
    for (const line of lines) {
      number++;
      const fields = object(line, file, number);
      if (fields) yield { number, fields };
    }
  }
  const fields = object(rest, file, number + 1);
  if (fields) yield { number: number + 1, fields };
}

function object(line: string, file: string, number: number): Record<string, unknown> | undefined {
  const text = line.replace(/^\ufeff/, "").trim();
  if (text === "") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below; the parser's own message would print a piece of the row.
  }
  throw new InputError("The line is no JSON object.", "Write one object a line.", { file, line: number });
}

import { Readable } from "node:stream";
import { CsvError, parse, type Parser } from "csv-parse";
import iconv from "iconv-lite";
import { InputError } from "../shared/errors";
import { sayOnce } from "../shared/output";
import type { Bytes } from "./bytes";
import { assumedText, DecimalCommas } from "./decimal-comma";
import { decode, detectEncoding } from "./encoding";
import { BATCH_ROWS, type Batch, type InputOptions, type Table, type Value } from "./table";

const DELIMITERS = [",", ";", "\t", "|"];
/** No metric, date or name is that long; a forgotten quote is. */
const MAX_RECORD = 1 << 20;

interface Line {
  readonly number: number;
  readonly fields: readonly string[];
}

/** A record of the parser: its fields, and last the line on which it ends. */
type RawLine = string[];

/**
 * Reads a CSV file: any of the usual delimiters and encodings, quoted or not, with or without a BOM. Decimal commas
 * are read where the delimiter is another.
 */
export async function openCsv(bytes: Bytes, options: InputOptions): Promise<Table> {
  const encoding = options.encoding ?? detectEncoding(bytes.head) ?? "utf-8";
  const head = headText(bytes.head, encoding);
  if (/^\ufeff?sep=/i.test(head)) {
    const place = { file: bytes.name, line: 1 };
    throw new InputError(
      "The first line is a note for Excel, not the columns' names.",
      "Take it out.",
      place,
    );
  }
  const delimiter = options.delimiter ?? detectDelimiter(head);
  const parser = csvParser(delimiter, bytes.name);
  const text = Readable.from(decode(bytes.stream, encoding, bytes.name));
  text.on("error", (error) => parser.destroy(error));
  const lines = text.pipe(parser)[Symbol.asyncIterator]() as AsyncIterator<RawLine>;
  const columns = header(await nextLine(lines, bytes.name, delimiter), bytes.name, delimiter);
  const commas =
    delimiter === "," ? undefined : new DecimalCommas(delimiter, tellAssumed(bytes.name, columns));
  return {
    name: bytes.name,
    columns,
    delimiter,
    batches: () => batches(lines, bytes.name, delimiter, commas),
  };
}

function tellAssumed(file: string, columns: readonly string[]): (places: readonly number[]) => void {
  return (places) => {
    sayOnce(`${file}: ${assumedText(places.map((place) => columns[place] ?? ""))}`);
  };
}

/** The delimiter that stands most often in the first line, outside quotes. */
export function detectDelimiter(text: string): string {
  const firstLine = /^(?:[^"\r\n]|"(?:[^"]|"")*"?)*/.exec(text)?.[0] ?? "";
  const bare = firstLine.replace(/"(?:[^"]|"")*"?/g, "");
  const counts = DELIMITERS.map((d) => bare.split(d).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function headText(head: Buffer, encoding: string): string {
  if (!iconv.encodingExists(encoding)) return "";
  return iconv.decode(head, encoding);
}

function csvParser(delimiter: string, file: string): Parser {
  let width = 0;
  return parse({
    bom: true,
    delimiter,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD,
    on_record: (fields: string[], context): RawLine => {
      if (width === 0) width = fields.length;
      if (fields.length !== width) {
        const found = `The row has ${fields.length} fields, the header ${width}.`;
        const remedy = "Export the file again, or set --delimiter.";
        throw new InputError(found, remedy, { file, line: context.lines });
      }
      fields.push(String(context.lines));
      return fields;
    },
  });
}

async function* batches(
  lines: AsyncIterator<RawLine>,
  file: string,
  delimiter: string,
  commas: DecimalCommas | undefined,
): AsyncGenerator<Batch> {
  let rows: Value[][] = [];
  let numbers: number[] = [];
  for (
    let next = await nextLine(lines, file, delimiter);
    next;
    next = await nextLine(lines, file, delimiter)
  ) {
    rows.push(next.fields.map((field) => (field === "" ? null : field)));
    numbers.push(next.number);
    if (rows.length === BATCH_ROWS) {
      commas?.rewrite(rows);
      yield { rows, file, lines: numbers };
      rows = [];
      numbers = [];
    }
  }
  if (rows.length === 0) return;
  commas?.rewrite(rows);
  yield { rows, file, lines: numbers };
}

async function nextLine(
  lines: AsyncIterator<RawLine>,
  file: string,
  delimiter: string,
): Promise<Line | undefined> {
  try {
    const next = await lines.next();
    if (next.done) return undefined;
    return { number: Number(next.value.at(-1)), fields: next.value.slice(0, -1) };
  } catch (error) {
    throw explained(error, file, delimiter);
  }
}

function header(line: Line | undefined, file: string, delimiter: string): string[] {
  if (line === undefined) throw new InputError("The file is empty.", "Export it again.", { file });
  const names = line.fields.map((name) => name.trim());
  if (names.length < 2) {
    const found = `Only one column was found with the delimiter ${JSON.stringify(delimiter)}.`;
    throw new InputError(found, 'Set --delimiter, for example ";".', { file, line: 1 });
  }
  const empty = names.indexOf("");
  if (empty >= 0) {
    throw new InputError(`Column ${empty + 1} has no name.`, "Name it in the first line.", { file, line: 1 });
  }
  const double = names.find((name, i) => names.indexOf(name) < i);
  if (double !== undefined) {
    throw new InputError(`Two columns are called "${double}".`, "Rename one of them.", { file, line: 1 });
  }
  return names;
}

function explained(error: unknown, file: string, delimiter: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const { lines } = error as CsvError & { lines?: number };
  const place = lines === undefined ? { file } : { file, line: lines };
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return new InputError(
        "A quoted field is never closed: the file is truncated or damaged.",
        "Export it again.",
        place,
      );
    case "CSV_MAX_RECORD_SIZE":
      return new InputError("A row is longer than 1 MB.", "Look for a quote that is not closed.", place);
    case "INVALID_OPENING_QUOTE":
    case "CSV_INVALID_CLOSING_QUOTE":
      return new InputError(
        "A quote stands inside a field.",
        `Double it, or set --delimiter (${JSON.stringify(delimiter)} was used).`,
        place,
      );
    default:
      return new InputError("The row cannot be read as CSV.", "Export the file again.", place);
  }
}

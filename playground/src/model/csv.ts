import Papa from "papaparse";
import { FieldBuilder, type DataSet } from "./field";

/** Names each column; a name that is empty or comes twice gets a number. */
function uniqueNames(header: readonly string[]): string[] {
  const seen = new Set<string>();
  return header.map((raw, index) => {
    const base = raw.trim() === "" ? `Column ${index + 1}` : raw.trim();
    let name = base;
    for (let copy = 2; seen.has(name); copy++) name = `${base} (${copy})`;
    seen.add(name);
    return name;
  });
}

/** Takes rows as they are parsed and makes typed columns of them. */
class TableReader {
  #builders: FieldBuilder[] | null = null;
  rows = 0;

  take(cells: readonly string[]): void {
    if (this.#builders === null) {
      this.#builders = uniqueNames(cells).map((name) => new FieldBuilder(name));
      return;
    }
    this.rows++;
    for (const [index, builder] of this.#builders.entries()) builder.add(cells[index] ?? "");
  }

  finish(name: string): DataSet {
    if (this.#builders === null) throw new Error(`${name} is empty.`);
    if (this.rows === 0) throw new Error(`${name} has a header and no rows.`);
    const fields = this.#builders.map((builder) => builder.build());
    return { name, length: this.rows, fields: new Map(fields.map((field) => [field.name, field])) };
  }
}

/** Reads a CSV piece by piece; says now and then how many rows it has. */
export function readCsv(
  name: string,
  input: File | string,
  onProgress: (rows: number) => void,
): Promise<DataSet> {
  return new Promise((resolve, reject) => {
    const reader = new TableReader();
    const common = {
      skipEmptyLines: true,
      beforeFirstChunk: (text: string) => {
        // No text has this character: a picture, a workbook, or UTF-16.
        if (text.includes("\0")) reject(new Error(`${name} is not a CSV file. Save it as CSV UTF-8.`));
      },
      chunk: (result: Papa.ParseResult<string[]>) => {
        const broken = result.errors.find((error) => error.type === "Quotes");
        if (broken)
          reject(new Error(`${name} cannot be read: row ${(broken.row ?? 0) + 1}: ${broken.message}.`));
        for (const cells of result.data) reader.take(cells);
        onProgress(reader.rows);
      },
      complete: () => {
        try {
          resolve(reader.finish(name));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      },
    };
    if (typeof input === "string") Papa.parse<string[]>(input, common);
    else Papa.parse<string[], File>(input, { ...common, error: reject });
  });
}

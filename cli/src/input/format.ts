import iconv from "iconv-lite";
import { InputError } from "../shared/errors";
import { detectEncoding } from "./encoding";

export type Format = "csv" | "ndjson" | "json" | "parquet";

/**
 * What a file is, by its first bytes; names are not trusted.
 * @throws InputError for files that hold no table (binary, spreadsheets, pictures), with a way out.
 */
export function detectFormat(head: Buffer, file: string): Format {
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return "parquet";
  refuseKnown(head, file);
  const start = startOf(head);
  if (start === undefined) {
    throw new InputError("This is no text file.", "Give a CSV, Parquet or newline-JSON file.", { file });
  }
  if (start.startsWith("{")) return "ndjson";
  if (start.startsWith("[")) return "json";
  return "csv";
}

/** The text at the start of a file, whatever its encoding; undefined where it is no text. */
export function startOf(head: Buffer): string | undefined {
  const encoding = detectEncoding(head);
  return encoding === undefined ? undefined : iconv.decode(head, encoding).trimStart();
}

function refuseKnown(head: Buffer, file: string): void {
  const magic = head.subarray(0, 4).toString("latin1");
  if (magic.startsWith("PK\u0003\u0004")) {
    const remedy = "In Excel choose Save as, CSV UTF-8; unzip an archive first.";
    throw new InputError("This is a zip file or an Excel workbook.", remedy, { file });
  }
  if (magic === "\u00d0\u00cf\u0011\u00e0") {
    throw new InputError("This is an old Excel workbook.", "In Excel choose Save as, CSV UTF-8.", { file });
  }
  if (magic === "%PDF" || magic === "\u0089PNG") {
    throw new InputError("This is no table.", "Give a CSV, Parquet or newline-JSON file.", { file });
  }
  if (/^\s*<(!doctype|html|\?xml)/i.test(head.subarray(0, 200).toString("latin1"))) {
    const remedy = "Download the file itself; a sign-in page is often saved in its place.";
    throw new InputError("This is a web page, not a table.", remedy, { file });
  }
}

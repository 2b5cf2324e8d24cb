import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { openTable } from "../src/input/open";
import type { InputOptions, Value } from "../src/input/table";
import { openDuck, sqlText } from "../src/shared/duckdb";
import { InputError } from "../src/shared/errors";

const folder = mkdtempSync(join(tmpdir(), "quorum-input-"));
after(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, data: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, data);
  return path;
}

async function read(
  files: string | string[],
  options?: InputOptions,
): Promise<{ columns: readonly string[]; rows: (readonly Value[])[]; lines: number[] }> {
  const table = await openTable([files].flat(), options);
  const rows: (readonly Value[])[] = [];
  const lines: number[] = [];
  for await (const batch of table.batches()) {
    rows.push(...batch.rows);
    lines.push(...batch.lines);
  }
  return { columns: table.columns, rows, lines };
}

const COLUMNS = ["PersonId", "MetricDate", "Büro", "Meeting_hours"];
const ROWS = [
  ["p1", "2024-04-28", "Köln; links", "1.5"],
  ["p2", "2024-04-28", 'the "big", one', null],
  ["p3", "2024-05-05", null, "-3"],
];

function csv(delimiter: string, quoteAll: boolean, lineEnd: string): string {
  const field = (text: string | null): string => {
    const value = text ?? "";
    const quoted = quoteAll || value.includes(delimiter) || value.includes('"');
    return quoted ? `"${value.replaceAll('"', '""')}"` : value;
  };
  return [COLUMNS, ...ROWS].map((row) => row.map(field).join(delimiter) + lineEnd).join("");
}

void test("every delimiter, encoding, quoting and line end gives the same table", async () => {
  let read_ = 0;
  for (const delimiter of [",", ";", "\t", "|"]) {
    for (const [encoding, bom] of [
      ["utf-8", false],
      ["utf-8", true],
      ["utf-16le", true],
      ["utf-16le", false],
      ["utf-16be", true],
      ["windows-1252", false],
    ] as const) {
      for (const quoteAll of [false, true]) {
        for (const lineEnd of ["\n", "\r\n"]) {
          const text = csv(delimiter, quoteAll, lineEnd);
          const path = file("table.csv", iconv.encode(text, encoding, { addBOM: bom }));
          const { columns, rows } = await read(path);
          assert.deepEqual(columns, COLUMNS, `${delimiter} ${encoding}`);
          assert.deepEqual(rows, ROWS, `${delimiter} ${encoding}`);
          read_++;
        }
      }
    }
  }
  assert.equal(read_, 4 * 6 * 2 * 2);
});

void test("gzip, several files and patterns; line numbers count the header", async () => {
  const one = file("part-1.csv", csv(",", true, "\n"));
  file("part-2.csv.gz", gzipSync("MetricDate,PersonId,Meeting_hours,Büro\n2024-05-05,p9,7,Bonn\n"));
  assert.deepEqual((await read(one)).lines, [2, 3, 4]);
  const { columns, rows } = await read(join(folder, "part-*"));
  assert.deepEqual(columns, COLUMNS);
  assert.deepEqual(rows, [...ROWS, ["p9", "2024-05-05", "Bonn", "7"]]);
});

void test("newline-JSON keeps numbers, and Parquet numbers and dates", async () => {
  const json = file(
    "rows.ndjson",
    '{"PersonId":"p1","hours":1.5,"active":true}\n\n{"hours":null,"PersonId":"p2"}',
  );
  const { columns, rows, lines } = await read(json);
  assert.deepEqual(
    [columns, rows, lines],
    [
      ["PersonId", "hours", "active"],
      [
        ["p1", 1.5, true],
        ["p2", null, null],
      ],
      [1, 3],
    ],
  );

  const parquet = join(folder, "rows.parquet");
  const duck = await openDuck();
  await duck.connection.run(
    `COPY (SELECT 'p1' AS PersonId, DATE '2024-04-28' AS MetricDate, 12345678901234567::BIGINT AS id, 2.5::FLOAT AS h,
      TIMESTAMP '2024-04-28 00:00:00' AS at, 1.25::DECIMAL(9,2) AS d) TO ${sqlText(parquet)} (FORMAT parquet)`,
  );
  duck.close();
  const day = new Date("2024-04-28T00:00:00Z");
  assert.deepEqual((await read(parquet)).rows, [["p1", day, "12345678901234567", 2.5, day, "1.25"]]);
});

void test("a file of many batches comes whole and in order", async () => {
  const lines = Array.from({ length: 10_000 }, (_, i) => `p${i},${i}\n`).join("");
  const { rows } = await read(file("long.csv", `PersonId,hours\n${lines}`));
  assert.equal(rows.length, 10_000);
  assert.deepEqual(rows[9_999], ["p9999", "9999"]);
});

interface Bad {
  readonly what: string;
  readonly data: string | Uint8Array;
  readonly says: RegExp;
  readonly line?: number;
  readonly options?: InputOptions;
}

const good = Array.from({ length: 9000 }, (_, i) => `p${i},2024-04-28,${i}\n`).join("");
const BAD: readonly Bad[] = [
  { what: "empty", data: "", says: /empty.*Export it again/ },
  { what: "truncated gzip", data: gzipSync(good).subarray(0, 9000), says: /truncated/ },
  { what: "damaged gzip", data: damaged(gzipSync(`a,b\n${good}`)), says: /damaged|UTF-8/ },
  { what: "truncated in a quoted field", data: 'a,b\n1,"2', says: /never closed.*truncated/, line: 2 },
  { what: "truncated in a row", data: `a,b,c\n${good}p9,2024`, says: /2 fields, the header 3/, line: 9002 },
  {
    what: "wrong delimiter",
    data: "a,b\n1,2\n",
    options: { delimiter: ";" },
    says: /one column.*--delimiter/,
    line: 1,
  },
  { what: "quote inside", data: 'a,b\n1,2\n3,4"5"\n', says: /quote/i, line: 3 },
  { what: "huge field", data: `a,b\n1,"${"x".repeat(2 << 20)}"\n`, says: /longer than 1 MB.*quote/ },
  { what: "binary", data: new Uint8Array(5000).map((_, i) => (i * 7919) % 256), says: /no text file/ },
  { what: "workbook", data: "PK\u0003\u0004....", says: /Excel.*CSV UTF-8/ },
  { what: "web page", data: "<!DOCTYPE html><html>", says: /web page/ },
  { what: "JSON document", data: '[{"a":1}]', says: /one object a line/ },
  { what: "broken newline-JSON", data: '{"a":1}\n{"a":2\n', says: /no JSON object/, line: 2 },
  { what: "truncated Parquet", data: "PAR1 and then nothing", says: /damaged or truncated/ },
  { what: "double column", data: "a,b,a\n1,2,3\n", says: /Two columns are called "a"/, line: 1 },
  { what: "nameless column", data: "a,,c\n1,2,3\n", says: /Column 2 has no name/, line: 1 },
  {
    what: "later bytes that are no UTF-8",
    data: Buffer.concat([Buffer.from(`a,b,c\n${good}`), Buffer.from("p1,x,M\xfcller\n", "latin1")]),
    says: /not UTF-8.*--encoding/,
  },
  {
    what: "unknown encoding",
    data: "a,b\n1,2\n",
    options: { encoding: "klingon" },
    says: /klingon.*not known/,
  },
];

function damaged(data: Uint8Array): Uint8Array {
  return data.map((byte, i) => (i > 2000 && i < 2100 ? byte ^ 0x55 : byte));
}

for (const { what, data, says, line, options } of BAD) {
  void test(`${what}: a message with file, line and remedy`, async () => {
    const path = file(`bad ${what}`, data);
    await assert.rejects(read(path, options), (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, says);
      if (what !== "unknown encoding") assert.equal(error.place.file, path);
      if (line !== undefined) assert.equal(error.place.line, line);
      assert.ok(error.remedy.length > 10);
      assert.doesNotMatch(error.message, /p9|xxx/, "no value of a row in the message");
      return true;
    });
  });
}

void test("files that are missing, folders, and files of different queries are refused by name", async () => {
  mkdirSync(join(folder, "sub"));
  await assert.rejects(read(join(folder, "nowhere.csv")), /nowhere.csv: There is no such file/);
  await assert.rejects(read(join(folder, "none-*.csv")), /no such file/);
  await assert.rejects(read(join(folder, "sub")), /is a folder.*\*\.csv/);
  const one = file("one.csv", "a,b\n1,2\n");
  await assert.rejects(read([one, file("two.csv", "a,c\n1,2\n")]), /two.csv: It has no column "b", unlike/);
  await assert.rejects(read([one, "-"]), /together with files/);
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LineError, Scanner, type ColumnPlan } from "../../src/drop/scan";
import { TextCodes } from "../../src/drop/text-codes";
import { parseDay, parseMetric } from "../../src/drop/values";

const runs = Number(process.env["QUORUM_FC_RUNS"] ?? 300);

const plan: ColumnPlan[] = [
  { name: "ObjectId", role: "key", required: true },
  { name: "MetricDate", role: "day", required: true },
  { name: "Hours", role: "metric", required: false },
  { name: "Team", role: "label", required: false },
  { name: "IsActive", role: "flag", required: false },
];

/** What a row means, by JSON.parse; the oracle of the fast scanner. */
interface Meaning {
  readonly key: string;
  readonly day: number;
  readonly hours: number;
  readonly team: string | null;
  readonly active: boolean | null;
}

function meaningOf(line: string): Meaning {
  const row = JSON.parse(line) as Record<string, unknown>;
  const hours = row["Hours"];
  const active = row["IsActive"] as boolean | string | null | undefined;
  return {
    key: row["ObjectId"] as string,
    day: Date.parse(`${(row["MetricDate"] as string).slice(0, 10)}T00:00:00Z`) / 86_400_000,
    hours: hours === null || hours === undefined || hours === "" ? Number.NaN : Number(hours),
    team: typeof row["Team"] === "string" && row["Team"] !== "" ? row["Team"] : null,
    active: active === null || active === undefined ? null : String(active).toLowerCase() === "true",
  };
}

function scanned(lines: readonly string[], cuts = 1): Meaning[] {
  const scanner = new Scanner(plan);
  const texts: string[][] = plan.map(() => []);
  const out: Meaning[] = [];
  const size = Math.ceil(lines.length / cuts);
  for (let from = 0; from < lines.length; from += size) {
    const batch = scanner.scan(Buffer.from(lines.slice(from, from + size).join("\n")));
    batch.columns.forEach((column, i) => texts[i]?.push(...column.fresh));
    for (let row = 0; row < batch.rows; row++) {
      const at = (i: number): number => batch.columns[i]?.values[row] ?? Number.NaN;
      out.push({
        key: texts[0]?.[at(0)] ?? "?",
        day: at(1),
        hours: at(2),
        team: texts[3]?.[at(3)] ?? null,
        active: at(4) < 0 ? null : at(4) === 1,
      });
    }
  }
  return out;
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.integer({ min: 0, max: 9999 }).map((n) => n / 100),
  fc.constant(0),
);
const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "grapheme", minLength: 1 }), fc.uuid());
const day = fc
  .date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 10)}T00:00:00Z`);
const row = fc.record(
  {
    ObjectId: text,
    MetricDate: day,
    Hours: fc.oneof(number, number.map(String), fc.constant(null), fc.constant("")),
    Team: fc.oneof(text, fc.constant(null)),
    IsActive: fc.oneof(fc.boolean(), fc.constantFrom("true", "False"), fc.constant(null)),
    Other: fc.jsonValue(),
    "Zeile ü": text,
  },
  { requiredKeys: ["ObjectId", "MetricDate"] },
);
/** The same object in other clothes: order of names, white space. */
const line = fc.tuple(row, fc.nat(2), fc.boolean()).map(([object, space, reversed]) => {
  const entries = Object.entries(object);
  if (reversed) entries.reverse();
  const gap = [" ", "\t", ""][space] ?? "";
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${gap}${JSON.stringify(v)}`).join(`,${gap}`)}${gap}}`;
});

describe("the scanner", () => {
  it("means what JSON.parse means, whatever the lines look like and wherever batches end", () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (lines, cuts) => {
          assert.deepEqual(scanned(lines, cuts), lines.map(meaningOf));
        },
      ),
      { numRuns: runs },
    );
  });

  it("accepts a line exactly when JSON.parse does", () => {
    const good = `{"ObjectId":"a","MetricDate":"2024-05-05T00:00:00Z","Hours":12.5e1,"IsActive":true}`;
    const damage = fc.record({ at: fc.nat(good.length), by: fc.string({ maxLength: 3 }), cut: fc.nat(3) });
    let refused = 0;
    fc.assert(
      fc.property(damage, ({ at, by, cut }) => {
        const bad = good.slice(0, at) + by.replace(/\n/g, "") + good.slice(at + cut);
        let valid: boolean;
        try {
          const value: unknown = JSON.parse(bad);
          valid = typeof value === "object" && value !== null && !Array.isArray(value);
        } catch {
          valid = bad.trim() === "";
        }
        let error: unknown;
        try {
          scanned([good, bad]);
        } catch (thrown) {
          error = thrown;
        }
        if (!valid) {
          refused++;
          assert.ok(error instanceof LineError, `accepted: ${bad}`);
          assert.equal(error.line, 1);
        } else if (error instanceof LineError) {
          assert.match(error.message, /is missing|is not (a date|a number|true or false|text)/);
        } else assert.equal(error, undefined);
      }),
      { numRuns: runs * 3 },
    );
    assert.ok(refused > runs / 2, "the damage was too mild to test anything");
  });

  it("says nothing of a line's values in its message", () => {
    for (const bad of [
      `{"ObjectId":"CANARY","MetricDate":"2024-05-05","Hours":"CANARY"}`,
      `{"ObjectId":"CANARY","MetricDate":"CANARY"}`,
      `CANARY`,
      `{"ObjectId":"a","MetricDate":"2024-05-05","Hours":CANARY}`,
    ]) {
      assert.throws(
        () => scanned([bad]),
        (error: Error) => error instanceof LineError && !error.message.includes("CANARY"),
      );
    }
  });
});

describe("codes of texts", () => {
  it("number texts in the order in which they are met first, in whatever order they come again", () => {
    const texts = fc.constantFrom("", "a", "b", "abcd", "abcde", "abcdf", "é", "ü");
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 40 }), (given) => {
        const codes = new TextCodes();
        const met = [...new Set(given)];
        for (const text of given) assert.equal(codes.ofString(text), met.indexOf(text));
        assert.deepEqual(codes.takeFresh(), met);
      }),
      { numRuns: runs },
    );
  });
});

describe("values", () => {
  it("reads every number as Number does", () => {
    const check = (given: string): void => {
      const bytes = Buffer.from(given);
      assert.equal(parseMetric(bytes, 0, bytes.length), Number(given), given);
    };
    fc.assert(
      fc.property(number, (n) => {
        check(JSON.stringify(n));
      }),
      { numRuns: runs },
    );
    fc.assert(fc.property(fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/), check), {
      numRuns: runs * 3,
    });
  });

  it("refuses what is no number", () => {
    for (const bad of ["x", "1,5", "--1", "1.2.3", "0x10", "Infinity", "NaN", "1e999"]) {
      const bytes = Buffer.from(bad);
      assert.equal(parseMetric(bytes, 0, bytes.length), undefined, bad);
    }
    assert.ok(Number.isNaN(parseMetric(Buffer.from(" "), 0, 1)));
  });

  it("refuses a row without a person or a date, by its line", () => {
    const good = '{"ObjectId":"a","MetricDate":"2024-05-05","Hours":1}';
    for (const [bad, name] of [
      ['{"MetricDate":"2024-05-05","Hours":1}', "ObjectId"],
      ['{"ObjectId":null,"MetricDate":"2024-05-05","Hours":1}', "ObjectId"],
      ['{"ObjectId":"","MetricDate":"2024-05-05","Hours":1}', "ObjectId"],
      ['{"ObjectId":"a","Hours":1}', "MetricDate"],
      ['{"ObjectId":"a","MetricDate":null,"Hours":1}', "MetricDate"],
    ] as const)
      assert.throws(
        () => scanned([good, bad]),
        (error) =>
          error instanceof LineError && error.line === 1 && error.message === `"${name}" is missing.`,
        bad,
      );
  });

  it("reads dates with and without a time, and refuses days that do not exist", () => {
    assert.equal(parseDay("1970-01-02"), 1);
    assert.equal(parseDay("2024-02-29T00:00:00.0000000Z"), 19782);
    for (const bad of ["2023-02-29", "2024-13-01", "05/06/2024", "2024-1-1", "", "2024-01-01x"]) {
      assert.equal(parseDay(bad), undefined, bad);
    }
  });
});

// The command line and the packaged visual draw the same Release: the same rows, the same view, the same numbers.
// Random views; `QUORUM_SEED` gives those of an earlier run again, `QUORUM_VIEWS` more of them.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { createProgram } from "../../cli/src/program";
import { SeededRandom } from "../../samples/random";
import type { ReleaseCell } from "../../src/engine";
import { pivoted, Playground, SHARED, sharedMissing, type Change } from "./harness";

const ATTRIBUTES = ["Organization", "FunctionType", "LevelDesignation", "SupervisorIndicator"];
const METRICS = ["Collaboration_hours", "Email_hours", "Meetings", "Internal_network_size"];
const FILE = join(SHARED, "viva-sample/person-query-messy.csv");
const VIEWS = Number(process.env["QUORUM_VIEWS"] ?? 36);
const seed = Number(process.env["QUORUM_SEED"] ?? Date.now() % 1_000_000);

/** One view, in the words of both. */
interface RandomView {
  readonly args: readonly string[];
  readonly change: Change;
  /** Rows that both see. */
  readonly keep: readonly Row[] | null;
  readonly over: string;
  readonly decimals: number;
  readonly percent: boolean;
}

type Row = Readonly<Record<string, string>>;

function randomView(random: SeededRandom, rows: readonly Row[]): RandomView {
  const one = <T>(from: readonly T[]): T => from[random.whole(0, from.length - 1)] as T;
  const metric = one(METRICS);
  const by = one(ATTRIBUTES);
  const series = random.chance(0.35) ? one(ATTRIBUTES.filter((name) => name !== by)) : null;
  const over = one(["none", "none", "period", "week", "month", "quarter", "year"]);
  const kind = over === "none" ? one(["bar", "columns"]) : one(["trend", "heat"]);
  const limit = random.whole(5, 24);
  const [measure, settings] = one<[string, Record<string, unknown>]>([
    ["mean", { kind: "mean" }],
    ["mean", { kind: "mean" }],
    ["row-mean", { kind: "row-mean" }],
    ["total", { kind: "total" }],
    ["median", { kind: "median" }],
    ["p25", { kind: "percentile", percentile: 25 }],
    ["headcount", { kind: "headcount" }],
    [`share-above:${limit}`, { kind: "share-people", side: "above", limit }],
    [`share-below:${limit}`, { kind: "share-people", side: "below", limit }],
  ]);
  const minimum = random.whole(5, 20);
  const groupSize = one(["band", "rounded", "hidden", "exact"]);
  const merge = random.chance(0.3);
  const totals = one(["none", "none", "everybody", "shown"]);
  const known = totals === "everybody" || random.chance(0.6);
  const percent = measure.startsWith("share");
  const decimals = percent || measure === "headcount" ? 0 : random.whole(0, 3);
  const slicer = random.chance(0.35) ? randomSlicer(random, rows) : null;
  return {
    args: [
      ...["--metric", metric, "--measure", measure, "--by", by, "--over", over],
      ...(series === null ? [] : ["--series", series]),
      ...["--min-group-size", `${minimum}`, "--group-size", groupSize],
      ...["--small-groups", merge ? "merge" : "hide", "--totals-known", known ? "yes" : "no"],
      ...["--decimals", `${decimals}`],
      ...(totals === "none" ? [] : ["--totals", "groups", "--total-of", totals]),
    ],
    change: {
      bindings: [
        ...pivoted(by, metric),
        ...(series === null ? [] : [{ role: "series", field: series, summary: "none" }]),
      ],
      objects: {
        chart: { kind },
        measure: settings,
        periods: { over },
        privacy: { minimum, groupSize, merge, totalsKnown: known, hiddenGroups: "muted", session: false },
        referenceLine: { kind: totals },
        labels: { decimals },
      },
      slicers: slicer === null ? [] : [{ ...slicer, from: null, to: null }],
    },
    keep: slicer === null ? null : rows.filter((row) => slicer.values.includes(row[slicer.field] ?? "")),
    ...{ over, decimals, percent },
  };
}

/** Some values of an attribute, of which one or more are kept. */
function randomSlicer(
  random: SeededRandom,
  rows: readonly Row[],
): { readonly field: string; readonly values: readonly string[] } {
  const field = ATTRIBUTES[random.whole(0, ATTRIBUTES.length - 1)] ?? "";
  const all = [...new Set(rows.map((row) => row[field] ?? ""))].filter((value) => value !== "").sort();
  const values = all.filter(() => random.chance(0.6));
  return { field, values: values.length > 0 ? values : all.slice(0, 1) };
}

let page: Playground;
const folder = mkdtempSync(join(tmpdir(), "quorum-same-"));
before(async () => {
  page = await Playground.open({ preset: "Bar chart", height: 2400, width: 1800 });
});
after(async () => {
  rmSync(folder, { recursive: true });
  await page.close();
});

/** What `quorum release` writes. */
async function released({ args, keep }: RandomView): Promise<readonly ReleaseCell[]> {
  const [rows, out] = [join(folder, "rows.csv"), join(folder, "release.json")];
  if (keep !== null) writeFileSync(rows, stringify([...keep], { header: true }));
  const program = await createProgram("release");
  await program.parseAsync(["release", keep === null ? FILE : rows, ...args, "--out", out], { from: "user" });
  return (JSON.parse(readFileSync(out, "utf8")) as { cells: ReleaseCell[] }).cells;
}

/** How the visual names the place of a cell in English. */
function placeOf(cell: ReleaseCell, over: string): string {
  const group = cell.kind === "other" ? "Other" : cell.group;
  return [group, cell.series, cell.period === null ? null : periodText(cell.period, over)]
    .filter((part) => part !== null)
    .join(" · ");
}

function periodText(period: string, over: string): string {
  const [year = "", month = ""] = period.split("-");
  if (over === "year") return year;
  if (over === "quarter") return `Q${Math.ceil(Number(month) / 3)} ${year}`;
  if (over !== "month") return period;
  const day = new Date(`${period}T00:00:00Z`);
  return day.toLocaleDateString("en-US", { month: "long", year: "numeric", timeZone: "UTC" });
}

/** What the visual is to say of a cell: its value as it is written, and how many people are behind it. */
function saying(cell: ReleaseCell, { decimals, percent }: RandomView): string {
  switch (cell.status) {
    case "hidden":
      return "Not shown";
    case "empty":
      return "No data";
    case "clipped":
      return cell.step.replace(" %", "%");
    case "shown": {
      const value = percent ? `${(cell.value * 100).toFixed(decimals)}%` : cell.value.toFixed(decimals);
      return cell.people === undefined ? value : `${value}, People ${cell.people}`;
    }
  }
}

/** A point's name as place and saying: the metric's name stands between them, and thousands are set apart. */
function toldOf(label: string, metric: string): readonly [string, string] {
  const between = `: ${metric.replaceAll("_", " ")} `;
  const at = label.indexOf(between);
  return [label.slice(0, at), label.slice(at + between.length).replace(/(\d),(?=\d{3})/g, "$1")];
}

describe("quorum release equals the visual", { skip: sharedMissing }, () => {
  const random = new SeededRandom(seed);
  const compared = { shown: 0, hidden: 0, empty: 0, clipped: 0 };
  let rows: readonly Row[] = [];
  before(async () => {
    console.log(`random views of QUORUM_SEED=${seed}`);
    const text = readFileSync(FILE, "utf8");
    rows = parse<Row>(text, { columns: true });
    await page.openText("messy.csv", text);
  });
  for (let i = 1; i <= VIEWS; i++) {
    it(`random view ${i}`, async () => {
      const view = randomView(random, rows);
      await page.change(view.change);
      const cells = await released(view);
      // Totals are no points of a chart; that of "Other" over all series is one as well.
      const inner = cells.filter(
        ({ kind, series }) =>
          (kind === "group" || kind === "other") && (series !== null || !view.args.includes("--series")),
      );
      const expected = inner.map((cell) => [placeOf(cell, view.over), saying(cell, view)] as const);
      const told = (await page.points()).map((label) => toldOf(label, view.args[1] ?? ""));
      const about = `QUORUM_SEED=${seed}: ${view.args.join(" ")} ${JSON.stringify(view.change.slicers)}`;
      assert.deepEqual(new Map(told), new Map(expected), about);
      assert.equal(told.length, inner.length, about);
      for (const { status } of inner) compared[status]++;
    });
  }
  it("compared enough of every kind", () => {
    console.log(`cells compared with the packaged visual: ${JSON.stringify(compared)}`);
    assert.ok(compared.shown > 15 * VIEWS && compared.hidden > VIEWS);
  });
});

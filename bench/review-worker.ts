// Runs in a process of its own, so that the memory of one way of working is not the other's.
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DefaultSettings, TaskUtils } from "@microsoft/powerquery-parser";
import { reviewReport } from "../cli/src/review/review";
import { toJson } from "../cli/src/review/output/json";

const [mode, folder = "", rounds = "5"] = process.argv.slice(2);

/** The floor: read every file, JSON.parse it, and run Microsoft's parser over the queries. Nothing is looked at. */
async function parseAlone(): Promise<unknown> {
  const root = join(folder, "..");
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(json|bim|pbir)$/.test(name),
  );
  const files = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(root, name), "utf8")) as unknown),
  );
  const bim = files.find((file) => typeof file === "object" && file !== null && "model" in file) as {
    model: { tables: { partitions: { source: { expression: string[] } }[] }[] };
  };
  const queries = bim.model.tables.map((table) => table.partitions[0]?.source.expression.join("\n") ?? "");
  const parsed = [];
  for (const query of queries) parsed.push(await TaskUtils.tryLexParse(DefaultSettings, query));
  return [files, parsed];
}

async function review(): Promise<unknown> {
  return toJson(await reviewReport(folder, { minGroupSize: 10, people: [] }));
}

const before = process.memoryUsage().rss;
const times: number[] = [];
let kept: unknown;
for (let round = -2; round < Number(rounds); round++) {
  const started = performance.now();
  kept = await (mode === "parse" ? parseAlone() : review());
  if (round >= 0) times.push(performance.now() - started);
}
times.sort((a, b) => a - b);
const megabytes = (process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20;
console.log(JSON.stringify({ ms: times[times.length >> 1], megabytes, kept: kept !== undefined }));

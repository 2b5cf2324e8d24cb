import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import { tableOfSafeBase } from "../../src/service/safe-base-table";
import { NO_DESCRIPTION } from "./imitation/description";
import { runCommand, SAMPLE_QUERY } from "../run-command";
import { runService, signIn, start } from "./harness";

test(
  "what quorum safe-base writes, CSV or Parquet, can be pushed, row by row the same",
  { skip: NO_DESCRIPTION },
  async (t) => {
    const { file } = await start(t);
    const made = ["--filter", "Organization", "--metrics", "Email_hours,Meeting_hours"];
    const tables = [];
    for (const name of ["base.csv", "base.parquet"]) {
      await runCommand("safe-base", SAMPLE_QUERY, ...made, "--out", file(name));
      tables.push(await tableOfSafeBase(file(name)));
    }
    const [csv, parquet] = tables;
    assert.ok(csv && parquet && csv.rowCount > 20);
    const rows = await csv.read(0, csv.rowCount);
    assert.deepEqual(await parquet.read(0, parquet.rowCount), rows);
    // A later part after an earlier one, and an earlier one again.
    assert.deepEqual(await csv.read(10, 12), rows.slice(10, 12));
    const records = parse<Record<string, string>>(await readFile(file("base.csv"), "utf8"), {
      columns: true,
    });
    assert.deepEqual(
      rows.map((row) => [
        row["Period"],
        row["Organization"],
        row["Email_hours sum"],
        row["Email_hours people"],
      ]),
      records.map((record) => [
        `${record["Period"] ?? ""}T00:00:00.000Z`,
        record["Organization"],
        Number(record["Email_hours sum"]),
        Number(record["Email_hours people"]),
      ]),
    );
    tables.forEach((table) => {
      table.close();
    });
  },
);

test(
  "a query's answer is an input of release: the same release as from the file",
  { skip: NO_DESCRIPTION },
  async (t) => {
    const { imitation, file } = await start(t);
    await signIn(t, imitation);
    const records = parse<Record<string, string>>(await readFile(SAMPLE_QUERY, "utf8"), {
      columns: true,
    }).slice(0, 6000);
    const names = ["PersonId", "MetricDate", "Organization", "Email_hours"];
    const rows = records.map((record) =>
      Object.fromEntries(
        names.map((name) => {
          const text = record[name] ?? "";
          const value =
            name === "Email_hours" ? Number(text) : name === "MetricDate" ? `${text}T00:00:00` : text;
          return [`Rows[${name}]`, text === "" ? null : value];
        }),
      ),
    );
    const dax = "EVALUATE Rows";
    imitation.world.queries.set(dax, () => ({ results: [{ tables: [{ rows }] }] }));
    await writeFile(file("rows.dax"), dax);
    const asked = ["--dataset", "d", "--dax", file("rows.dax"), "--out", file("answer.csv")];
    await runService(imitation, "query", ...asked);
    assert.equal(
      (await stat(file("answer.csv"))).mode & 0o077,
      0,
      "rows of persons are for their owner's eyes",
    );
    const plain = records.map((record) => names.map((name) => record[name] ?? "").join(","));
    await writeFile(file("plain.csv"), [names.join(","), ...plain].join("\n"));
    const cells: unknown[] = [];
    for (const name of ["answer", "plain"]) {
      const view = ["--metric", "Email_hours", "--by", "Organization", "--over", "week"];
      await runCommand(
        "release",
        file(`${name}.csv`),
        ...view,
        "--format",
        "json",
        "--out",
        file(`${name}.json`),
      );
      cells.push((JSON.parse(await readFile(file(`${name}.json`), "utf8")) as { cells: unknown }).cells);
    }
    assert.deepEqual(cells[0], cells[1]);
  },
);

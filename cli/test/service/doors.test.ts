import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { push } from "../../src/service/push";
import { parseReleases, readRelease } from "../../src/service/release-file";
import { tableOfSafeBase } from "../../src/service/safe-base-table";
import { tableOfRelease, type ProtectedTable } from "../../src/service/protected-table";
import { Refusal } from "../../src/shared/errors";
import { cardFile, writeCard, type SafeBaseCard } from "../../src/shared/safe-base-card";
import { NO_DESCRIPTION } from "./imitation/description";
import { release, safeBaseCsv } from "./samples";
import { runService, start, WORKSPACE } from "./harness";

const skip = NO_DESCRIPTION;
const PERSON = "7d99f98f-c0a6-4df9-b2c3-ec9507caf781";
const ROWS = `PersonId,MetricDate,Organization,Email_hours\n${PERSON},2024-04-28,IT,5.6\n`;

/** A card that lies: it calls any table a safe base. */
async function forgeCard(file: string, columns: SafeBaseCard["columns"]): Promise<void> {
  const base = {
    quorum: "safe-base/1",
    over: "week",
    minGroupSize: 10,
    policyHash: "x",
    attributes: [],
    metrics: [],
    rows: [],
  };
  await writeCard(file, base as never);
  const card = JSON.parse(await readFile(cardFile(file), "utf8")) as SafeBaseCard;
  await writeFile(cardFile(file), JSON.stringify({ ...card, columns }));
}

test("rows of persons are refused at each door, and nothing is sent", { skip }, async (t) => {
  const { imitation, file } = await start(t);
  await writeFile(file("rows.csv"), ROWS);
  await writeFile(
    file("rows.json"),
    JSON.stringify([{ PersonId: PERSON, MetricDate: "2024-04-28", Email_hours: 5.6 }]),
  );
  await writeFile(file("rows.ndjson"), `${JSON.stringify({ PersonId: PERSON })}\n`);
  const into = ["--dataset", "D", "--create"];
  for (const name of ["rows.csv", "rows.json", "rows.ndjson"]) {
    await assert.rejects(runService(imitation, "push", file(name), ...into), Refusal, name);
    const goal = [
      "--scorecard",
      WORKSPACE,
      "--goal",
      WORKSPACE,
      "--date",
      "2024-04-28",
      "--cell",
      "group=IT",
    ];
    await assert.rejects(
      runService(imitation, "checkin", "add", "--from", file(name), ...goal),
      Refusal,
      name,
    );
  }
  // Called a safe base by a forged card: the name of a column gives it away,
  const columns: SafeBaseCard["columns"] = [
    { role: "attribute", name: "PersonId" },
    { role: "period", name: "MetricDate" },
    { role: "attribute", name: "Organization" },
    { role: "sum", name: "Email_hours", metric: "Email_hours" },
  ];
  await writeFile(file("named.csv"), ROWS.replace(PERSON, "somebody"));
  await forgeCard(file("named.csv"), columns);
  await assert.rejects(
    runService(imitation, "push", file("named.csv"), ...into),
    /Column PersonId tells persons apart/,
  );
  // and under another name its values do: ids, addresses, pseudonyms.
  for (const value of [
    PERSON,
    "somebody@example.com",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ]) {
    const disguised = file(`disguised-${value.slice(0, 4)}.csv`);
    await writeFile(disguised, ROWS.replace("PersonId", "Team").replace(PERSON, value));
    const renamed = columns.map((column) =>
      column.name === "PersonId" ? { ...column, name: "Team" } : column,
    );
    await forgeCard(disguised, renamed);
    await assert.rejects(runService(imitation, "push", disguised, ...into), /person's id or address/);
  }
  assert.equal(imitation.log.length, 0);
  assert.ok(!existsSync(`${file("named.csv")}.push-state.json`));
});

test(
  "a safe base is refused when a row is under the minimum, or the file was changed",
  { skip },
  async (t) => {
    const { imitation, file } = await start(t);
    const base = await safeBaseCsv(file("base.csv"), 30);
    const small = (await readFile(base, "utf8")).replace(/,12\n/, ",9\n");
    await writeFile(base, small);
    await assert.rejects(tableOfSafeBase(base), /changed after quorum safe-base wrote it/);
    const card = JSON.parse(await readFile(cardFile(base), "utf8")) as SafeBaseCard;
    await forgeCard(base, card.columns);
    await assert.rejects(tableOfSafeBase(base), /under the minimum group size/);
    assert.equal(imitation.log.length, 0);
  },
);

test("metrics side by side are one table of releases, each of which has to be one", { skip }, async (t) => {
  const { file } = await start(t);
  const both = (second: object): string =>
    JSON.stringify({ quorum: "releases/1", releases: [release(), second] });
  await writeFile(file("both.json"), both(release()));
  const table = await tableOfRelease(file("both.json"));
  assert.equal(table.rowCount, release().cells.length * 2);
  await assert.rejects(readRelease(file("both.json")), /holds several metrics.*one --metric/);
  const [first, ...others] = release().cells;
  const small = { ...release(), cells: [{ ...first, people: 4 }, ...others] };
  assert.throws(() => parseReleases(both(small), "r.json"), /under the minimum/);
  assert.throws(() => parseReleases(both({}), "r.json"), /no release .at releases.1/);
});

test("a release is refused when it holds what no release holds", () => {
  const good = release();
  const refused = (change: (data: ReturnType<typeof release>) => void, why: RegExp): void => {
    const data = structuredClone(good);
    change(data);
    assert.throws(
      () => parseReleases(JSON.stringify(data), "r.json"),
      (error) => error instanceof Refusal && why.test(error.message),
    );
  };
  assert.equal(parseReleases(JSON.stringify(good), "r.json")[0]?.cells.length, good.cells.length);
  refused((data) => (data.cells[2] = { ...data.cells[2], value: 7 }), /no release \(at cells.2/);
  refused((data) => (data.cells[2] = { ...data.cells[2], people: 4 }), /no release/);
  refused((data) => (data.cells[0] = { ...data.cells[0], people: 4 }), /under the minimum/);
  refused((data) => (data.cells[0] = { ...data.cells[0], people: data.policy.minGroupSize - 1 }), /under/);
  refused((data) => (data.cells[0] = { ...data.cells[0], people: "≥3" }), /under the minimum/);
  refused((data) => (data.cells[0] = { ...data.cells[0], group: PERSON }), /person's id/);
  refused((data) => (data.cells[0] = { ...data.cells[0], group: "a.b@example.com" }), /person's id/);
  refused((data) => data.cells.push({ ...data.cells[0] }), /twice/);
  refused((data) => (data.policy.minGroupSize = 2), /no release/);
  refused((data) => (data.cells[0] = { ...data.cells[0], PersonId: PERSON }), /no release/);
});

test("what only looks like a protected table is refused by its type", { skip }, async (t) => {
  const { imitation, service, file } = await start(t);
  const lookalike = {
    columns: [{ name: "Group", dataType: "String" }],
    rowCount: 1,
    fingerprint: "0".repeat(64),
    read: () => Promise.resolve([{ Group: "x" }]),
    close: () => undefined,
  } as unknown as ProtectedTable;
  const request = { workspace: WORKSPACE, dataset: "D", table: "T", create: true, mode: "append" as const };
  await assert.rejects(push(service(), lookalike, { ...request, stateFile: file("s.json") }), Refusal);
  assert.equal(imitation.log.length, 0);
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test, type TestContext } from "node:test";
import { TestClock } from "../remote/test-clock";
import { NO_DESCRIPTION } from "./imitation/description";
import { Imitation } from "./imitation/server";
import { release, safeBaseCsv } from "./samples";
import { identityEndpoint } from "./identity-endpoint";
import { serviceOptions, start } from "./harness";

const skip = NO_DESCRIPTION;
const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly messages: string;
}

/** Runs the command as a process of its own, signed in by @azure/identity; `onStart` gets a way to kill it. */
async function quorum(
  t: TestContext,
  imitation: Imitation,
  args: readonly string[],
  onStart: (kill: () => void) => void = () => undefined,
): Promise<Ended> {
  const command = ["--import", "tsx", MAIN, "service", ...args, ...serviceOptions(imitation)];
  const child = spawn(process.execPath, command, {
    env: { ...process.env, ...(await identityEndpoint(t, imitation)) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onStart(() => child.kill("SIGKILL"));
  let [out, messages] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  child.stderr.on("data", (part: Buffer) => (messages += part.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, messages };
}

/** The process's clock is the machine's, so the imitation's follows it. */
async function startNow(t: TestContext): Promise<Awaited<ReturnType<typeof start>>> {
  const world = await start(
    t,
    new (class extends TestClock {
      override now(): number {
        return Date.now();
      }
    })(),
  );
  return world;
}

test(
  "a push whose process is killed (SIGKILL) and started again puts every row in once",
  { skip },
  async (t) => {
    const { imitation, file, folder } = await startNow(t);
    const base = await safeBaseCsv(file("base.csv"), 25_000);
    const args = ["push", base, "--dataset", "Base", "--create", "--mode", "append"];
    let posts = 0;
    const killed = await quorum(t, imitation, args, (kill) => {
      imitation.faults = (operation) =>
        operation === "Datasets_PostRowsInGroup" && ++posts === 2
          ? { kind: "kill", applied: true, kill }
          : undefined;
    });
    assert.equal(killed.code, null);
    assert.equal(imitation.world.datasets[0]?.tables[0]?.rows.length, 20_000);
    const again = await quorum(t, imitation, args);
    assert.equal(again.code, 0, again.messages);
    assert.match(again.messages, /Pushed 25000 rows/);
    const { rows } = imitation.world.datasets[0].tables[0];
    assert.deepEqual([rows.length, new Set(rows.map((row) => row["QuorumKey"])).size], [25_000, 25_000]);
    assert.deepEqual(rows[101], {
      Period: "2024-01-14T00:00:00.000Z",
      Organization: "Group 1",
      "Email_hours sum": 237.5,
      "Email_hours people": 12,
      QuorumRun: rows[0]?.["QuorumRun"],
      QuorumKey: 101,
    });
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith(".part")),
      [],
    );
  },
);

test(
  "commands print what they did, data apart from messages, and end with their codes",
  { skip },
  async (t) => {
    const { imitation, file } = await startNow(t);
    await writeFile(file("release.json"), JSON.stringify(release()));
    const pushed = await quorum(t, imitation, [
      "push",
      file("release.json"),
      "--dataset",
      "Cells",
      "--create",
      "--json",
    ]);
    assert.equal(pushed.code, 0, pushed.messages);
    assert.equal((JSON.parse(pushed.out) as { rows: number }).rows, 5);
    const rows = imitation.world.datasets[0]?.tables[0]?.rows ?? [];
    assert.deepEqual(
      rows.map((row) => [row["Group"], row["Status"], row["Value"], row["People"]]),
      [
        ["Finance", "shown", 9.4, "≥10"],
        ["Other", "shown", 7.1, "≥10"],
        ["Legal", "hidden", null, null],
        ["HR", "empty", null, null],
        ["Sales, EMEA", "clipped", null, null],
      ],
    );
    const card = await quorum(t, imitation, ["scorecard", "create", "--name", "Wellbeing", "--json"]);
    const scorecard = (JSON.parse(card.out) as { id: string }).id;
    const made = await quorum(t, imitation, [
      "goal",
      "create",
      "--scorecard",
      scorecard,
      "--name",
      "Email",
      "--json",
    ]);
    const goal = ["--scorecard", scorecard, "--goal", (JSON.parse(made.out) as { id: string }).id];
    const from = ["--from", file("release.json"), "--json"];
    const kept = await quorum(t, imitation, ["checkin", "add", ...goal, ...from, "--cell", "group=Finance"]);
    assert.equal((JSON.parse(kept.out) as { value: number }).value, 9.4);
    const hidden = await quorum(t, imitation, [
      "checkin",
      "add",
      ...goal,
      ...from,
      "--cell",
      "group=Legal",
      "--date",
      "2024-05-05",
    ]);
    assert.equal(hidden.code, 0, hidden.messages);
    assert.equal((JSON.parse(hidden.out) as { value?: number }).value, undefined);
    const [, second] = imitation.world.scorecards[0]?.goals[0]?.checkIns ?? [];
    assert.deepEqual(
      [second?.value, second?.notes.map((note) => note.body)],
      [undefined, ["No value: hidden to protect people (minimum group size 10)."]],
    );
    const several = await quorum(t, imitation, ["checkin", "add", ...goal, ...from, "--cell", "kind=group"]);
    assert.equal(several.code, 2);
    assert.match(several.messages, /4 cells of the release/);
    await writeFile(file("rows.csv"), "PersonId,MetricDate,Email_hours\n1,2024-04-28,5\n");
    const refused = await quorum(t, imitation, ["push", file("rows.csv"), "--dataset", "Cells"]);
    assert.equal(refused.code, 1);
    assert.match(await readFile(file("release.json"), "utf8"), /release\/1/);
  },
);

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import {
  addNote,
  createGoal,
  createScorecard,
  keepCheckIn,
  updateCheckIn,
  updateGoal,
} from "../../src/service/goals";
import { lookOnce, type Sink, type WatchOptions } from "../../src/service/watch";
import type { Change } from "../../src/service/watch-changes";
import { toCommand, toFile, toWebhook } from "../../src/service/watch-sinks";
import { NO_DESCRIPTION } from "./imitation/description";
import { editNote } from "./imitation/scorecards";
import { start, WORKSPACE } from "./harness";

const skip = NO_DESCRIPTION;

async function watched(
  world: Awaited<ReturnType<typeof start>>,
): Promise<{ options: WatchOptions; seen: Change[]; goal: string }> {
  const service = world.service();
  const card = await createScorecard(service, WORKSPACE, "Wellbeing");
  const place = { workspace: WORKSPACE, scorecard: card.id ?? "" };
  const goal = await createGoal(service, place, { name: "Focus" });
  const seen: Change[] = [];
  const sink: Sink = {
    name: "output",
    deliver: (change) => {
      seen.push(change);
      return Promise.resolve();
    },
  };
  const problems = (message: string): never => assert.fail(message);
  const options = {
    ...place,
    goals: [],
    stateFile: world.file("watch.json"),
    sinks: [sink],
    onProblem: problems,
  };
  return { options, seen, goal: goal.id ?? "" };
}

test("each change once, with old and new values, across restarts", { skip }, async (t) => {
  const world = await start(t);
  const { options, seen, goal } = await watched(world);
  // Every look is a process of its own: nothing is kept but the state file.
  const look = (): Promise<number | undefined> => lookOnce(world.service(), options);
  const place = { ...options, goal };
  assert.equal(await look(), undefined, "the first look only remembers");
  assert.equal(await look(), 0);

  await keepCheckIn(world.service(), place, "2026-01-04", { value: 10, status: 1 });
  await look();
  assert.deepEqual(
    seen.map((change) => [change.kind, change.checkIn, change.old, change.new]),
    [
      ["value-changed", undefined, null, 10],
      ["status-changed", undefined, null, "on-track"],
      ["check-in-added", "2026-01-04", null, { value: 10, target: null, status: "on-track" }],
    ],
  );
  seen.length = 0;
  await addNote(world.service(), place, "2026-01-04", "first");
  await look();
  editNote(world.imitation.world, goal, "second");
  await look();
  await updateGoal(world.service(), place, { name: "Focus time" });
  await updateCheckIn(world.service(), place, "2026-01-04", { value: 12 });
  world.imitation.world.scorecards[0]?.goals[0]?.refreshes.push({
    goalId: goal,
    connectionType: "Current",
    status: "QueryExecutionError",
    timestamp: "2026-01-05T09:00:00Z",
  });
  await createGoal(world.service(), options, { name: "Another" });
  await look();
  assert.equal(await look(), 0);
  assert.deepEqual(
    seen.map((change) => change.kind),
    [
      "note-added",
      "note-changed",
      "goal-changed",
      "value-changed",
      "check-in-changed",
      "refresh-failed",
      "goal-added",
    ],
  );
  assert.deepEqual([seen[1]?.old, seen[1]?.new], ["first", "second"]);
  assert.equal(new Set(seen.map((change) => change.id)).size, seen.length);
});

test("a delivery that fails is tried again, and the others are not repeated", { skip }, async (t) => {
  const world = await start(t);
  const { options, seen, goal } = await watched(world);
  const problems: string[] = [];
  let fails = true;
  const flaky: Sink = {
    name: "webhook",
    deliver: () => (fails ? Promise.reject(new Error("HTTP 500.")) : Promise.resolve()),
  };
  const both = { ...options, sinks: [...options.sinks, flaky], onProblem: (m: string) => problems.push(m) };
  await lookOnce(world.service(), both);
  await keepCheckIn(world.service(), { ...options, goal }, "2026-01-04", { value: 1 });
  await lookOnce(world.service(), both);
  assert.equal(seen.length, 2);
  assert.equal(problems.length, 2);
  fails = false;
  await lookOnce(world.service(), both);
  assert.equal(seen.length, 2);
  const state = JSON.parse(await readFile(options.stateFile, "utf8")) as { pending: unknown[] };
  assert.deepEqual(state.pending, []);
});

const CHANGE: Change = {
  id: "1-abc",
  kind: "value-changed",
  noticed: "2026-01-05T09:00:00.000Z",
  scorecard: "s",
  goal: "g",
  name: '"; touch never; "',
  old: 1,
  new: 2,
};

test("sinks: a file takes a change once and survives a cut-off line; a command gets it on its input; a webhook by POST", async (t) => {
  const world = NO_DESCRIPTION ? undefined : await start(t);
  if (world === undefined) {
    t.skip(String(NO_DESCRIPTION));
    return;
  }
  const file = world.file("changes.ndjson");
  await writeFile(file, '{"id":"0-cut","ki');
  await toFile(file).deliver(CHANGE);
  await toFile(file).deliver(CHANGE);
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  assert.deepEqual(
    lines.slice(1).map((line) => JSON.parse(line) as Change),
    [CHANGE],
  );

  const copy = world.file("copy.json");
  await toCommand(`cat > "${copy}"`).deliver(CHANGE);
  assert.deepEqual(JSON.parse(await readFile(copy, "utf8")), CHANGE);
  process.env["AZURE_CLIENT_SECRET"] = "a secret";
  t.after(() => delete process.env["AZURE_CLIENT_SECRET"]);
  await toCommand(`printf '%s' "$HOME:$AZURE_CLIENT_SECRET" > "${copy}"`).deliver(CHANGE);
  assert.equal(await readFile(copy, "utf8"), `${process.env["HOME"] ?? ""}:`);
  await assert.rejects(toCommand("exit 3").deliver(CHANGE), /ended with 3/);

  const got: { key: unknown; body: string }[] = [];
  const server = createServer((request, answer) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      got.push({ key: request.headers["idempotency-key"], body });
      answer.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  await toWebhook(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`).deliver(CHANGE);
  assert.deepEqual(got, [{ key: CHANGE.id, body: JSON.stringify(CHANGE) }]);
  assert.throws(() => toWebhook("http://example.com"), /not sent to http:\/\/example.com/);
});

test("a damaged state and one of another scorecard are refused", { skip }, async (t) => {
  const world = await start(t);
  const { options } = await watched(world);
  await lookOnce(world.service(), options);
  await assert.rejects(
    lookOnce(world.service(), { ...options, scorecard: world.imitation.world.id() }),
    /another scorecard/,
  );
  await writeFile(options.stateFile, "{");
  await assert.rejects(lookOnce(world.service(), options), /damaged/);
});

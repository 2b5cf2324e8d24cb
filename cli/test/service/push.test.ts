import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test, type TestContext } from "node:test";
import { listScorecards } from "../../src/service/goals";
import { push, type PushRequest } from "../../src/service/push";
import { ProtectedTable, type Row } from "../../src/service/protected-table";
import { NO_DESCRIPTION } from "./imitation/description";
import type { Fault, Imitation } from "./imitation/server";
import { start, WORKSPACE } from "./harness";

const skip = NO_DESCRIPTION;

/** A protected table of made-up cells. */
function madeUp(rows: number, name = "a"): ProtectedTable {
  const row = (i: number): Row => ({
    Group: `Group ${String(i % 97)}`,
    Value: (i * 7919) % 1000,
    People: "≥10",
  });
  return ProtectedTable.make(
    [
      { name: "Group", dataType: "String" },
      { name: "Value", dataType: "Double" },
      { name: "People", dataType: "String" },
    ],
    rows,
    createHash("sha256")
      .update(`${name}${String(rows)}`)
      .digest("hex"),
    (from, to) => Promise.resolve(Array.from({ length: to - from }, (_, i) => row(from + i))),
  );
}

function request(stateFile: string, more: Partial<PushRequest> = {}): PushRequest {
  return {
    workspace: WORKSPACE,
    dataset: "Protected",
    table: "Cells",
    create: true,
    mode: "append",
    stateFile,
    ...more,
  };
}

function keysOf(imitation: Imitation): number[] {
  const rows = imitation.world.datasets[0]?.tables[0]?.rows ?? [];
  return rows.map((row) => Number(row["QuorumKey"])).sort((a, b) => a - b);
}

function assertEachOnce(imitation: Imitation, rows: number): void {
  const keys = keysOf(imitation);
  assert.equal(keys.length, rows);
  assert.ok(
    keys.every((key, i) => key === i),
    "every key once",
  );
}

test("a push makes the dataset and puts every row in once", { skip }, async (t) => {
  const { imitation, service, file } = await start(t);
  const result = await push(service(), madeUp(25_000), request(file("state.json")));
  assert.equal(result.rows, 25_000);
  assertEachOnce(imitation, 25_000);
  const posts = imitation.log.filter((entry) => entry.operation === "Datasets_PostRowsInGroup");
  assert.equal(posts.length, 3);
});

test(
  "pushed again, the same content changes nothing: with its state, and without it",
  { skip },
  async (t) => {
    const { imitation, service, file } = await start(t);
    await push(service(), madeUp(25_000), request(file("state.json")));
    for (const state of ["state.json", "lost.json"]) {
      const again = await push(service(), madeUp(25_000), request(file(state)));
      assert.equal(again.alreadyThere, true);
      assertEachOnce(imitation, 25_000);
    }
    const replaced = await push(
      service(),
      madeUp(20_000, "b"),
      request(file("state.json"), { mode: "replace" }),
    );
    assert.equal(replaced.alreadyThere, false);
    assertEachOnce(imitation, 20_000);
  },
);

test("other content is appended beside it", { skip }, async (t) => {
  const { imitation, service, file } = await start(t);
  await push(service(), madeUp(12_000), request(file("state.json")));
  await push(service(), madeUp(3_000, "b"), request(file("state.json")));
  assert.equal(keysOf(imitation).length, 15_000);
});

test("an append whose state is lost half way finds out what is there", { skip }, async (t) => {
  const { imitation, service, file } = await start(t);
  await push(service(), madeUp(45_000), request(file("state.json")));
  const table = imitation.world.datasets[0]?.tables[0];
  assert.ok(table);
  table.rows = table.rows.filter((row) => Number(row["QuorumKey"]) < 14_321);
  await push(service(), madeUp(45_000), request(file("lost.json")));
  assertEachOnce(imitation, 45_000);
});

/** A fault for one request in `every`, of each kind in turn. */
function faultsInTurn(every: number, kill?: () => void): Imitation["faults"] {
  const kinds: Fault[] = [
    { kind: "status", status: 429, retryAfter: "17" },
    { kind: "status", status: 429 },
    { kind: "drop", applied: "never" },
    { kind: "drop", applied: "at-once" },
    { kind: "drop", applied: "late" },
    { kind: "status", status: 503, retryAfter: "3" },
    { kind: "status", status: 500, applied: true },
    { kind: "truncate" },
    ...(kill
      ? ([
          { kind: "kill", applied: false, kill },
          { kind: "kill", applied: true, kill },
        ] satisfies Fault[])
      : []),
  ];
  let next = 0;
  let requests = 0;
  return () => (++requests % every === 0 ? kinds[next++ % kinds.length] : undefined);
}

/** Pushes and starts again whenever the process "dies"; gives how often it did. */
async function pushThroughDeaths(
  { imitation, service, file }: Awaited<ReturnType<typeof start>>,
  table: ProtectedTable,
  every: number,
  more: Partial<PushRequest> = {},
): Promise<number> {
  let death = new AbortController();
  imitation.faults = faultsInTurn(every, () => {
    death.abort(new Error("killed"));
  });
  for (let deaths = 0; deaths < 500; deaths++) {
    try {
      await push(service(death.signal), table, request(file("state.json"), more));
      return deaths;
    } catch (error) {
      if (!death.signal.aborted) throw error;
      death = new AbortController();
    }
  }
  throw new Error("never came to an end");
}

test(
  "900,000 rows, faults of every kind, killed and started again: limits kept, nothing lost or doubled",
  { skip },
  async (t) => {
    const world = await start(t);
    const { imitation, clock } = world;
    imitation.latencyMs = 2_000;
    const began = clock.now();
    const deaths = await pushThroughDeaths(world, madeUp(900_000), 4);
    imitation.faults = () => undefined;
    assertEachOnce(imitation, 900_000);
    assert.ok(deaths >= 4, "killed often enough to mean something");
    const minutes = (clock.now() - began) / 60_000;
    assert.ok(minutes >= 10);
    t.diagnostic(
      `900,000 rows in ${minutes.toFixed(1)} simulated minutes, ${String(imitation.log.length)} requests, ${String(deaths)} restarts, fullest windows ${JSON.stringify(imitation.world.watch.fullest)}`,
    );
  },
);

test("an hour of small posts into a large table keeps 120 an hour", { skip }, async (t) => {
  const world = await start(t);
  const { imitation, clock } = world;
  const began = clock.now();
  await pushThroughDeaths(world, madeUp(900_000), 9, { rowsPerPost: 4_500 });
  imitation.faults = () => undefined;
  assertEachOnce(imitation, 900_000);
  const { fullest } = imitation.world.watch;
  assert.ok(clock.now() - began > 3_600_000, "more than an hour was needed");
  assert.ok(fullest.postsAnHour > 110, "the limit was used, not avoided");
  t.diagnostic(
    `${((clock.now() - began) / 60_000).toFixed(1)} simulated minutes, fullest ${JSON.stringify(fullest)}`,
  );
});

test("1,000,000 rows an hour are not passed", { skip }, async (t) => {
  const { imitation, service, file, clock } = await start(t);
  const began = clock.now();
  await push(service(), madeUp(1_100_000), request(file("state.json")));
  assertEachOnce(imitation, 1_100_000);
  assert.ok(clock.now() - began > 3_600_000);
  assert.equal(imitation.world.watch.fullest.rowsAnHour, 1_000_000);
});

test("a replacement through faults and deaths ends with the new content alone", { skip }, async (t) => {
  const world = await start(t);
  const { imitation, service, file } = world;
  await push(service(), madeUp(25_000), request(file("state.json")));
  const deaths = await pushThroughDeaths(world, madeUp(60_000, "b"), 3, {
    mode: "replace",
    rowsPerPost: 1_500,
  });
  imitation.faults = () => undefined;
  assert.ok(deaths >= 1);
  assertEachOnce(imitation, 60_000);
});

test("rows that a killed push has on their way do not arrive in its replacement", { skip }, async (t) => {
  const { imitation, service, file } = await start(t);
  const death = new AbortController();
  imitation.faults = (operation) => {
    if (operation !== "Datasets_PostRowsInGroup" || death.signal.aborted) return undefined;
    death.abort(new Error("killed"));
    return { kind: "drop", applied: "late" };
  };
  await assert.rejects(push(service(death.signal), madeUp(9_000), request(file("state.json"))), /killed/);
  await push(service(), madeUp(5_000, "b"), request(file("state.json"), { mode: "replace" }));
  // Whatever is on its way arrives before the next request.
  imitation.clock.advance(60_000);
  await listScorecards(service(), WORKSPACE);
  assertEachOnce(imitation, 5_000);
});

test("a deletion that is carried out late takes no new row with it", { skip }, async (t: TestContext) => {
  const { imitation, service, file } = await start(t);
  await push(service(), madeUp(15_000), request(file("state.json")));
  let dropped = false;
  imitation.faults = (operation) => {
    if (operation !== "Datasets_DeleteRowsInGroup" || dropped) return undefined;
    dropped = true;
    return { kind: "drop", applied: "late" };
  };
  await push(service(), madeUp(11_000, "b"), request(file("state.json"), { mode: "replace" }));
  assert.ok(dropped);
  assertEachOnce(imitation, 11_000);
});

test("what the service cannot take is said before anything is sent", { skip }, async (t) => {
  const { imitation, service, file } = await start(t);
  const wide = ProtectedTable.make(
    Array.from({ length: 74 }, (_, i) => ({ name: `m${String(i)}`, dataType: "Double" as const })),
    1,
    "0".repeat(64),
    () => Promise.resolve([]),
  );
  await assert.rejects(push(service(), wide, request(file("a.json"))), /76 columns are more than the 75/);
  await assert.rejects(push(service(), madeUp(5_000_001), request(file("b.json"))), /5000001 rows are more/);
  assert.equal(imitation.log.length, 0);
  const options = request(file("c.json"), { create: false });
  await assert.rejects(push(service(), madeUp(5), options), /no dataset "Protected".*--create/);
});

test("a service that is down ends the push after ten minutes, with its state kept", { skip }, async (t) => {
  const { imitation, service, file, clock } = await start(t);
  let down = false;
  imitation.faults = (operation) => {
    down ||= operation === "Datasets_PostRowsInGroup" && imitation.log.length > 4;
    return down ? { kind: "status", status: 503 } : undefined;
  };
  const began = clock.now();
  await assert.rejects(
    push(service(), madeUp(60_000), request(file("state.json"))),
    /No success for 10 minutes/,
  );
  assert.ok(clock.now() - began < 15 * 60_000);
  imitation.faults = () => undefined;
  await push(service(), madeUp(60_000), request(file("state.json")));
  assertEachOnce(imitation, 60_000);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { COLUMNS, median, pull, type Pulled, type PullRequest } from "../../src/devops/pull";
import { asList, weeksBetween, type Period } from "../../src/devops/periods";
import { NO_DESCRIPTION } from "./imitation/description";
import type { Imitation } from "./imitation/server";
import { makeWorld, type World } from "./imitation/world";
import { directoryOf, start } from "./harness";

const skip = NO_DESCRIPTION;
const WEEKS = asList(weeksBetween(0, "2025-03-02", "2025-04-05"));

function world(seed: number, more: Partial<Parameters<typeof makeWorld>[0]> = {}): World {
  const span = { from: "2025-02-20T00:00:00Z", to: "2025-04-15T00:00:00Z" };
  return makeWorld({ seed, people: 60, projects: ["Test", "Testing", "Web"], deeds: 4, ...span, ...more });
}

function asked(of: World, folder: string, more: Partial<PullRequest> = {}): PullRequest {
  const directory = directoryOf(of);
  return { account: "contoso", patterns: ["*"], periods: WEEKS, timeZone: "UTC", directory, folder, ...more };
}

/** The table that the truth gives, counted without any of the code under test. */
function truth(of: World, periods: readonly Period[], zone: string): Map<string, Record<string, number[]>> {
  const offset = { UTC: 0, "Asia/Tokyo": 9, "America/Phoenix": -7 }[zone] ?? NaN;
  const found = new Map<string, Record<string, number[]>>();
  for (const { person, metric, at, days } of of.deeds) {
    if (person === undefined) continue;
    const day = new Date(Date.parse(at) + offset * 3_600_000).toISOString().slice(0, 10);
    const period = periods.find(({ start: first, end }) => day >= first && day < end);
    if (period === undefined) continue;
    const key = `${person} ${period.start}`;
    const cell = found.get(key) ?? {};
    found.set(key, cell);
    (cell[metric] ??= []).push(days ?? 1);
  }
  return found;
}

function assertTruth(pulled: Pulled, of: World, periods: readonly Period[], zone = "UTC"): void {
  const expected = truth(of, periods, zone);
  let credited = 0;
  for (const row of pulled.rows) {
    const cell = expected.get(`${String(row[0])} ${String(row[1])}`) ?? {};
    COLUMNS.forEach((name, i) => {
      if (i < 2) return;
      const days = cell["Work_items_completed"] ?? [];
      if (name === "Work_item_lead_time_days") {
        assert.equal(row[i], median(days), `${String(row[0])} ${String(row[1])} ${name}`);
        return;
      }
      assert.equal(row[i], (cell[name] ?? []).length, `${String(row[0])} ${String(row[1])} ${name}`);
      credited += (cell[name] ?? []).length;
    });
    expected.delete(`${String(row[0])} ${String(row[1])}`);
  }
  assert.equal(expected.size, 0, "everybody who did something has a row");
  assert.ok(credited > 500, "there was something to count");
}

test("activity by person and week is the truth, over pages and an expired token", { skip }, async (t) => {
  const of = world(1);
  const { imitation, devops, file } = await start(t, of);
  assert.equal(await devops().signedInAs(), "analyst@contoso.com");
  const pulled = await pull(devops(), asked(of, file("state")));
  assertTruth(pulled, of, WEEKS);
  assert.ok(imitation.log.length > 60, "many pages");
  assert.deepEqual(pulled.report.bots, ["Project Collection Build Service (contoso)", "noreply@contoso.com"]);
});

test("precision and recall of the matching, printed; nobody is matched falsely", { skip }, async (t) => {
  const of = world(2, { people: 200 });
  const { devops, file } = await start(t, of);
  const pulled = await pull(devops(), asked(of, file("state")));
  const total = (rows: Pulled["rows"], name: string): Map<string, number> => {
    const place = (COLUMNS as readonly string[]).indexOf(name);
    const sums = new Map<string, number>();
    for (const row of rows) sums.set(String(row[0]), (sums.get(String(row[0])) ?? 0) + Number(row[place]));
    return sums;
  };
  const inWeeks = (at: string): boolean =>
    at.slice(0, 10) >= (WEEKS[0]?.start ?? "") && at.slice(0, 10) < (WEEKS.at(-1)?.end ?? "");
  const lines = COLUMNS.slice(2)
    .filter((name) => name !== "Work_item_lead_time_days")
    .map((name) => {
      const deeds = of.deeds.filter((deed) => deed.metric === name && inWeeks(deed.at));
      const got = total(pulled.rows, name);
      let right = 0;
      const trueSums = new Map<string, number>();
      for (const { person } of deeds) if (person) trueSums.set(person, (trueSums.get(person) ?? 0) + 1);
      for (const [person, n] of got) right += Math.min(n, trueSums.get(person) ?? 0);
      const credited = [...got.values()].reduce((a, b) => a + b, 0);
      return { name, precision: right / credited, recall: right / deeds.length };
    });
  for (const { name, precision, recall } of lines) {
    t.diagnostic(`${name}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
    assert.equal(precision, 1, `${name}: no false match`);
    assert.ok(recall >= (name === "Commits_self_declared" ? 0.7 : 1), name);
  }
});

test(
  "an address of two people leads to neither, and people the account has deleted stay found by the directory",
  { skip },
  async (t) => {
    const of = world(3);
    const { devops, file } = await start(t, of);
    of.users.splice(0, 10);
    const pulled = await pull(devops(), asked(of, file("state")));
    assertTruth(pulled, of, WEEKS);
    assert.equal(pulled.report.ambiguous, 1);
    const without = await pull(devops(), asked(of, file("other"), { directory: [] }));
    assert.ok(without.report.unmatched > pulled.report.unmatched, "without the directory they are unmatched");
    assert.ok(without.report.matched < pulled.report.matched);
  },
);

test("days and weeks are those of the time zone, at both ends of the day", { skip }, async (t) => {
  const of = world(4);
  const { devops, file } = await start(t, of);
  for (const zone of ["Asia/Tokyo", "America/Phoenix", "UTC"]) {
    const pulled = await pull(devops(), asked(of, file("state"), { timeZone: zone }));
    assertTruth(pulled, of, WEEKS, zone);
  }
});

test(
  "everybody of the account has a row for every period, zeros where nothing was done; others have none",
  { skip },
  async (t) => {
    const of = world(5, { deeds: 1 });
    const { devops, file } = await start(t, of);
    const { rows } = await pull(devops(), asked(of, file("state"), { directory: [] }));
    const members = of.people.filter((person) => person.descriptor !== undefined);
    for (const { id } of members) assert.equal(rows.filter((row) => row[0] === id).length, WEEKS.length);
    assert.equal(rows.length, members.length * WEEKS.length, "strangers to the account have no row");
    assert.ok(rows.some((row) => row.slice(2, 5).every((value) => value === 0) && row[5] === null));
  },
);

/** A pull that is killed at every so many requests, and started again until it ends. */
async function killedAndResumed(
  imitation: Imitation,
  every: number,
  attempt: (signal: AbortSignal) => Promise<Pulled>,
): Promise<{ resumed: Pulled | undefined; deaths: number }> {
  let [deaths, requests] = [0, 0];
  let death = new AbortController();
  imitation.faults = () => {
    requests += 1;
    const kill = (): void => {
      death.abort(new Error("killed"));
    };
    return requests % every === 0 ? { kind: "kill", kill } : undefined;
  };
  let resumed: Pulled | undefined;
  while (resumed === undefined && deaths < 200) {
    try {
      resumed = await attempt(death.signal);
    } catch (error) {
      if (!death.signal.aborted) throw error;
      death = new AbortController();
      deaths += 1;
    }
  }
  return { resumed, deaths };
}

test("killed at any request and started again, a pull equals an uninterrupted one", { skip }, async (t) => {
  const of = world(6, { deeds: 3 });
  const { imitation, devops, file } = await start(t, of);
  const whole = await pull(devops(), asked(of, file("whole")));
  const { resumed, deaths } = await killedAndResumed(imitation, 13, (signal) =>
    pull(devops(signal), asked(of, file("killed"))),
  );
  t.diagnostic(`killed ${String(deaths)} times`);
  assert.ok(deaths > 5);
  assert.deepEqual(resumed?.rows, whole.rows);
});

test(
  "killed at any request, a pull from Analytics equals one from the tracking service",
  { skip },
  async (t) => {
    const of = world(16, { deeds: 3 });
    const { imitation, devops, withAnalytics, file } = await start(t, of);
    const whole = await pull(devops(), asked(of, file("tracking")));
    const [before, notes] = [imitation.log.length, [] as string[]];
    const { resumed, deaths } = await killedAndResumed(imitation, 17, (signal) => {
      const request = asked(of, file("analytics"), { onNote: (note) => notes.push(note) });
      return pull(withAnalytics(signal), request);
    });
    assert.ok(deaths > 3);
    assert.deepEqual(resumed?.rows, whole.rows);
    assertTruth(whole, of, WEEKS);
    const asked_ = imitation.log.slice(before);
    assert.ok(asked_.filter((line) => line.endsWith("/WorkItemRevisions")).length > of.projects.length * 2);
    assert.ok(
      !asked_.some((line) => line.endsWith("/workitemrevisions")),
      "the tracking service's stream is not read",
    );
    assert.deepEqual(notes, []);
  },
);

test("a later pull from Analytics takes only what it took in since", { skip }, async (t) => {
  const of = world(17);
  const { imitation, withAnalytics, file } = await start(t, of);
  imitation.page = 10_000;
  // What Analytics has not taken in yet comes with the next pull, however old its date.
  const late = [...of.data.values()].map(({ revisions }) => revisions.splice(-20));
  await pull(withAnalytics(), asked(of, file("state"), { periods: WEEKS.slice(0, 2) }));
  [...of.data.values()].forEach(({ revisions }, i) => revisions.push(...(late[i] ?? [])));
  assertTruth(await pull(withAnalytics(), asked(of, file("state"))), of, WEEKS);
});

test(
  "without Analytics, work items come from the tracking service, and that is told",
  { skip },
  async (t) => {
    const of = world(18);
    const { imitation, withAnalytics, file } = await start(t, of);
    for (const status of [403, 404]) {
      const notes: string[] = [];
      imitation.faults = (path) => (path.includes("/_odata/") ? { kind: "status", status } : undefined);
      const request = asked(of, file(`state-${String(status)}`), { onNote: (note) => notes.push(note) });
      assertTruth(await pull(withAnalytics(), request), of, WEEKS);
      assert.equal(notes.length, of.projects.length);
      assert.match(
        notes[0] ?? "",
        new RegExp(`Test.*no Analytics .HTTP ${String(status)}.*tracking service`),
      );
    }
    // What is there and fails is no reason to look elsewhere.
    imitation.faults = (path) => (path.includes("/_odata/") ? { kind: "status", status: 500 } : undefined);
    await assert.rejects(pull(withAnalytics(), asked(of, file("failing"))), /HTTP 500.*WorkItemRevisions/);
  },
);

test("the token is never sent to another address that Analytics names", { skip }, async (t) => {
  const of = world(19);
  const { imitation, withAnalytics, file } = await start(t, of);
  imitation.analyticsElsewhere = "https://elsewhere.example/contoso";
  await assert.rejects(pull(withAnalytics(), asked(of, file("state"))), /another address/);
});

test("a later pull takes only what is new, and equals one of everything", { skip }, async (t) => {
  const of = world(7);
  const { imitation, devops, file } = await start(t, of);
  const folder = file("state");
  const first = asList(weeksBetween(0, "2025-03-02", "2025-03-15"));
  await pull(devops(), asked(of, folder, { periods: first }));
  // A project is renamed in between: it is known by its id.
  const [project] = of.projects;
  assert.ok(project);
  project.name = "Renamed";
  const before = imitation.log.length;
  const grown = await pull(devops(), asked(of, folder));
  const again = imitation.log.length;
  const streams = imitation.log.slice(before).filter((line) => line.endsWith("workitemrevisions"));
  assert.equal(streams.length, of.projects.length, "one look a project at what is new of its work items");
  assertTruth(grown, of, WEEKS);
  await pull(devops(), asked(of, folder));
  const last = imitation.log
    .slice(again)
    .filter((line) => /workitemrevisions|pullrequests|builds|commits/.test(line));
  assert.deepEqual(last, [], "nothing is pulled twice");
});

test(
  "the service slows the client down by its headers, refuses, fails and forgets its tokens",
  { skip },
  async (t) => {
    const of = world(8, { deeds: 3 });
    const { imitation, clock, devops, file } = await start(t, of);
    imitation.throttle = (n): Record<string, string> => {
      const reset = String(Math.floor(clock.now() / 1000) + 33);
      if (n % 10 === 0) return { "retry-after": "21" };
      if (n % 15 === 0) return { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
      return n % 17 === 0 ? { "x-ratelimit-delay": "2.5" } : {};
    };
    imitation.faults = (_, n) =>
      n % 12 === 0
        ? { kind: "status", status: 429, headers: { "retry-after": "40" } }
        : n % 19 === 0
          ? { kind: "status", status: 503 }
          : n % 23 === 0
            ? { kind: "drop" }
            : undefined;
    imitation.expireStreamTokens = true;
    const pulled = await pull(devops(), asked(of, file("state")));
    assertTruth(pulled, of, WEEKS);
    for (const wait of [21_000, 2_500, 40_000])
      assert.ok(clock.waits.includes(wait), `waited ${String(wait)}`);
    assert.ok(
      clock.waits.some((ms) => ms > 31_000 && ms <= 33_000),
      "waited until the limit was reset",
    );
  },
);

test("a part that fails fails the whole, and is all that the next run asks for", { skip }, async (t) => {
  const of = world(9);
  const { imitation, devops, file } = await start(t, of);
  imitation.faults = (path) => (path.endsWith("/builds") ? { kind: "status", status: 403 } : undefined);
  await assert.rejects(pull(devops(), asked(of, file("state"))), /HTTP 403.*partner-data.md/);
  imitation.faults = () => undefined;
  assertTruth(await pull(devops(), asked(of, file("state"))), of, WEEKS);
});

test("nobody matched is an error", { skip }, async (t) => {
  const of = world(10, { deeds: 1 });
  const { devops, file } = await start(t, of);
  const empty = asList(weeksBetween(0, "2024-01-07", "2024-01-20"));
  await assert.rejects(pull(devops(), asked(of, file("a"), { periods: empty })), /Nobody was matched/);
  of.users.length = 0;
  await assert.rejects(pull(devops(), asked(of, file("b"), { directory: [] })), /Nobody was matched/);
  await assert.rejects(pull(devops(), asked(of, file("c"), { patterns: ["Tset"] })), /Near it: Test/);
});

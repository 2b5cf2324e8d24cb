import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memorySource } from "../../src/cells/memory-source";
import { defaultPolicy } from "../../src/privacy/policy";
import { protect, protectTogether } from "../../src/privacy/protect";
import type { Release } from "../../src/privacy/release";
import type { View } from "../../src/cells/view";
import { Ledger } from "../../src/privacy/ledger";
import { ofPeople, people, shown, view, type Row } from "./asked";

// Both = Mail + Chat. Chat is not asked for, but Both less Mail tells it, of the hidden groups too: their totals are
// known, less the groups that are shown.

const groups = ["A", "B", "C", "D", "E"] as const;

function rowsOf(chat: (group: number, i: number) => number | null): Row[] {
  return groups.flatMap((name, g) =>
    people(g < 2 ? 7 : 20, (i): Row => {
      const [mail, own] = [5 + ((7 * i + g) % 11), chat(g, i)];
      return [`${name}${i}`, name, mail, mail + (own ?? 0), own ?? ""];
    }),
  );
}

const names = ["PersonId", "Organization", "Mail", "Both", "Chat"];
const asked = (metric: string): View =>
  view({ metric, by: "Organization", totals: { groups: false, periods: false } });

const releaseBeside = (rows: readonly Row[], metrics: readonly string[]): Release =>
  protectTogether(memorySource(ofPeople(names, rows)), metrics.map(asked), defaultPolicy)[0]
    ?.release as Release;

/** People who chat in groups that are not shown: their hours together are what the shown groups leave. */
function chatsLeft(rows: readonly Row[], { cells }: Release): number {
  const on = new Set(cells.filter(({ status }) => status === "shown").map(({ group }) => group));
  return rows.filter(([, group, , , chat]) => chat !== "" && !on.has(String(group))).length;
}

// One of A and one of B chat.
const fewChat = rowsOf((g, i) => (g < 2 ? (i === 0 ? 9 : null) : 3 + ((5 * i) % 7)));

describe("a metric that follows from two that are told", () => {
  it("is not told of few people by what the shown groups leave of the totals", () => {
    const release = releaseBeside(fewChat, ["Both", "Mail"]);
    assert.equal(shown(release), 2);
    assert.ok(chatsLeft(fewChat, release) >= defaultPolicy.minGroupSize, "Chat of a few follows");
  });

  it("hides nothing where the data do not have it", () => {
    const rows = fewChat.map((row) => row.slice(0, 3));
    const source = memorySource(ofPeople(names.slice(0, 3), rows));
    assert.equal(shown(protect(source, asked("Mail"), defaultPolicy).release), 3);
  });

  it("is not told by two pictures of a session either", () => {
    const source = memorySource(ofPeople(names, fewChat));
    const ledger = new Ledger();
    for (const metric of ["Both", "Mail"]) {
      const { release } = protect(source, asked(metric), defaultPolicy, ledger);
      assert.equal(shown(release), 2);
      assert.ok(chatsLeft(fewChat, release) >= defaultPolicy.minGroupSize, "Chat of a few follows");
    }
  });

  it("is not told of a person who has nearly all of what they leave", () => {
    const rows = rowsOf((g, i) => (g < 2 ? (g + i === 0 ? 90 : 0.1) : 3 + ((5 * i) % 7)));
    assert.deepEqual(
      [["Both", "Mail"], ["Both", "Mail", "Chat"], ["Mail"]].map((metrics) =>
        shown(releaseBeside(rows, metrics)),
      ),
      [2, 2, 2],
      "one person's chat follows",
    );
    const without = rows.map((row) => row.slice(0, 3));
    const source = memorySource(ofPeople(names.slice(0, 3), without));
    assert.equal(shown(protect(source, asked("Mail"), defaultPolicy).release), 3);
  });
});

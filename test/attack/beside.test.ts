import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memorySource } from "../../src/cells/memory-source";
import { defaultPolicy } from "../../src/privacy/policy";
import { protectTogether } from "../../src/privacy/protect";
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

function shownBeside(rows: readonly Row[], metrics: readonly string[]): number {
  const source = memorySource(ofPeople(names, rows));
  return shown(protectTogether(source, metrics.map(asked), defaultPolicy)[0]?.release as Release);
}

// One of A and one of B chat.
const fewChat = rowsOf((g, i) => (g < 2 ? (i === 0 ? 9 : null) : 3 + ((5 * i) % 7)));

describe("a metric that follows from two that are told", () => {
  it("is not told of few people by what the shown groups leave of the totals", () => {
    assert.equal(shownBeside(fewChat, ["Both", "Mail", "Chat"]), 0);
    assert.equal(shownBeside(fewChat, ["Both", "Mail"]), 0, "Chat of two people follows");
    const source = memorySource(
      ofPeople(
        names.slice(0, 3),
        fewChat.map((row) => row.slice(0, 3)),
      ),
    );
    assert.equal(shown(protectTogether(source, [asked("Mail")], defaultPolicy)[0]?.release as Release), 3);
  });

  it("is not told by two pictures of a session either", () => {
    const source = memorySource(ofPeople(names, fewChat));
    const ledger = new Ledger();
    const told = ["Both", "Mail"].map((metric) =>
      shown(protectTogether(source, [asked(metric)], defaultPolicy, ledger)[0]?.release as Release),
    );
    assert.ok(Math.min(...told) === 0, "Chat of two people follows");
  });

  it("is not told of a person who has nearly all of what they leave", () => {
    const rows = rowsOf((g, i) => (g < 2 ? (g + i === 0 ? 90 : 0.1) : 3 + ((5 * i) % 7)));
    const all = shownBeside(rows, ["Both", "Mail", "Chat"]);
    assert.ok(all > 0 && all < 3);
    assert.equal(shownBeside(rows, ["Both", "Mail"]), all, "one person's chat follows");
  });
});

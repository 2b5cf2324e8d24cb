import { memorySource } from "../../src/cells/memory-source";
import type { Audit } from "../../src/privacy/audit";
import { Ledger } from "../../src/privacy/ledger";
import { defaultPolicy, policyHash } from "../../src/privacy/policy";
import { protect } from "../../src/privacy/protect";
import { bar, storeOf, team, type Row } from "./people";

// A is large enough, B is not, A is hidden so that B does not follow from everybody's total.
const rows = [...team("A", 12), ...team("B", 9), ...team("C", 30)];

function audit(of: readonly Row[], ledger: Ledger | null = null): Audit {
  return protect(memorySource(storeOf(of)), bar, defaultPolicy, ledger).audit;
}

/** The rows with more hours at these places. */
function withMore(more: Readonly<Record<number, number>>): Row[] {
  return rows.map(([p, w, g, h], i): Row => [p, w, g, (h ?? 0) + (more[i] ?? 0)]);
}

describe("the reviewer's audit", () => {
  it("counts what was decided, what is lost by it, and what is left of the total", () => {
    const { decided, hiddenContributions, smallestUnion, checkedBy, policyHash: hash } = audit(rows);
    expect(decided).toEqual({ shown: 1, empty: 0, primary: { minimum: 1 }, complementary: 1, session: 0 });
    expect(hiddenContributions).toBe(21 / 51);
    expect(smallestUnion).toBe(21);
    expect(checkedBy).toBe("structure");
    expect(hash).toBe(policyHash(defaultPolicy));
  });

  it("counts what an earlier picture hides", () => {
    const ledger = new Ledger();
    const all = [...team("A", 30), ...team("B", 30)];
    expect(audit(all, ledger).decided.session).toBe(0);
    const { decided, hiddenContributions } = audit(
      all.filter(([person]) => person !== "A3"),
      ledger,
    );
    expect(decided).toEqual({ shown: 0, empty: 0, primary: {}, complementary: 0, session: 2 });
    expect(hiddenContributions).toBe(1);
  });

  it("has a fingerprint that any person and any told value changes, and the order of rows does not", () => {
    const { data } = audit(rows);
    expect(audit([...rows].reverse()).data).toBe(data);
    expect(audit(rows.slice(1)).data).not.toBe(data);
    expect(audit(withMore({ 40: 3 })).data).not.toBe(data);
  });

  it("has no part of a hidden value in it, so that nobody can try values out", () => {
    // A and B are hidden, and everybody's total stays what it was.
    expect(audit(withMore({ 3: 2, 15: -2 })).data).toBe(audit(rows).data);
  });
});

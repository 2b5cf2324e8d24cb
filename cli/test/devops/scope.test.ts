import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { periodFinder, periodsOf, spanOf, weeksBetween, asList } from "../../src/devops/periods";
import { serviceName } from "../../src/devops/people";
import { pauseAfter } from "../../src/devops/slow-down";
import { accountOf, checkPattern, matches, selectProjects } from "../../src/devops/scope";
import { whoOf } from "../../src/devops/entries";

const projects = ["Test", "Testing", "test lab", "Contest", "Web*Shop", "Größe"].map((name, i) => ({
  id: String(i),
  name,
}));
const names = (...patterns: string[]): string[] =>
  selectProjects(patterns, projects).map((project) => project.name);

test("the connector's documented patterns: a name, *, Test*; T*st is refused with the explanation", () => {
  assert.deepEqual(names("Test"), ["Test"]);
  assert.deepEqual(
    names("*"),
    projects.map((project) => project.name),
  );
  assert.deepEqual(names("Test*"), ["Test", "Testing", "test lab"]);
  assert.deepEqual(names("tEsT"), ["Test"]);
  assert.deepEqual(names("Test", "Testing"), ["Test", "Testing"]);
  assert.deepEqual(names("GRÖSSE*".replace("SS", "ß"), "contest"), ["Contest", "Größe"]);
  for (const bad of ["T*st", "*Test", "Te**", "**", "", " "]) {
    assert.throws(
      () => {
        checkPattern(bad);
      },
      /no project pattern.*T\*st is not supported/,
      bad,
    );
  }
  assert.throws(() => names("Test", "Tesst"), /"Tesst".*Near it: Test/);
  assert.throws(() => selectProjects(["*"], []), /shows no project/);
});

test("patterns: a star at the end is a beginning, anything else is the name, whatever the capitals", () => {
  const name = fc
    .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
    .filter(
      (text) =>
        !text.includes("*") &&
        text.trim() !== "" &&
        text.toLowerCase().toUpperCase().toLowerCase() === text.toLowerCase(),
    );
  fc.assert(
    fc.property(name, name, (a, b) => {
      assert.ok(matches(a, a.toUpperCase()));
      assert.ok(matches(`${a}*`, a + b));
      assert.ok(matches("*", b));
      assert.equal(matches(a, b), a.toLowerCase() === b.toLowerCase());
      assert.equal(matches(`${a}*`, b), b.toLowerCase().startsWith(a.toLowerCase()));
    }),
  );
  fc.assert(
    fc.property(name, name, (a, b) => {
      assert.throws(() => {
        checkPattern(`${a}*${b}`);
      });
      checkPattern(`${a}*`);
    }),
  );
});

test("accounts: the short name, cut from full addresses with a note", () => {
  assert.deepEqual(accountOf("contoso"), { name: "contoso", note: undefined });
  for (const long of [
    "contoso.visualstudio.com",
    "https://contoso.visualstudio.com/DefaultCollection",
    "https://dev.azure.com/contoso/",
    "https://user@dev.azure.com/contoso/Web",
  ]) {
    const account = accountOf(long);
    assert.equal(account.name, "contoso", long);
    assert.match(account.note ?? "", /contoso/);
  }
  for (const bad of ["", "con toso", "https://example.com/contoso", "-contoso", "a".repeat(51)]) {
    assert.throws(() => accountOf(bad), /is no account/, bad);
  }
});

test("services are told from people, also from people whose names are near", () => {
  for (const n of [
    "Project Collection Build Service (contoso)",
    "Web Build Service (contoso)",
    "dependabot[bot]",
    "release-bot",
    "svc_deploy",
    "Agent Pool Service (3)",
    "Microsoft.VisualStudio.Services.TFS",
  ]) {
    assert.equal(serviceName({ n }), n);
  }
  for (const d of ["svc.abc", "aadsp.abc", "s2s.abc", "vssgp.abc"]) assert.equal(serviceName({ d }), d);
  for (const n of [
    "Ann Abbot",
    "Bottger, Max",
    "Talbot",
    "Robot Li".replace("Robot", "Roberta"),
    "Service, Anna",
  ]) {
    assert.equal(serviceName({ n, d: "aad.x", u: "ann.abbot@contoso.com" }), undefined, n);
  }
});

test("of somebody behind a no-reply address, the address is told and not the name", () => {
  assert.equal(serviceName({ n: "Ann Lee", u: "noreply@contoso.com" }), "noreply@contoso.com");
});

test("identities in both forms that the service uses", () => {
  assert.deepEqual(whoOf("Ann Lee <ann@contoso.com>"), { n: "Ann Lee", u: "ann@contoso.com" });
  assert.deepEqual(whoOf({ descriptor: "aad.x", uniqueName: "a@c.com", displayName: "Ann" }), {
    d: "aad.x",
    u: "a@c.com",
    n: "Ann",
  });
  assert.deepEqual(whoOf(undefined), {});
});

test("weeks begin where the query's do; both ends of the day in every time zone", () => {
  assert.deepEqual(asList(weeksBetween(1, "2025-03-05", "2025-03-10")), [
    { start: "2025-03-03", end: "2025-03-10" },
    { start: "2025-03-10", end: "2025-03-17" },
  ]);
  const gap = periodsOf(["2025-03-16", "2025-03-02", "2025-03-09", "2025-03-30"], "2025-03-01", "2025-03-31");
  assert.deepEqual(
    gap.map((p) => p.end),
    ["2025-03-09", "2025-03-16", "2025-03-23", "2025-04-06"],
  );
  const months = periodsOf(["2025-01-01", "2025-02-01", "2025-03-01"], "2025-01-01", "2025-12-31");
  assert.equal(months[1]?.end, "2025-03-01");
  for (const [zone, first, last] of [
    ["UTC", "2025-03-02T00:00:00Z", "2025-03-08T23:59:59.999Z"],
    ["Asia/Tokyo", "2025-03-01T15:00:00Z", "2025-03-08T14:59:59.999Z"],
    ["America/Los_Angeles", "2025-03-02T08:00:00Z", "2025-03-09T07:59:59.999Z"],
    ["Pacific/Kiritimati", "2025-03-01T10:00:00Z", "2025-03-08T09:59:59.999Z"],
  ] as const) {
    const find = periodFinder([{ start: "2025-03-02", end: "2025-03-09" }], zone);
    assert.equal(find(first)?.start, "2025-03-02", zone);
    assert.equal(find(last)?.start, "2025-03-02", zone);
    assert.equal(find(new Date(Date.parse(first) - 1).toISOString()), undefined, zone);
    assert.equal(find(new Date(Date.parse(last) + 1).toISOString()), undefined, zone);
    const span = spanOf([{ start: "2025-03-02", end: "2025-03-09" }]);
    assert.ok(span.from <= first && span.to >= last, "what is pulled holds all of it");
  }
});

test("pauses by the service's headers, never longer than five minutes", () => {
  const now = 1_000_000_000_000;
  const pause = (headers: Record<string, string>): number => pauseAfter(new Headers(headers), now);
  assert.equal(pause({}), 0);
  assert.equal(pause({ "retry-after": "12", "x-ratelimit-delay": "3" }), 12_000);
  assert.equal(pause({ "x-ratelimit-delay": "0.25" }), 250);
  assert.equal(pause({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000000030" }), 30_000);
  assert.equal(pause({ "x-ratelimit-remaining": "5", "x-ratelimit-reset": "1000000030" }), 0);
  assert.equal(pause({ "retry-after": "9999" }), 300_000);
  assert.equal(pause({ "x-ratelimit-delay": "soon" }), 0);
});

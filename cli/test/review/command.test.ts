import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, mock, test } from "node:test";
import { Command, CommanderError } from "commander";
import { parseHTML } from "linkedom";
import { CommandError, EXIT } from "../../src/shared/errors";
import { register } from "../../src/review/command";
import { RULES } from "../../src/review/rules/all";
import { CHART, CLEAN, column, measure, QUERY, write, withVisuals, type Format, type Spec } from "./fixture";

const folder = mkdtempSync(join(tmpdir(), "quorum-review-command-"));
after(() => {
  rmSync(folder, { recursive: true });
});

const MAIN = resolve(import.meta.dirname, "../../src/main.ts");
const TSX = import.meta.resolve("tsx");

let count = 0;
function report(spec: Spec, format: Format = "pbir+tmdl"): string {
  const place = join(folder, `t${count++}`);
  mkdirSync(place);
  return write(spec, format, place);
}

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a user does, in the folder of the tests. */
function asUser(...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", TSX, MAIN, "review", ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs the command in this process, which is quicker; the result goes through a file. */
async function quorum(...args: string[]): Promise<Ran> {
  const file = join(folder, `out${count++}.txt`);
  let err = "";
  const write = mock.method(process.stderr, "write", (text: string) => {
    err += text;
    return true;
  });
  process.exitCode = 0;
  let code: number;
  try {
    const program = new Command().exitOverride();
    register(program);
    program.commands.forEach((command) => command.exitOverride());
    await program.parseAsync(["review", ...args, "--out", file], { from: "user" });
    code = process.exitCode;
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof CommanderError)) throw error;
    err += error.message;
    code = error instanceof CommandError ? error.exitCode : EXIT.badInput;
  } finally {
    process.exitCode = 0;
    write.mock.restore();
  }
  return { code, out: existsSync(file) ? readFileSync(file, "utf8") : "", err };
}

interface Json {
  complete: boolean;
  findings: { rule: string; severity: string; fingerprint: string; accepted?: { reason: string } }[];
  notReviewed: { where: string }[];
}

const PERSON = withVisuals({ ...CHART, name: "people", roles: { Values: [column("Query", "PersonId")] } });

void describe("exit codes", () => {
  void test("0 when there is nothing to fail on, 1 when there is, 2 for bad input, 3 when incomplete", async () => {
    const clean = report(CLEAN);
    assert.equal((await quorum(clean)).code, 0);
    const person = report(PERSON);
    assert.equal((await quorum(person)).code, 1);
    assert.equal((await quorum(person, "--fail-on", "none")).code, 0);
    const warned = report({ ...CLEAN, settings: { allowInlineExploration: false } });
    assert.equal((await quorum(warned)).code, 0);
    assert.equal((await quorum(warned, "--fail-on", "warning")).code, 1);
    const unread = report(CLEAN);
    writeFileSync(join(unread, "../Test.Report/definition/pages/One/visuals/chart/visual.json"), "{");
    const incomplete = asUser(unread);
    assert.equal(incomplete.code, 3);
    assert.match(incomplete.out, /This review is incomplete/);
    for (const bad of [
      ["missing.pbip"],
      [clean, "--min-group-size", "4"],
      [clean, "--person-column", "[x"],
      [clean, "--format", "pdf"],
      [],
    ]) {
      const { code, out, err } = await quorum(...bad);
      assert.equal(code, 2, bad.join(" "));
      assert.equal(out, "");
      assert.ok(err.length > 10);
    }
  });

  void test("visuals that run code or are made up when drawn are listed as not reviewed", async () => {
    const opaque = ["scriptVisual", "pythonVisual", "qnaVisual", "aiNarratives", "scorecard", "rdlVisual"];
    for (const type of opaque) {
      const path = report(withVisuals(CHART, { name: `one-${type}`, type }));
      const { code, out } = await quorum(path, "--format", "json");
      const { complete, notReviewed } = JSON.parse(out) as Json;
      assert.deepEqual([code, complete, notReviewed.length], [3, false, 1], type);
      assert.match(notReviewed[0]?.where ?? "", new RegExp(type));
    }
  });

  void test("a declared person column is looked for, one that is missing is told", async () => {
    const table = { ...QUERY, columns: [...QUERY.columns, { name: "Badge", dataType: "string" }] };
    const path = report({
      ...withVisuals({ ...CHART, roles: { Values: [column("Query", "Badge")] } }),
      model: { tables: [table] },
    });
    assert.equal((await quorum(path)).code, 0);
    assert.equal((await quorum(path, "--person-column", "Query[Badge]")).code, 1);
    assert.match(
      (await quorum(path, "--person-column", "'Query'[Bagde]")).err,
      /'Query'\[Bagde\] is not in the model/,
    );
  });
});

void describe("accepting findings", async () => {
  const path = report(PERSON);
  const { findings } = JSON.parse((await quorum(path, "--format", "json")).out) as Json;
  const baseline = (accepted: unknown[]): string => {
    const file = join(folder, `baseline${count++}.json`);
    writeFileSync(file, JSON.stringify({ quorum: "review-baseline/1", accepted }));
    return file;
  };
  const entry = {
    fingerprint: findings[0]?.fingerprint,
    reason: "Shown to the team itself",
    date: "2024-05-31",
  };

  void test("an accepted finding fails nothing and is still shown", async () => {
    const result = await quorum(path, "--baseline", baseline([entry]), "--format", "json");
    assert.equal(result.code, 0);
    const json = JSON.parse(result.out) as Json;
    assert.equal(json.findings[0]?.accepted?.reason, entry.reason);
    assert.match(
      (await quorum(path, "--baseline", baseline([entry]))).out,
      /Accepted 2024-05-31: Shown to the team itself/,
    );
    assert.match(
      (await quorum(path, "--baseline", baseline([entry]), "--format", "sarif")).out,
      /"suppressions"/,
    );
  });

  void test("an entry accepts its own finding and no other", async () => {
    const other = baseline([{ ...entry, fingerprint: "0123456789abcdef" }]);
    const { code, out } = await quorum(path, "--baseline", other, "--format", "json");
    assert.equal(code, 1);
    assert.ok((JSON.parse(out) as Json).findings.every(({ accepted }) => accepted === undefined));
  });

  void test("an entry without a reason or a date is refused, one that matches nothing is told", async () => {
    for (const wrong of [
      { ...entry, reason: " " },
      { ...entry, date: "soon" },
      { ...entry, fingerprint: "x" },
    ]) {
      assert.equal((await quorum(path, "--baseline", baseline([wrong]))).code, 2);
    }
    const stale = await quorum(
      path,
      "--baseline",
      baseline([entry, { ...entry, fingerprint: "0123456789abcdef" }]),
    );
    assert.match(stale.err, /0123456789abcdef matches no finding/);
  });

  void test("fingerprints stay when other things move", async () => {
    const moved = report({ ...PERSON, pages: [{ name: "Zero", visuals: [CHART] }, ...PERSON.pages] });
    const again = JSON.parse((await quorum(moved, "--format", "json")).out) as Json;
    assert.deepEqual(
      again.findings.map((one) => one.fingerprint),
      findings.map((one) => one.fingerprint),
    );
  });
});

const HOSTILE = `<img src=x onerror=alert(1)>"'&\u001b[31m|[x](javascript:1)`;

void describe("forms of the result", () => {
  const spec: Spec = {
    ...CLEAN,
    settings: {},
    pages: [
      {
        name: "One",
        visuals: [
          {
            ...CHART,
            name: "people",
            roles: { Values: [column("Query", "PersonId")] },
            containerObjects: {
              title: [{ properties: { text: { expr: { Literal: { Value: `'${HOSTILE}'` } } } } }],
            },
          },
          { ...CHART, roles: { Y: [measure("Query", HOSTILE)] } },
        ],
      },
    ],
    model: {
      tables: [{ ...QUERY, measures: [{ name: HOSTILE, expression: "SUM ( Query[Email hours] )" }] }],
    },
  };
  const path = report(spec, "pbir+bim");

  void test("none ever says that a report is safe", async () => {
    for (const format of ["table", "json", "sarif", "html", "md"]) {
      const shown = await quorum(report(CLEAN), "--format", format);
      assert.equal(shown.code, 0);
      // The names of CSS properties and the like aside, the word does not occur.
      assert.doesNotMatch(shown.out, /\bsafe\b/i);
      assert.match(shown.out, /cannot tell|cannotKnow/);
    }
  });

  void test("the table names page, visual, place and what cannot be known", async () => {
    const { out } = await quorum(path);
    assert.match(out, /Page "One" › /);
    assert.match(out, /person-in-visual \(fact\)/);
    assert.match(out, /pages\/One\/visuals\/people\/visual\.json/);
    assert.match(out, /What the file cannot tell/);
    assert.doesNotMatch(out, /\u001b/);
  });

  void test("SARIF points to the lines", () => {
    const { out } = asUser(path, "--format", "sarif");
    const log = JSON.parse(out) as {
      version: string;
      runs: {
        tool: { driver: { rules: { id: string }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          locations: {
            physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number } };
          }[];
        }[];
      }[];
    };
    assert.equal(log.version, "2.1.0");
    const [run] = log.runs;
    assert.ok(run && run.results.length >= 3);
    assert.deepEqual(
      run.tool.driver.rules.map((rule) => rule.id),
      RULES.map((rule) => rule.id),
    );
    for (const result of run.results) {
      assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
      const place = result.locations[0]?.physicalLocation;
      assert.ok(place);
      const file = join(folder, decodeURIComponent(place.artifactLocation.uri));
      assert.ok(existsSync(file), file);
      const line = readFileSync(file, "utf8").split("\n")[(place.region?.startLine ?? 0) - 1] ?? "";
      if (result.ruleId === "person-in-visual") assert.match(line, /"field": \{/);
      if (result.ruleId === "export-mode") assert.match(line, /"settings"/);
      if (result.ruleId === "measure-without-minimum") assert.match(line, /\{/);
    }
  });

  void test("SARIF of a template points to the template", () => {
    const { code, out } = asUser(report(PERSON, "pbit legacy"), "--format", "sarif");
    assert.equal(code, 1);
    assert.match(out, /"uri": "t\d+\/Test\.pbit"/);
  });

  void test("HTML holds a sketch of each page and runs nothing of the report's names", async () => {
    const { out } = await quorum(path, "--format", "html");
    const { document } = parseHTML(out);
    assert.equal(document.querySelectorAll("img, script, iframe, link").length, 0);
    assert.match(
      document.querySelector("meta[http-equiv]")?.getAttribute("content") ?? "",
      /default-src 'none'/,
    );
    const sketches = document.querySelectorAll("svg.sketch");
    assert.equal(sketches.length, 1);
    assert.equal(document.querySelectorAll("svg .error rect").length, 1);
    assert.equal(document.querySelectorAll("svg .warning rect").length, 1);
    for (const link of document.querySelectorAll("a")) {
      const target = link.getAttribute("href") ?? "";
      assert.ok(document.getElementById(target.slice(1)), target);
    }
    assert.ok(document.body.textContent.includes("<img src=x onerror=alert(1)>"));
  });

  void test("Markdown keeps names from becoming markup", async () => {
    const { out } = await quorum(path, "--format", "md");
    assert.doesNotMatch(out, /(^|[^\\])(<img|\]\(javascript)/);
    assert.match(out, /## Not reviewed|## What the file cannot tell/);
  });
});

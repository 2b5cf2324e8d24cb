import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import type { Command } from "commander";
import { parseHTML } from "linkedom";
import { defaultPolicy } from "../../src/engine";
import { createProgram } from "../src/program";
import { assurance } from "../src/release/words";
import { InputError } from "../src/shared/errors";
import {
  forHtml,
  forMarkdown,
  forScript,
  forSpreadsheet,
  forTerminal,
  fromSpreadsheet,
} from "../src/shared/escape";
import { nearNames } from "../src/shared/near";
import { isoDate } from "../src/shared/options";
import { textTable } from "../src/shared/table";
import { writeBeside, writeWhole } from "../src/shared/whole-file";

const folder = mkdtempSync(join(tmpdir(), "quorum-shared-"));
after(() => {
  rmSync(folder, { recursive: true });
});

void test("terminal text cannot hold an escape sequence, a line break or a direction mark", () => {
  assert.equal(forTerminal("a\u001b[31mb\nc\u202ed"), "a\\u{1b}[31mb\\u{a}c\\u{202e}d");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(forTerminal(text), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

void test("HTML gives the name back and runs none of it", () => {
  const name = `</text><script>alert("1")</script>&amp;'\u0007`;
  const { document } = parseHTML(`<p title="${forHtml(name)}">${forHtml(name)}</p>`);
  const p = document.querySelector("p");
  assert.equal(p?.textContent, name.replace("\u0007", "\ufffd"));
  assert.equal(p.getAttribute("title"), name.replace("\u0007", "\ufffd"));
  assert.equal(document.querySelector("script"), null);
});

void test("JSON in a script element cannot end it, and parses to the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("</script>", "<!--", "\u2028"), (value, trap) => {
      const text = forScript([value, trap]);
      assert.doesNotMatch(text, /[<>\u2028]/);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify([value, trap])));
    }),
  );
});

void test("formula characters are disarmed in text, numbers stay", () => {
  for (const text of ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
    assert.equal(forSpreadsheet(text), `'${text}`);
  assert.equal(forSpreadsheet(-1), -1);
  assert.equal(forSpreadsheet("Sales"), "Sales");
});

void test("a date is a day of the calendar, for every option that takes one", async () => {
  assert.equal(isoDate("2024-02-29"), "2024-02-29");
  for (const text of ["2024-02-30", "2023-02-29", "2024-13-01", "5", "2024-2-3", "2024-02-03T10:00"])
    assert.throws(() => isoDate(text), /yyyy-mm-dd/, text);
  const asked = [
    ["drop", "pull", "--since", "2024-02-30"],
    ["devops", "pull", "--to", "2024-02-30"],
    ["service", "checkin", "get", "--date", "2024-02-30"],
    ["release", "rows.csv", "--from", "2024-02-30"],
  ];
  for (const args of asked) {
    const program = await createProgram(args[0]);
    const silent = (command: Command): void => {
      command.configureOutput({ writeErr: () => undefined }).exitOverride();
      command.commands.forEach(silent);
    };
    silent(program);
    await assert.rejects(program.parseAsync(args, { from: "user" }), /yyyy-mm-dd/, args.join(" "));
  }
});

void test("what was disarmed reads as it was, apostrophes of its own included", () => {
  const part = fc.constantFrom("'", "=", "＝", "-", "a", "\t");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const text = parts.join("");
      assert.equal(fromSpreadsheet(forSpreadsheet(text)), text);
    }),
  );
});

void test("a release that shows no number does not assure anything of numbers", () => {
  const cell = { kind: "group", group: "A", series: null, period: null } as const;
  const of = (...statuses: ("hidden" | "empty")[]): string =>
    assurance([
      { policy: { ...defaultPolicy, hash: "" }, cells: statuses.map((status) => ({ ...cell, status })) },
    ]);
  assert.match(of(), /^No number is shown: no row fits/);
  assert.match(of("empty"), /^No number is shown: no row fits/);
  assert.match(of("hidden"), /^No number is shown: what would speak for fewer than/);
  assert.match(
    assurance([{ policy: { ...defaultPolicy, hash: "" }, cells: [{ ...cell, status: "shown", value: 1 }] }]),
    /^Every number speaks/,
  );
});

void test("near names are a typing error away, and not all of them", () => {
  assert.deepEqual(nearNames("Sale", ["Legal", "Sales", "Finance", "HR"]), ["Sales"]);
  assert.deepEqual(nearNames("Quorum", ["Legal", "Sales"]), []);
});

void test("Markdown text is no markup", () => {
  assert.equal(forMarkdown("a|b*[c](d)"), "a\\|b\\*\\[c\\]\\(d\\)");
});

void test("a table aligns wide characters and numbers", () => {
  assert.equal(
    textTable(
      ["group", "n"],
      [
        ["営業", 5],
        ["HR", 12],
      ],
    ),
    "group   n\n─────  ──\n営業    5\nHR     12\n",
  );
});

void test("a file is written whole or not at all", async () => {
  const file = join(folder, "out.txt");
  writeFileSync(file, "before");
  const failing = writeBeside(file, (unfinished) => {
    writeFileSync(unfinished, "half");
    return Promise.reject(new Error("stopped in the middle"));
  });
  await assert.rejects(failing, /stopped in the middle/);
  assert.equal(readFileSync(file, "utf8"), "before");
  assert.deepEqual(readdirSync(folder), ["out.txt"]);
  await writeWhole(file, "after");
  assert.equal(readFileSync(file, "utf8"), "after");
});

void test("a folder that is not there is the user's error, and is named", async () => {
  const file = join(folder, "missing", "out.txt");
  await assert.rejects(writeWhole(file, "x"), (error) => {
    return error instanceof InputError && error.message.includes(file);
  });
  assert.equal(existsSync(file), false);
});

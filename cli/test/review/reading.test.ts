import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { strToU8, zipSync } from "fflate";
import { InputError } from "../../src/shared/errors";
import { Gaps } from "../../src/review/gaps";
import { readTmdlTree, splitName } from "../../src/review/model/tmdl-tree";
import { recognise } from "../../src/review/model/person-names";
import { parseDax } from "../../src/review/dax/parse";
import { reviewReport, type Review } from "../../src/review/review";
import { lineOfPointer } from "../../src/review/source/json";
import { decodeText, EncodingError } from "../../src/shared/text";
import { unzipParts } from "../../src/review/source/zip";
import {
  CHART,
  CLEAN,
  column,
  pbitParts,
  QUERY,
  reviewOf,
  utf16,
  withVisuals,
  write,
  type Spec,
} from "./fixture";

const folder = mkdtempSync(join(tmpdir(), "quorum-review-reading-"));
after(() => {
  rmSync(folder, { recursive: true });
});

let count = 0;
function fresh(): string {
  const path = join(folder, `t${count++}`);
  mkdirSync(path);
  return path;
}

function review(path: string): Promise<Review> {
  return reviewReport(path, { minGroupSize: 10, people: [] });
}

function archive(parts: Record<string, Uint8Array>, name = "Test.pbit"): string {
  const path = join(fresh(), name);
  writeFileSync(path, zipSync(parts));
  return path;
}

void describe("what is opened", () => {
  void test("a .pbip, the report's folder, the project's folder and definition.pbir are one report", async () => {
    const place = fresh();
    const pbip = write(
      withVisuals({ name: "v", type: "card", roles: { Values: [column("Query", "PersonId")] } }),
      "pbir+tmdl",
      place,
    );
    const paths = [pbip, join(place, "Test.Report"), place, join(place, "Test.Report", "definition.pbir")];
    const reviews = await Promise.all(paths.map(review));
    for (const one of reviews) {
      assert.deepEqual(one.findings, reviews[0]?.findings);
      assert.equal(one.digest, reviews[0]?.digest);
    }
    assert.ok((reviews[0]?.findings.length ?? 0) > 0);
  });

  void test("a folder with several reports asks which", async () => {
    const place = fresh();
    for (const name of ["A.Report", "B.Report"]) {
      mkdirSync(join(place, name));
      writeFileSync(join(place, name, "definition.pbir"), "{}");
    }
    await assert.rejects(
      review(place),
      (error: Error) =>
        error instanceof InputError && /2 reports \(A\.Report, B\.Report\)/.test(error.message),
    );
  });

  void test("a report whose model is elsewhere names it, and is incomplete", async () => {
    const place = fresh();
    write(
      withVisuals({ name: "v", type: "card", roles: { Values: [column("Query", "PersonId")] } }),
      "pbir+tmdl",
      place,
    );
    const connectionString =
      'Data Source=powerbi://api.powerbi.com/v1.0/myorg/Work;initial catalog="People model";User ID=jo@contoso.com;Password=secret';
    writeFileSync(
      join(place, "Test.Report/definition.pbir"),
      JSON.stringify({ datasetReference: { byConnection: { connectionString } } }),
    );
    const result = await review(place);
    const [gap] = result.notReviewed;
    assert.match(gap?.why ?? "", /model "People model" at powerbi:\/\/api\.powerbi\.com\/v1\.0\/myorg\/Work/);
    assert.doesNotMatch(JSON.stringify({ ...result, opened: null }), /secret|jo@contoso/);
    // Names are still recognised.
    assert.deepEqual(
      result.findings.map((finding) => finding.rule),
      ["person-in-visual"],
    );
  });

  void test("a .pbix is reviewed by its report half; a live connection is named", async () => {
    const { DataModelSchema, ...parts } = pbitParts(
      withVisuals({ name: "v", type: "card", roles: { Values: [column("Query", "PersonId")] } }),
      "legacy",
    );
    assert.ok(DataModelSchema);
    const withData = await review(archive({ ...parts, DataModel: new Uint8Array([1, 2, 3]) }, "Test.pbix"));
    assert.match(withData.notReviewed[0]?.why ?? "", /Save the report as \.pbip or \.pbit/);
    assert.deepEqual(
      withData.findings.map((finding) => finding.rule),
      ["person-in-visual"],
    );
    const connections = {
      Version: 1,
      Connections: [
        { Name: "EntityDataSource", ConnectionString: "Data Source=pbiazure://x;Initial Catalog=Live model" },
      ],
    };
    const live = await review(
      archive({ ...parts, Connections: strToU8(JSON.stringify(connections)) }, "Live.pbix"),
    );
    assert.match(live.notReviewed[0]?.why ?? "", /live connection to model "Live model"/);
  });

  void test("protected files are told as such", async () => {
    for (const start of [
      Buffer.from(".pfile\u0002\u0000rest"),
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    ]) {
      const path = join(fresh(), "Secret.pbix");
      writeFileSync(path, start);
      await assert.rejects(
        review(path),
        (error: Error) => error instanceof InputError && /protected, unreadable/.test(error.message),
      );
    }
  });

  void test("changes that were not applied are reviewed, once", async () => {
    const m = 'VivaInsights.Data("a", null, "b", [APIType = "Row-level data"])';
    const table = { ...QUERY, m };
    const spec: Spec = {
      ...CLEAN,
      model: { tables: [table] },
      unapplied: [
        { name: "Query", text: [m] },
        { name: "New", text: [m] },
      ],
    };
    const result = await reviewOf(spec, "pbit legacy");
    const found = result.findings.filter((finding) => finding.rule === "row-level-data");
    assert.deepEqual(found.map((finding) => finding.place.file).sort(), [
      "DataModelSchema",
      "UnappliedChanges",
    ]);
  });
});

void describe("what is broken or hostile", () => {
  void test("truncated and foreign files end with a message", async () => {
    const whole = zipSync(pbitParts(CLEAN, "legacy"));
    for (const bytes of [
      whole.slice(0, 100),
      whole.slice(0, whole.length - 30),
      new Uint8Array(0),
      strToU8("PK nonsense"),
      zipSync({ "readme.txt": strToU8("x") }),
    ]) {
      const path = join(fresh(), "Test.pbit");
      writeFileSync(path, bytes);
      await assert.rejects(review(path), InputError);
    }
    await assert.rejects(review(join(folder, "missing.pbip")), InputError);
    await assert.rejects(review(fresh()), InputError);
  });

  void test("every cut of a template ends with a message or says what it did not read", async () => {
    const whole = zipSync(pbitParts(CLEAN, "legacy"));
    const path = join(fresh(), "Test.pbit");
    for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 40)) {
      writeFileSync(path, whole.slice(0, length));
      await assert.rejects(review(path), InputError);
    }
  });

  void test("hostile names in a zip are left out and nothing is written", async () => {
    const place = fresh();
    const names = [
      "../evil.json",
      "/abs.json",
      "C:/x.json",
      "a/../../b.json",
      "..\\evil.json",
      "a/__proto__/b",
    ];
    const hostile = Object.fromEntries(names.map((name) => [name, strToU8("{}")]));
    // The library that writes the zip cannot write this name: it is put in afterwards.
    const zip = Buffer.from(zipSync({ ...pbitParts(CLEAN, "legacy"), ...hostile, XXprotoXX: strToU8("{}") }));
    for (let at = zip.indexOf("XXprotoXX"); at >= 0; at = zip.indexOf("XXprotoXX"))
      zip.write("__proto__", at);
    const path = join(place, "Test.pbit");
    writeFileSync(path, zip);
    const result = await review(path);
    const left = result.notReviewed.filter((gap) => gap.why.includes("no plain path"));
    assert.equal(left.length, names.length + 1);
    assert.deepEqual(readdirSync(place), ["Test.pbit"]);
    assert.equal(existsSync(join(folder, "evil.json")), false);
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  });

  void test("a part that claims to be huge is left out", () => {
    const zip = zipSync({ "Report/Layout": strToU8("{}") }, { level: 0 });
    // The stated size, in the central directory (APPNOTE 4.3.12: offset 24).
    const at = Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(zip.buffer, zip.byteOffset).setUint32(at + 24, 0x7fffffff, true);
    const gaps = new Gaps();
    assert.equal(unzipParts(zip, "x.pbit", gaps).size, 0);
    assert.match(gaps.list()[0]?.why ?? "", /larger than 64 MB/);
  });

  void test("a zip bomb's part is refused by its packing", () => {
    const zip = zipSync({ "Report/Layout": new Uint8Array(20_000_000) }, { level: 9 });
    const at = Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    new DataView(zip.buffer, zip.byteOffset).setUint32(at + 20, 100, true);
    const gaps = new Gaps();
    assert.equal(unzipParts(zip, "x.pbit", gaps).size, 0);
    assert.match(gaps.list()[0]?.why ?? "", /stated size/);
  });

  void test("prototype keys in JSON are names like any", async () => {
    const visual = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    ) as never;
    const result = await reviewOf(
      withVisuals({ ...CHART, objects: visual, containerObjects: visual }),
      "pbir+bim",
    );
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
    assert.deepEqual([...result.findings], []);
  });

  void test("links and paths that lead outside a project are not followed", async () => {
    const place = fresh();
    const secret = join(place, "secret");
    mkdirSync(secret);
    writeFileSync(join(secret, "x.tmdl"), "table T");
    const inner = join(place, "inner", "deep");
    mkdirSync(inner, { recursive: true });
    write(CLEAN, "pbir+tmdl", inner);
    symlinkSync(secret, join(inner, "Test.Report", "definition", "linked"));
    const linked = await review(inner);
    assert.match(linked.notReviewed[0]?.why ?? "", /links are not followed/);
    writeFileSync(
      join(inner, "Test.Report/definition.pbir"),
      JSON.stringify({ datasetReference: { byPath: { path: "../../../secret" } } }),
    );
    const outside = await review(inner);
    assert.ok(outside.notReviewed.some((gap) => /outside the project/.test(gap.why)));
    writeFileSync(
      join(inner, "Test.pbip"),
      JSON.stringify({ artifacts: [{ report: { path: "../../secret" } }] }),
    );
    await assert.rejects(review(join(inner, "Test.pbip")), InputError);
  });

  void test("encodings: UTF-8 and UTF-16 pass, others are told", async () => {
    const text = '{"größe": "☃"}';
    const bom = (bytes: Uint8Array, mark: number[]): Uint8Array => Buffer.concat([Buffer.from(mark), bytes]);
    const be = Buffer.from(utf16(text)).swap16();
    for (const bytes of [
      strToU8(text),
      bom(strToU8(text), [0xef, 0xbb, 0xbf]),
      utf16(text),
      bom(utf16(text), [0xff, 0xfe]),
      be,
      bom(be, [0xfe, 0xff]),
    ]) {
      assert.equal(decodeText(bytes), text);
    }
    assert.throws(() => decodeText(Buffer.from([0x7b, 0xe4, 0x7d])), EncodingError);
    const parts = pbitParts(CLEAN, "legacy");
    const result = await review(
      archive({ ...parts, DataModelSchema: Buffer.from([0x7b, 0xe4, 0xf6, 0x7d, 0xff]) }),
    );
    assert.ok(result.notReviewed.some((gap) => gap.where === "DataModelSchema" && /UTF-8/.test(gap.why)));
  });

  void test("deep nesting is told, not followed", async () => {
    const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
    const place = fresh();
    write(CLEAN, "pbir+bim", place);
    writeFileSync(join(place, "Test.Report/definition/pages/One/visuals/chart/visual.json"), deep);
    const result = await review(place);
    assert.match(result.notReviewed[0]?.why ?? "", /nested deeper/);
  });

  void test("measures that refer to each other in a circle end", async () => {
    const measures = [
      { name: "A", expression: "[B] + SUM ( Query[Email hours] )" },
      { name: "B", expression: "[C] * 2" },
      { name: "C", expression: "IF ( [A] > 1, [B], [A] )" },
    ];
    const result = await reviewOf({ ...CLEAN, model: { tables: [{ ...QUERY, measures }] } }, "pbir+bim");
    assert.ok(result.findings.some((finding) => finding.rule === "measure-without-minimum"));
  });

  void test("an expression that doubles at each step is given up and told", async () => {
    const steps = Array.from(
      { length: 60 },
      (_, i) => `VAR v${i + 1} = IF ( v${i} > 3, v${i} + v${i}, v${i} )`,
    );
    const expression = `VAR v0 = COUNTROWS ( Query ) ${steps.join(" ")} RETURN IF ( v60 >= 10, v60 )`;
    const started = process.cpuUsage();
    const result = await reviewOf(
      { ...CLEAN, model: { tables: [{ ...QUERY, measures: [{ name: "A", expression }] }] } },
      "pbir+bim",
    );
    assert.ok(process.cpuUsage(started).user < 10e6);
    const told =
      result.findings.some((finding) => finding.place.object === "[A]") ||
      result.notReviewed.some((gap) => /\[A\]/.test(gap.where));
    assert.ok(told);
  });

  void test("DAX and M that are not understood are told", async () => {
    const table = {
      ...QUERY,
      measures: [{ name: "Broken", expression: "SUM ( Query[Email hours]" }],
      m: "let Source = in",
    };
    const result = await reviewOf({ ...CLEAN, pages: [], model: { tables: [table] } }, "pbir+tmdl");
    assert.deepEqual(result.notReviewed.map((gap) => gap.what).sort(), ["measure", "query"]);
  });

  void test("a page of a kind that is not known is told", async () => {
    const place = fresh();
    write(CLEAN, "pbir+tmdl", place);
    mkdirSync(join(place, "Test.Report/definition/pages/Two/visuals/x"), { recursive: true });
    writeFileSync(join(place, "Test.Report/definition/pages/Two/visuals/x/visual.json"), "{}");
    writeFileSync(
      join(place, "Test.Report/definition/pages/One/visuals/chart/visual.json"),
      '{"name": "chart", "hologram": {}}',
    );
    writeFileSync(
      join(place, "Test.SemanticModel/definition/new.tmdl"),
      "gadget 'A thing'\n\tsize: 3\n???\n",
    );
    const result = await review(place);
    assert.deepEqual(result.notReviewed.map((gap) => gap.what).sort(), ["model", "model", "page", "visual"]);
  });
});

void describe("readers", () => {
  void test("TMDL: names, expressions on a line, below it and fenced, properties and flags", () => {
    const { roots, problems } = readTmdlTree(
      [
        "/// What it is",
        "table 'It''s a table'",
        "\tisHidden",
        "\tmeasure One = 1 + 1",
        "\t\tformatString: 0.0 %;-0.0 %",
        "\tmeasure 'Two: lines' =",
        "\t\t\tVAR a = 1",
        "",
        "\t\t\tRETURN a",
        "\t\tlineageTag: x",
        "\tmeasure Fenced = ```",
        "\t\t\tfirst: line",
        "\t\t\t\tsecond = line",
        "\t\t\t```",
        "\t\tisHidden: false",
        "\tcolumn Id",
        "\t\tdataType: string",
      ].join("\r\n"),
    );
    assert.deepEqual(problems, []);
    const [table] = roots;
    assert.equal(table?.name, "It's a table");
    assert.equal(table.line, 2);
    assert.deepEqual(
      table.children.map(({ keyword, name, value }) => [keyword, name, value]),
      [
        ["isHidden", "", undefined],
        ["measure", "One", "1 + 1"],
        ["measure", "Two: lines", "VAR a = 1\n\nRETURN a"],
        ["measure", "Fenced", "first: line\nsecond = line"],
        ["column", "Id", undefined],
      ],
    );
    assert.deepEqual(
      table.children[2]?.children.map((child) => child.keyword),
      ["lineageTag"],
    );
    assert.deepEqual(splitName("'A.B'.'C''D'"), { table: "A.B", column: "C'D" });
    assert.deepEqual(splitName("Sales.Amount sold"), { table: "Sales", column: "Amount sold" });
  });

  void test("DAX: strength of operators, names, comments and texts", () => {
    const dax = parseDax(
      "1 + 2 * 3 >= 4 && NOT [A b] = \"x\"\"y\" -- comment ] \" '\n || 'T''x'[C]]d] IN { 1, 2 } // end",
    );
    assert.ok(dax.kind === "binary" && dax.operator === "||");
    assert.ok(dax.left.kind === "binary" && dax.left.operator === "&&");
    assert.ok(dax.left.left.kind === "binary" && dax.left.left.operator === ">=");
    assert.ok(dax.left.right.kind === "unary" && dax.left.right.operator === "NOT");
    assert.ok(dax.right.kind === "binary" && dax.right.operator === "IN");
    assert.deepEqual(dax.right.left, {
      kind: "reference",
      table: "T'x",
      name: "C]d",
      at: dax.right.left.kind === "reference" ? dax.right.left.at : -1,
    });
  });

  void test("names of people are told from names like them", () => {
    for (const name of [
      "PersonId",
      "Audit_UserId",
      "userPrincipalName",
      "UPN",
      "E-mail",
      "Email address",
      "Employee Number",
      "User Name",
      "PeopleHistoricalId",
      "EmployeeID",
    ]) {
      assert.equal(recognise(name, "string"), "identity", name);
    }
    for (const name of [
      "Emails sent",
      "Email hours",
      "UserType",
      "User Count",
      "Organization",
      "Product Name",
      "AgentId",
      "Message_Id",
      "People",
      "Employees",
      "Number of users",
      "UserAgent",
    ]) {
      assert.equal(recognise(name, "string"), undefined, name);
    }
    assert.equal(recognise("Created by", "string"), "reference");
    assert.equal(recognise("Display Name", "string"), "weak");
    assert.equal(recognise("Email", "double"), undefined);
  });

  void test("a JSON pointer leads to its line", () => {
    const text = '{\n  "a": [\n    1,\n    { "b/c": "x, {",\n      "d": 2 }\n  ]\n}';
    assert.equal(lineOfPointer(text, "/a/1/d"), 5);
    assert.equal(lineOfPointer(text, "/a/1/b~1c"), 4);
    assert.equal(lineOfPointer(text, "/a/7/x"), 2);
    assert.equal(lineOfPointer(text, ""), 1);
  });
});

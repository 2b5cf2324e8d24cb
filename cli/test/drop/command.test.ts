import assert from "node:assert/strict";
import { execFile, type ExecFileException } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { bundled, type Program } from "./bundled";
import { makeDrop, newKeyPair, writeDrop, type DropSpec } from "./make-drop";

const keys = newKeyPair();
const fileKey = randomBytes(32);
let program: Program;
let given = "";
let sandbox = "";

before(async () => {
  program = await bundled("cli/src/main.ts");
  given = await mkdtemp(join(tmpdir(), "quorum-given-"));
  sandbox = await mkdtemp(join(tmpdir(), "quorum-sandbox-"));
  for (const name of ["work", "home", "temp", "out"]) await mkdir(join(sandbox, name));
  await writeFile(join(given, "key.pem"), keys.pem);
});
after(async () => {
  await program.remove();
  await rm(given, { recursive: true });
  await rm(sandbox, { recursive: true });
});

// Nobody else writes these.
const CANARY_ID = "c4n4ry00-1d1d-4d1d-8d1d-0123456789ab";
const CANARY_TEXT = "CANARY-in-a-column-nobody-asked-for";
const CANARY_NUMBER = "48151.62342108";

interface Ran {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command with everything but the sandbox read-only (Node's permission model), reports of crashes switched
 * on, and home, temporary and working folder in the sandbox.
 */
function quorum(args: readonly string[], killAfter = 0): Promise<Ran> {
  const flags = [
    "--no-warnings",
    "--experimental-permission",
    "--allow-fs-read=*",
    `--allow-fs-write=${sandbox}/*`,
    "--allow-worker",
    "--allow-addons",
    "--report-uncaught-exception",
    "--report-on-fatalerror",
    `--report-directory=${join(sandbox, "work")}`,
  ];
  const env = {
    PATH: process.env["PATH"],
    HOME: join(sandbox, "home"),
    TMPDIR: join(sandbox, "temp"),
    QUORUM_DEBUG: "yes",
  };
  const kill = killAfter > 0 ? { timeout: killAfter, killSignal: "SIGKILL" as const } : {};
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...flags, program.file, ...args],
      { cwd: join(sandbox, "work"), env, maxBuffer: 1 << 26, ...kill },
      (error: ExecFileException | null, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? "?"), stdout, stderr });
      },
    );
  });
}

const TEAMS = ["Sales", "Legal", "Finance", "Research"];

/** People, three weeks, and a directory. Random digits, so that the drop is large enough for several threads. */
function people(count: number): { rows: string; users: string; csv: string } {
  const rows: string[] = [];
  const csv = ["PersonId,MetricDate,department,Hours,Meetings"];
  const users: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = i === 0 ? CANARY_ID : `person-${i}`;
    const team = i < 6 ? "Board" : (TEAMS[i % 4] ?? "");
    users.push(JSON.stringify({ id, mail: `${id}@contoso.example`, department: team, jobTitle: "x" }));
    for (const day of ["2024-04-28", "2024-05-05", "2024-05-12"]) {
      const hours = i === 0 ? CANARY_NUMBER : String(((i * 7919) % 4001) / 100);
      const noise = randomBytes(120).toString("hex");
      rows.push(
        `{"ObjectId":"${id}","MetricDate":"${day}T00:00:00Z","Hours":"${hours}","Meetings":${i % 9},` +
          `"Secret":"${CANARY_TEXT}","Noise":"${noise}","IsActive":true}`,
      );
      csv.push(`${id},${day},${team},${hours},${i % 9}`);
    }
  }
  return { rows: rows.join("\n"), users: users.join("\n"), csv: csv.join("\n") };
}

async function place(name: string, spec: Omit<DropSpec, "keys">): Promise<string> {
  return writeDrop(join(given, name), makeDrop({ ...spec, keys, fileKey }));
}

/** The ways in which a secret may have been written. */
function forms(secret: string | Buffer): Buffer[] {
  const bytes = Buffer.from(secret);
  const texts = [bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url")];
  const wide = Buffer.isBuffer(secret) ? [] : [Buffer.from(secret, "utf16le")];
  return [bytes, ...texts.map((text) => Buffer.from(text)), ...wide];
}

const secrets = (): Buffer[] => [
  ...[CANARY_ID, CANARY_TEXT, CANARY_NUMBER, CANARY_NUMBER.replace(".", "")].flatMap(forms),
  ...forms(fileKey),
  // A line from the middle of the private key.
  Buffer.from(keys.pem.split("\n")[5] ?? ""),
];

/** Files of the sandbox, and output, that hold a secret. */
async function leaks(outputs: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const look = (name: string, content: Buffer): void => {
    if (secrets().some((secret) => content.includes(secret))) found.push(name);
  };
  outputs.forEach((text, i) => {
    look(`output ${i}`, Buffer.from(text));
  });
  for (const entry of await readdir(sandbox, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) look(entry.name, await readFile(join(entry.parentPath, entry.name)));
  }
  return found;
}

const view = ["--metric", "Hours", "--by", "department", "--over", "period"];

describe("quorum with a drop", () => {
  it("releases from an encrypted drop and its directory what it releases from the same rows as CSV", async () => {
    const { rows, users, csv } = people(1200);
    const drop = await place("same", { rows });
    const directory = await place("same-users", {
      rows: users,
      metadata: { TableName: "BasicDataSet_v0.User_v1" },
    });
    await writeFile(join(given, "same.csv"), csv);
    const key = ["--key", join(given, "key.pem"), "--directory", directory];
    const fromDrop = await quorum(["release", `drop:${drop}`, ...view, ...key, "--json"]);
    assert.equal(fromDrop.code, 0, fromDrop.stderr);
    assert.match(fromDrop.stderr, /All of the drop's people were found/);
    const fromCsv = await quorum(["release", join(given, "same.csv"), ...view, "--json"]);
    assert.equal(fromCsv.code, 0, fromCsv.stderr);
    const cells = (ran: Ran): { status: string; group: string }[] =>
      (JSON.parse(ran.stdout) as { cells: { status: string; group: string }[] }).cells;
    assert.deepEqual(cells(fromDrop), cells(fromCsv));
    assert.ok(cells(fromDrop).some(({ status }) => status === "shown"));
    assert.ok(cells(fromDrop).every(({ group, status }) => group !== "Board" || status === "hidden"));
    assert.deepEqual(await leaks([fromDrop.stdout, fromDrop.stderr]), []);
  });

  it("is joined with a partner's table, metrics of both under one mask, as the same rows as CSV are", async () => {
    const { rows, users, csv } = people(1200);
    const drop = await place("joined", { rows });
    const directory = await place("joined-users", {
      rows: users,
      metadata: { TableName: "BasicDataSet_v0.User_v1" },
    });
    await writeFile(join(given, "joined.csv"), csv);
    // Few of Legal are in the partner's table: its team has Hours for enough people, and Tickets for too few.
    const partner = ["ObjectId,MetricDate,Tickets"];
    for (let i = 0; i < 1200; i++)
      if (i % 4 !== 1 || i < 30) partner.push(`${i === 0 ? CANARY_ID : `person-${i}`},2024-05-05,${i % 13}`);
    await writeFile(join(given, "partner.csv"), partner.join("\n"));
    const both = [
      ...["--join", join(given, "partner.csv"), "--on", "PersonId=ObjectId"],
      ...[...view, "--metric", "Tickets", "--json"],
    ];
    const key = ["--key", join(given, "key.pem"), "--directory", directory];
    const fromDrop = await quorum(["release", `drop:${drop}`, ...both, ...key]);
    assert.equal(fromDrop.code, 0, fromDrop.stderr);
    const fromCsv = await quorum(["release", join(given, "joined.csv"), ...both]);
    assert.equal(fromCsv.code, 0, fromCsv.stderr);
    const cells = (ran: Ran): { status: string; group: string; period: string }[][] =>
      (JSON.parse(ran.stdout) as { releases: { cells: [] }[] }).releases.map((one) => one.cells);
    assert.deepEqual(cells(fromDrop), cells(fromCsv));
    const legal = cells(fromDrop).map((own) =>
      own.find(({ group, period }) => group === "Legal" && period === "2024-05-05"),
    );
    assert.deepEqual(
      legal.map((cell) => cell?.status),
      ["hidden", "hidden"],
    );
    assert.ok(cells(fromDrop).every((own) => own.some(({ status }) => status === "shown")));
    assert.deepEqual(await leaks([fromDrop.stdout, fromDrop.stderr]), []);
  });

  it("reads the metric that follows from two others, and hides them where it may not be told", async () => {
    const rows: string[] = [];
    for (let i = 0; i < 90; i++) {
      const department = TEAMS[i % 3] ?? "";
      const mail = 5 + ((i * 37) % 101) / 10;
      // Of Sales' meetings one person has nearly all.
      const meetings = department === "Sales" ? (i === 0 ? 40 : (i % 7) / 100) : 5 + ((i * 53) % 89) / 10;
      const fields = { Mail: mail, Meetings: meetings, Both: mail + meetings };
      rows.push(
        JSON.stringify({ ObjectId: `p${i}`, MetricDate: "2024-04-28T00:00:00Z", department, ...fields }),
      );
    }
    const drop = await place("related", { rows: rows.join("\n") });
    const asked = ["--metric", "mail", "--metric", "Both", "--by", "department", "--json"];
    const ran = await quorum(["release", `drop:${drop}`, ...asked, "--key", join(given, "key.pem")]);
    assert.equal(ran.code, 0, ran.stderr);
    const { releases } = JSON.parse(ran.stdout) as {
      releases: { cells: { status: string; group: string }[] }[];
    };
    for (const { cells } of releases) {
      assert.equal(cells.find(({ group }) => group === "Sales")?.status, "hidden");
      assert.ok(cells.some(({ status }) => status === "shown"));
    }
  });

  it("refuses options for columns, which a drop would ignore", async () => {
    const { rows } = people(60);
    const drop = `drop:${await place("columns", { rows })}`;
    const key = ["--key", join(given, "key.pem")];
    for (const option of [
      ["--person", "ObjectId"],
      ["--date", "Week"],
    ]) {
      for (const command of [
        ["release", drop, "--metric", "Hours"],
        ["inspect", drop],
      ]) {
        const ran = await quorum([...command, ...option, ...key]);
        assert.equal(ran.code, 2, ran.stderr);
        assert.match(ran.stderr, new RegExp(`${option[0] ?? ""} would have no effect`));
      }
    }
  });

  it("is audited, inspected and made a safe base of", async () => {
    const { rows, users } = people(400);
    const drop = `drop:${await place("all", { rows })}`;
    const directory = await place("all-users", {
      rows: users,
      metadata: { TableName: "BasicDataSet_v0.User_v1" },
    });
    const key = ["--key", join(given, "key.pem"), "--directory", directory];
    const audit = await quorum(["audit", drop, ...view, ...key, "--format", "json"]);
    assert.ok(audit.code === 0 || audit.code === 1, audit.stderr);
    assert.match(audit.stdout, /department/);
    const base = join(sandbox, "out", "base.csv");
    const made = await quorum([
      "safe-base",
      drop,
      "--filter",
      "department",
      "--metrics",
      "Hours",
      "--out",
      base,
      ...key,
    ]);
    assert.equal(made.code, 0, made.stderr);
    assert.match(await readFile(base, "utf8"), /department/i);
    const inspected = await quorum(["inspect", drop, "--key", join(given, "key.pem")]);
    assert.equal(inspected.code, 0, inspected.stderr);
    assert.match(inspected.stdout, /Meetings/);
    assert.deepEqual(await leaks([made.stdout, made.stderr, inspected.stdout, inspected.stderr]), []);
  });

  it("lists drops, and reads one to its end, saying nothing of a row", async () => {
    const { rows } = people(60);
    await place("listed/one", { rows });
    await place("listed/two", { rows: "", metadata: { Errors: "Consent has expired" } });
    const list = await quorum(["drop", "list", join(given, "listed"), "--json"]);
    const found = list.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { folder: string; rows: number; problem: string | null });
    assert.deepEqual(found.map(({ folder, problem }) => [folder, problem]).sort(), [
      ["one", null],
      ["two", "Consent has expired"],
    ]);
    const read = await quorum([
      "drop",
      "read",
      join(given, "listed", "one"),
      "--key",
      join(given, "key.pem"),
    ]);
    assert.equal(read.code, 0, read.stderr);
    assert.match(read.stdout, /Whole: 180 rows, 50 to 99 people, 3 periods \(2024-04-28 to 2024-05-12\)/);
    assert.deepEqual(await leaks([list.stdout, read.stdout, read.stderr]), []);
  });

  it("says that results over several periods of their drops are not compared, and nothing of the kind over each", async () => {
    await place("weekly/one", { rows: people(60).rows });
    const asked = [
      "--container",
      join(given, "weekly"),
      "--key",
      join(given, "key.pem"),
      "--metric",
      "Hours",
    ];
    for (const [over, noted] of [
      ["none", true],
      ["month", true],
      ["period", false],
    ] as const) {
      const kept = ["--state", join(sandbox, "work", `${over}.json`), "--out", join(sandbox, "out", over)];
      const pulled = await quorum(["drop", "pull", ...asked, ...kept, "--over", over]);
      assert.equal(pulled.code, 0, pulled.stderr);
      assert.equal(/one minus the other, may speak for few people/.test(pulled.stderr), noted, over);
    }
  });

  it("leaves no trace of a value or a key, whether it ends well, badly or is killed", async () => {
    const { rows, users } = people(4000);
    const key = ["--key", join(given, "key.pem")];
    const drop = await place("large", { rows });
    const directory = await place("large-users", {
      rows: users,
      metadata: { TableName: "BasicDataSet_v0.User_v1" },
    });
    const line = rows.split("\n")[2] ?? "";
    await place("bad/json", { rows: `${rows}\n${line.slice(0, 150)}` });
    await place("bad/number", {
      rows: `${rows}\n${line.replace(/"Hours":"[^"]*"/, `"Hours":"${CANARY_TEXT}"`)}`,
    });
    await place("bad/cut", { rows, corrupt: (stored) => stored.subarray(0, 400_000) });
    const outputs: string[] = [];
    const keep = async (ran: Promise<Ran>, code: number | string): Promise<void> => {
      const { stdout, stderr, code: ended } = await ran;
      assert.equal(ended, code, stderr);
      outputs.push(stdout, stderr);
    };
    const out = join(sandbox, "out", "release.html");
    await keep(
      quorum(["release", `drop:${drop}`, ...view, ...key, "--directory", directory, "--out", out]),
      0,
    );
    const pull = [
      "drop",
      "pull",
      "--out",
      join(sandbox, "out"),
      "--state",
      join(sandbox, "work", "state.json"),
    ];
    await keep(quorum([...pull, "--container", join(given, "bad"), "--metric", "Hours", ...key]), 1);
    assert.match(outputs.at(-1) ?? "", /"Hours" is not a number[^]*3 failed|3 failed/);
    const other = join(given, "other.pem");
    await writeFile(other, newKeyPair().pem);
    await keep(quorum(["drop", "read", drop, "--key", other]), 2);
    await keep(
      quorum(["drop", "read", drop, "--key", join(drop, "metadata", "JobMetadata", "Metadata.json")]),
      2,
    );
    for (const milliseconds of [500, 650, 800]) {
      const { stdout, stderr } = await quorum(["drop", "read", drop, ...key], milliseconds);
      outputs.push(stdout, stderr);
    }
    assert.deepEqual(await leaks(outputs), []);
  });

  it("would be caught: the search finds a planted value, and the sandbox is the only place to write", async () => {
    const planted = join(sandbox, "temp", "planted");
    await writeFile(planted, Buffer.concat([randomBytes(100), fileKey, randomBytes(100)]));
    assert.deepEqual(await leaks([`x${Buffer.from(CANARY_ID).toString("hex")}y`]), ["output 0", "planted"]);
    await rm(planted);
    const { rows } = people(60);
    const drop = await place("elsewhere", { rows });
    const elsewhere = join(given, "release.json");
    const ran = await quorum([
      ...[
        "release",
        `drop:${drop}`,
        "--metric",
        "Hours",
        "--key",
        join(given, "key.pem"),
        "--out",
        elsewhere,
      ],
    ]);
    assert.notEqual(ran.code, 0);
    await assert.rejects(readFile(elsewhere), /ENOENT/);
  });
});

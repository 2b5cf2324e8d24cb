// One measurement of bench/drop.ts in a process of its own. Prints milliseconds, megabytes of text and peak memory.
import { constants, createCipheriv, generateKeyPairSync, publicEncrypt, randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { onlyDrop, readMetadata } from "../cli/src/drop/drops";
import { FolderStore } from "../cli/src/drop/folder-store";
import { pemFileKeys } from "../cli/src/drop/pem-keys";
import { fileKey, textOf } from "../cli/src/drop/read-columns";
import { readDrop } from "../cli/src/drop/read-drop";
import { defaultPolicy, memorySource, protect } from "../src/engine";
import { generator } from "./data";

const METRICS = [
  ..."AfterHoursCollaboration AfterHoursCollaborationMeetings AfterHoursCollaborationEmails".split(" "),
  ..."AfterHoursCollaborationInstantMessages AfterHoursCollaborationScheduledCalls".split(" "),
  ..."AfterHoursCollaborationAdhocCalls CollaborationHours MultitaskingMeetingHours".split(" "),
  ..."CollaborationHoursMeetings CollaborationHoursEmails CollaborationHoursExternal".split(" "),
  ..."CollaborationHoursInstantMessages CollaborationHoursScheduledCalls CollaborationHoursAdhocCalls".split(
    " ",
  ),
  ..."ConflictingMeetingHours DirectManagerMeetingHours OneOnOneMeetingHours".split(" "),
  ..."SkipLevelMeetingHours TotalFocusHours UninterruptedHours".split(" "),
];
const WEEKS = 13;
const METADATA = "metadata/JobMetadata/Metadata.json";

export interface DropRun {
  readonly ms: number;
  /** Of the text, uncompressed. */
  readonly megabytes: number;
  /** Peak of the process, in megabytes. */
  readonly memory: number;
}

const [mode = "", folder = "", size = "430"] = process.argv.slice(2);
const key = join(folder, "key.pem");
const run = { make, gunzip, parse, release }[mode];
if (run === undefined) throw new Error(`no such measurement: ${mode}`);
const { ms, megabytes } = await run();
const result: DropRun = { ms, megabytes, memory: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(JSON.stringify(result));

/** A drop of so many megabytes in the look of Microsoft's v0 sample; its text is never on the disk. */
async function make(): Promise<Omit<DropRun, "memory">> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const [secret, iv] = [randomBytes(32), randomBytes(16)];
  mkdirSync(dirname(join(folder, "drop", METADATA)), { recursive: true });
  const counted = { rows: 0, bytes: 0 };
  await pipeline(
    Readable.from(lines(Number(size) * 1e6, counted)),
    createGzip({ level: 4 }),
    createCipheriv("aes-256-cbc", secret, iv),
    createWriteStream(join(folder, "drop", "data")),
  );
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const value = publicEncrypt({ key: publicKey, padding, oaepHash: "sha1" }, secret).toString("base64");
  const metadata = {
    TableName: "VivaInsightsDataset_PersonReport_v0",
    NumberOfRowsExtracted: counted.rows,
    Errors: "",
    DecryptionKeyDetails: { DecryptionKeyType: "File", value, iv: iv.toString("base64") },
  };
  writeFileSync(join(folder, "drop", METADATA), JSON.stringify(metadata));
  writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }));
  return { ms: 0, megabytes: counted.bytes / 1e6 };
}

function* lines(bytes: number, counted: { rows: number; bytes: number }): Generator<Buffer> {
  const random = generator(11);
  const hex = (length: number): string =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  // About a thousand bytes a row.
  const people = Array.from(
    { length: Math.ceil(bytes / 1000 / WEEKS) },
    () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  );
  let some: string[] = [];
  const flush = (): Buffer => {
    const piece = Buffer.from(some.join(""));
    counted.bytes += piece.length;
    some = [];
    return piece;
  };
  for (let row = 0; counted.bytes < bytes && row < people.length * WEEKS; row++) {
    const id = people[row % people.length] ?? "";
    const day = new Date(Date.UTC(2024, 0, 7 + 7 * Math.floor(row / people.length)))
      .toISOString()
      .slice(0, 19);
    const metrics = METRICS.map(
      (name) => `"${name}":${random() < 0.3 ? "0.0" : String(Math.fround(random() * 20))}`,
    );
    some.push(
      `{"ObjectId":"${id}","MetricDate":"${day}Z",${metrics.join(",")},` +
        `"PeopleHistoricalId":"${id}-62135553600","IsActive":${random() < 0.9}}\n`,
    );
    counted.rows++;
    if (some.length === 1000) yield flush();
  }
  yield flush();
}

/** The text of the drop, and how long `work` takes on its pieces. */
async function overText(
  work: (piece: Buffer) => void,
): Promise<{ bytes: number; inWork: number; whole: number }> {
  const store = new FolderStore(join(folder, "drop"));
  const drop = await onlyDrop(store);
  const opened = await fileKey(await readMetadata(store, drop), [await pemFileKeys([key])]);
  const start = performance.now();
  let [bytes, inWork] = [0, 0];
  for (const file of drop.data) {
    for await (const piece of textOf(store, file, opened, {})) {
      bytes += piece.length;
      const before = performance.now();
      work(piece);
      inWork += performance.now() - before;
    }
  }
  return { bytes, inWork, whole: performance.now() - start };
}

/** Decrypt and gunzip, nothing else. */
async function gunzip(): Promise<Omit<DropRun, "memory">> {
  const { bytes, whole } = await overText(() => undefined);
  return { ms: whole, megabytes: bytes / 1e6 };
}

/** Split into lines and JSON.parse, in one thread; the time of unzipping is left out. */
async function parse(): Promise<Omit<DropRun, "memory">> {
  let rest = "";
  let rows = 0;
  const { bytes, inWork } = await overText((piece) => {
    const found = (rest + piece.toString("utf8")).split("\n");
    rest = found.pop() ?? "";
    for (const line of found) if (typeof JSON.parse(line) === "object") rows++;
  });
  if (rows === 0) throw new Error("no rows");
  return { ms: inWork, megabytes: bytes / 1e6 };
}

/** From the stored drop to the protected result. */
async function release(): Promise<Omit<DropRun, "memory">> {
  const start = performance.now();
  const store = new FolderStore(join(folder, "drop"));
  const wanted = { metrics: ["CollaborationHours"], attributes: [] };
  const { rows } = await readDrop(store, await onlyDrop(store), { wanted, keys: [await pemFileKeys([key])] });
  const view = {
    metric: "CollaborationHours",
    measure: { kind: "mean" },
    by: null,
    series: null,
    over: "period",
    filter: {},
    totals: { groups: false, periods: false },
  } as const;
  const { release: made } = protect(memorySource(rows), view, defaultPolicy);
  if (made.cells.every(({ status }) => status !== "shown")) throw new Error("nothing is shown");
  return { ms: performance.now() - start, megabytes: Number(size) };
}

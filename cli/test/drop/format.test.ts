import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { onlyDrop } from "../../src/drop/drops";
import { openFileKey, type PrivateKeys } from "../../src/drop/file-key";
import { FolderStore } from "../../src/drop/folder-store";
import { readDrop, type DropContent } from "../../src/drop/read-drop";
import { ALL_METRICS } from "../../src/drop/plan";
import { Customer } from "./customer";
import { sampleRows, withoutSamples, type KeyForm, type Padding } from "./make-drop";

const customer = new Customer();

/** What JSON.parse makes of the rows: the reading that ours has to equal. */
function parsed(rows: Buffer): Record<string, unknown>[] {
  return rows
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function assertSameRows(
  { rows }: DropContent,
  expected: readonly Record<string, unknown>[],
  person: string,
): void {
  assert.equal(rows.length, expected.length);
  expected.forEach((row, i) => {
    assert.equal(rows.identities()[rows.person[i] ?? -1], String(row[person]).toLowerCase());
    assert.equal(
      (rows.periods[rows.period[i] ?? -1] ?? 0) * 86_400_000,
      Date.parse(String(row["MetricDate"])),
    );
    const active = rows.attribute("IsActive");
    assert.equal(active.values[active.codes[i] ?? -1], row["IsActive"] === true ? "True" : "False");
  });
  for (const name of rows.metrics) {
    const column = rows.metric(name);
    expected.forEach((row, i) => {
      assert.equal(column[i], Number(row[name]), name);
    });
  }
}

describe("drop formats", () => {
  const paddings: Padding[] = ["oaep-sha1", "oaep-sha256"];
  const forms: KeyForm[] = [
    "raw",
    "base64-utf8",
    "base64-utf16le",
    "base64-utf16be",
    "base64-utf16le-mark",
    "base64url",
  ];
  for (const padding of paddings) {
    for (const form of forms) {
      it(`opens a key wrapped with ${padding} as ${form}`, async () => {
        const rows = `{"ObjectId":"a","MetricDate":"2024-05-05T00:00:00Z","Collaboration hours":1.5,"IsActive":true}\n`;
        const content = await customer.read({ rows, padding, form });
        assertSameRows(content, parsed(Buffer.from(rows)), "ObjectId");
      });
    }
  }

  for (const form of ["raw", "base64-utf8"] as const)
    it(`overwrites the file key when the drop is read, and when it is refused: ${form}`, async () => {
      const rows = `{"ObjectId":"a","MetricDate":"2024-05-05T00:00:00Z","Collaboration hours":1.5}\n`;
      for (const metadata of [{}, { NumberOfRowsExtracted: 7 }]) {
        const opened: Buffer[] = [];
        const [holder] = await customer.privateKeys();
        assert.ok(holder);
        const watched: PrivateKeys = {
          ...holder,
          async *unwrap(wrapped, hint) {
            for await (const key of holder.unwrap(wrapped, hint)) {
              opened.push(key);
              yield key;
            }
          },
        };
        const store = await customer.store({ rows, form, metadata });
        const reading = readDrop(store, await onlyDrop(store), { wanted: ALL_METRICS, keys: [watched] });
        if ("NumberOfRowsExtracted" in metadata) await assert.rejects(reading, /its metadata say 7/);
        else await reading;
        assert.deepEqual(
          opened.map((key) => key.every((byte) => byte === 0)),
          [true],
        );
      }
    });

  it("overwrites the key that was read from its Base64 text as well", async () => {
    const envelope = Buffer.from(Buffer.alloc(32, 7).toString("base64"));
    const holder: PrivateKeys = {
      from: "a test",
      // eslint-disable-next-line @typescript-eslint/require-await -- key vaults do wait
      async *unwrap() {
        yield envelope;
      },
      close: () => undefined,
    };
    const details = { DecryptionKeyType: "File", value: "", iv: Buffer.alloc(16).toString("base64") };
    const opened = await openFileKey(details, { tenantId: undefined, version: undefined }, [holder]);
    assert.deepEqual(opened.key, Buffer.alloc(32, 7));
    opened.wipe();
    assert.deepEqual(opened.key, Buffer.alloc(32));
  });

  it("reads Microsoft's v1 sample: metrics as text, monthly", { skip: withoutSamples }, async () => {
    const rows = await sampleRows.v1();
    const content = await customer.read({ rows });
    assert.equal(content.rows.metrics.length, 66);
    assertSameRows(content, parsed(rows), "PersonId");
  });

  it("reads Microsoft's v0 sample: metrics as numbers", { skip: withoutSamples }, async () => {
    const rows = await sampleRows.v0();
    const content = await customer.read({ rows, described: "both" });
    assertSameRows(content, parsed(rows), "ObjectId");
    assert.deepEqual(content.notes, [
      "Not read, since they are no numbers: PeopleHistoricalId, duplicateCol.",
    ]);
  });

  it("reads a plain file of sample data", { skip: withoutSamples }, async () => {
    const rows = await sampleRows.v1();
    const file = customer.file("sample.json");
    await writeFile(file, rows);
    const store = new FolderStore(file);
    const content = await readDrop(store, await onlyDrop(store), { wanted: ALL_METRICS, keys: [] });
    assertSameRows(content, parsed(rows), "PersonId");
  });

  it("names a file that is given alone as it was given", async () => {
    const file = customer.file("other.csv");
    await writeFile(file, "Team,Hours\nA,3\n");
    const store = new FolderStore(file);
    await assert.rejects(
      readDrop(store, await onlyDrop(store), { wanted: ALL_METRICS, keys: [] }),
      (error) => {
        assert.ok(
          error instanceof Error && error.message.startsWith(`${store.name}: The file is neither`),
          String(error),
        );
        return true;
      },
    );
  });

  it(
    "finds a metric by the schema's name, which lacks the sample's commas",
    { skip: withoutSamples },
    async () => {
      const rows = await sampleRows.v1();
      const schema = "Small-group meeting call and chat hours";
      const content = await customer.read({ rows }, { metrics: [schema], attributes: [] });
      const first = parsed(rows)[0]?.["Small-group meeting, call, and chat hours"];
      assert.equal(content.rows.metric(schema)[0], Number(first));
    },
  );
});

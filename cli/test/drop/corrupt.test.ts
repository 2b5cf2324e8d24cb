import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { CommandError } from "../../src/shared/errors";
import { Customer } from "./customer";
import { newKeyPair, type DropSpec } from "./make-drop";

const runs = Number(process.env["QUORUM_FC_RUNS"] ?? 60);
const customer = new Customer();

const rows = Array.from(
  { length: 300 },
  (_, i) =>
    `{"ObjectId":"person-${i % 60}","MetricDate":"2024-0${1 + Math.floor(i / 60)}-07T00:00:00Z",` +
    `"Collaboration hours":${(i * 7919) % 97}.25,"IsActive":true}`,
).join("\n");

async function outcome(spec: DropSpec): Promise<string> {
  const store = await customer.store(spec);
  try {
    const { rows: read } = await customer.open(store);
    return `read ${read.length}`;
  } catch (error) {
    assert.ok(error instanceof CommandError, `not a message for a person: ${String(error)}`);
    return error.message.replace(store.name, "drop");
  }
}

/** The error of a drop that has to fail. */
async function failure(spec: Partial<DropSpec>): Promise<string> {
  const said = await outcome({ rows, ...spec });
  assert.doesNotMatch(said, /^read/);
  return said;
}

describe("damaged drops fail as a whole", () => {
  it("reads the sound one", async () => {
    assert.equal(await outcome({ rows }), "read 300");
  });

  it("truncated, at any byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (part) => {
        await failure({ corrupt: (stored) => stored.subarray(0, Math.floor(stored.length * part)) });
      }),
      { numRuns: runs },
    );
  });

  it("one bit flipped, anywhere", async () => {
    // The ten bytes of a gzip header hold a time, flags and the system's name, which nothing checks: a flip there
    // may leave the rows as they were, and then they have to be all of them.
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(7), async (at, bit) => {
        let index = 0;
        const flip = (stored: Buffer): Buffer => {
          const copy = Buffer.from(stored);
          index = at % copy.length;
          copy[index] = (copy[index] ?? 0) ^ (1 << bit);
          return copy;
        };
        const said = await outcome({ rows, corrupt: flip });
        assert.doesNotMatch(said, /^read (?!300$)/);
        if (index >= 16) assert.doesNotMatch(said, /^read/);
      }),
      { numRuns: runs },
    );
  });

  it("blocks re-ordered, doubled or left out", async () => {
    const block = (stored: Buffer, i: number): Buffer => stored.subarray(i * 16, i * 16 + 16);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.constantFrom("swap", "double", "drop"), async (a, b, how) => {
        const shuffle = (stored: Buffer): Buffer => {
          const blocks = Array.from({ length: stored.length / 16 }, (_, i) => block(stored, i));
          const i = a % (blocks.length - 1);
          const j = i + 1 + (b % (blocks.length - 1 - i));
          const [x, y] = [blocks[i] ?? Buffer.alloc(0), blocks[j] ?? Buffer.alloc(0)];
          if (how === "swap") [blocks[i], blocks[j]] = [y, x];
          else blocks.splice(i, how === "double" ? 0 : 1, ...(how === "double" ? [x] : []));
          return Buffer.concat(blocks);
        };
        await failure({ corrupt: shuffle });
      }),
      { numRuns: runs },
    );
  });

  it("more or fewer rows than the metadata say", async () => {
    for (const NumberOfRowsExtracted of [299, 301, 0, "1000"]) {
      assert.match(await failure({ metadata: { NumberOfRowsExtracted } }), /has 300 rows, its metadata say/);
    }
  });

  it("errors in the metadata, which are told", async () => {
    for (const Errors of ["Consent expired", ["Consent expired"], { code: "Consent expired" }]) {
      assert.match(
        await failure({ metadata: { Errors }, corrupt: () => Buffer.alloc(0) }),
        /Consent expired/,
      );
    }
  });

  it("metadata that are not such", async () => {
    assert.match(await failure({ metadata: { NumberOfRowsExtracted: "many" } }), /NumberOfRowsExtracted/);
    assert.match(
      await failure({ metadata: { DecryptionKeyDetails: { value: "x!", iv: "" } } }),
      /DecryptionKeyDetails\.value/,
    );
    assert.match(await failure({ metadata: { JobCompletionTime: "soon" } }), /JobCompletionTime/);
  });

  it("a line that is not JSON, with its number", async () => {
    const lines = rows.split("\n");
    lines[41] = "not json";
    assert.match(await failure({ rows: lines.join("\n") }), /line 42: The line is not JSON/);
    lines[41] = `{"ObjectId":"a","MetricDate":"2024-01-07"`;
    assert.match(await failure({ rows: lines.join("\n") }), /line 42/);
    lines[41] = `["a"]`;
    assert.match(await failure({ rows: lines.join("\n") }), /line 42: The line is not a JSON object/);
  });

  it("a person twice in one period", async () => {
    const twice = `${rows}\n${rows.split("\n")[0] ?? ""}`;
    assert.match(await failure({ rows: twice }), /two rows in one period/);
  });

  it("another customer's key, and none", async () => {
    assert.match(await failure({ keys: newKeyPair() }), /No private key in .* opens this drop \(tenant 1111/);
  });

  it("zipped after it was encrypted, or not zipped at all", async () => {
    assert.match(await failure({ corrupt: (stored) => gzipSync(stored) }), /not gzip|cannot be decrypted/);
    assert.match(await failure({ zip: false }), /not gzip/);
  });

  it("PKCS#1 v1.5, which this process refuses", async () => {
    assert.match(await failure({ padding: "pkcs1" }), /No private key/);
  });
});

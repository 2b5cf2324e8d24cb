import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { scanLines, withPool } from "../../src/drop/lines";
import type { Batch, ColumnPlan } from "../../src/drop/scan";
import { ScanPool, SLOT_BYTES } from "../../src/drop/scan-pool";

const plan: ColumnPlan[] = [{ name: "Hours", role: "metric", required: true }];
/** No thread can begin to work with it. */
const broken = [undefined as unknown as ColumnPlan];
const STOPPED = /A thread that reads the drop stopped/;

async function scanText(pool: ScanPool, text: string): Promise<number[]> {
  const slot = await pool.slot();
  const { batch } = await pool.scan({ slot, start: 0, end: pool.bytes(slot).write(text) });
  return [...(batch.columns[0]?.values ?? [])];
}

void test("more batches than threads, given ahead: each comes back with its own lines", async () => {
  await withPool(plan, 2, async (pool) => {
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const found = await Promise.all(numbers.map((i) => scanText(pool, `{"Hours":${i}}\n{"Hours":${i}.5}`)));
    assert.deepEqual(
      found,
      numbers.map((i) => [i, i + 0.5]),
    );
  });
});

void test("a bad batch fails alone; those behind it in the same thread are read", async () => {
  await withPool(plan, 1, async (pool) => {
    const [bad, good, after] = await Promise.allSettled([
      scanText(pool, '{"Hours":1}\n{"Hours":"secret"}'),
      scanText(pool, '{"Hours":2}'),
      scanText(pool, '{"Hours":3}'),
    ]);
    assert.equal(bad.status === "rejected" && (bad.reason as Error).message, '"Hours" is not a number.');
    assert.deepEqual(good.status === "fulfilled" && good.value, [2]);
    assert.deepEqual(after.status === "fulfilled" && after.value, [3]);
  });
});

/** More than two slots full, cut into pieces of uneven lengths. */
function* pieces(lines: number): Generator<Buffer> {
  const text = Array.from({ length: lines }, (_, i) => `{"Hours":${i},"Blank":"${" ".repeat(i % 300)}"}`);
  const bytes = Buffer.from(text.join("\n"));
  assert.ok(bytes.length > 2 * SLOT_BYTES);
  for (let from = 0, i = 1; from < bytes.length; from += i * 1001, i++) {
    yield bytes.subarray(from, from + i * 1001);
  }
}

for (const threads of [0, 2]) {
  void test(`lines that are cut by pieces and slots come whole and in their order, ${threads} threads`, async () => {
    await withPool(plan, threads, async (pool) => {
      const hours: number[] = [];
      const take = ({ columns }: Batch): void => {
        hours.push(...(columns[0]?.values ?? []));
      };
      const count = await scanLines(Readable.from(pieces(30_000)), pool, "data", take);
      assert.equal(count, 30_000);
      assert.ok(hours.every((value, i) => value === i) && hours.length === count);
    });
  });
}

void test("a line that fits into no slot is refused", async () => {
  await withPool(plan, 0, async (pool) => {
    const long = Readable.from([
      Buffer.from(`{"Hours":1}\n`.repeat(7)),
      Buffer.alloc(SLOT_BYTES + 1000, " "),
    ]);
    const taken: number[] = [];
    await assert.rejects(
      scanLines(long, pool, "data", ({ rows }) => taken.push(rows)),
      /A line is longer than 2 MB/,
    );
    assert.deepEqual(taken, [7]);
  });
});

void test("a thread that stops fails the batches that it was given, those that wait, and those that come", async () => {
  await withPool(broken, 1, async (pool) => {
    const given = await Promise.allSettled([1, 2, 3, 4].map((i) => scanText(pool, `{"Hours":${i}}`)));
    for (const one of given)
      assert.match(one.status === "rejected" ? (one.reason as Error).message : "", STOPPED);
    await assert.rejects(scanText(pool, '{"Hours":5}'), STOPPED);
  });
});

void test("a thread that stops with nothing to do fails who waits for a slot", async () => {
  await withPool(broken, 1, async (pool) => {
    const takeAll = async (): Promise<never> => {
      for (;;) await pool.slot();
    };
    await assert.rejects(takeAll(), STOPPED);
    await assert.rejects(scanText(pool, '{"Hours":1}'), STOPPED);
  });
});

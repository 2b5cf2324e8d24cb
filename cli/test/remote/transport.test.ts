import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import fc from "fast-check";
import { safeEndpoint } from "../../src/remote/clouds";
import { ServiceDown, UncertainOutcome } from "../../src/remote/errors";
import { enter, RateLimit } from "../../src/remote/rate-limit";
import { retryAfterMs, Transport, type TransportOptions } from "../../src/remote/transport";
import { TestClock } from "./test-clock";

type Step = (answer: ServerResponse) => void;
const status =
  (code: number, headers: Record<string, string> = {}): Step =>
  (answer) =>
    answer.writeHead(code, headers).end("{}");
const drop: Step = (answer) => answer.destroy();

/** A server that answers by the given steps, one after the other; the last is repeated. */
async function serve(t: TestContext, steps: readonly Step[]): Promise<{ url: string; count: () => number }> {
  let n = 0;
  const server = createServer((_, answer) => {
    (steps[Math.min(n++, steps.length - 1)] ?? drop)(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/x`, count: () => n };
}

function transport(clock: TestClock, more: Partial<TransportOptions> = {}): Transport {
  const tokens = { token: () => Promise.resolve("t"), forget: () => undefined };
  return new Transport({ clock, tokens, limits: [], ...more });
}

test("Retry-After: seconds and dates are waited for to the letter", async (t) => {
  const clock = new TestClock();
  const date = new Date(clock.now() + 47_000).toUTCString();
  const { url } = await serve(t, [
    status(429, { "retry-after": "40" }),
    status(503, { "retry-after": date }),
    status(200),
  ]);
  assert.equal((await transport(clock).send(new Request(url))).status, 200);
  assert.deepEqual(clock.waits, [40_000, 7_000]);
  assert.equal(retryAfterMs("-1", 0), undefined);
  assert.equal(retryAfterMs("soon", 0), undefined);
});

test("back-off doubles up to a minute, with jitter between its half and its whole", async (t) => {
  for (const [random, first] of [
    [0, 500],
    [1, 1000],
  ] as const) {
    const clock = new TestClock();
    const { url } = await serve(t, [...Array.from({ length: 9 }, () => status(500)), status(200)]);
    await transport(clock, { random: () => random, giveUpAfterMs: 3_600_000 }).send(new Request(url));
    const doubled = Array.from({ length: 9 }, (_, i) => Math.min(first * 2 ** i, first * 60));
    assert.deepEqual(clock.waits, doubled);
  }
});

test("what may not be repeated is sent once, unless the service refused it", async (t) => {
  for (const step of [drop, status(500), status(503, { "retry-after": "1" })]) {
    const { url, count } = await serve(t, [step, status(200)]);
    const post = new Request(url, { method: "POST", body: "x" });
    await assert.rejects(transport(new TestClock()).send(post), UncertainOutcome);
    assert.equal(count(), 1);
  }
  const { url, count } = await serve(t, [status(429), status(200)]);
  await transport(new TestClock()).send(new Request(url, { method: "POST", body: "x" }));
  assert.equal(count(), 2);
});

test("the circuit: outages end after ten minutes, pauses asked for after an hour, both without sending on", async (t) => {
  const clock = new TestClock();
  const { url } = await serve(t, [status(503)]);
  await assert.rejects(transport(clock).send(new Request(url)), ServiceDown);
  assert.ok(clock.waits.reduce((a, b) => a + b) <= 600_000);
  const throttled = await serve(t, [status(429, { "retry-after": "7200" })]);
  await assert.rejects(transport(clock).send(new Request(throttled.url)), /wait 120 more minutes/);
  assert.equal(throttled.count(), 1);
  const endless = await serve(t, [status(429)]);
  await assert.rejects(transport(clock).send(new Request(endless.url)), ServiceDown);
});

test("a refused token is renewed once; a second refusal is the answer", async (t) => {
  for (const [steps, code] of [
    [[status(401), status(200)], 200],
    [[status(401)], 401],
  ] as const) {
    const { url, count } = await serve(t, steps);
    const sent = ["old", "new", "newer"];
    const tokens = { token: () => Promise.resolve(sent[0] ?? ""), forget: () => sent.shift() };
    const answer = await transport(new TestClock(), { tokens }).send(new Request(url));
    assert.deepEqual([answer.status, count(), sent[0]], [code, 2, "new"]);
  }
});

test("a token goes nowhere by redirect, by plain http, or to an address with a password", async (t) => {
  const { url: other, count } = await serve(t, [status(200)]);
  const { url } = await serve(t, [status(302, { location: other })]);
  const giveUp = { giveUpAfterMs: 1000 };
  await assert.rejects(transport(new TestClock(), giveUp).send(new Request(url)), ServiceDown);
  assert.equal(count(), 0);
  assert.equal(safeEndpoint("http://127.0.0.1:8080/"), "http://127.0.0.1:8080");
  for (const bad of ["http://api.powerbi.com", "https://user:pass@api.powerbi.com", "ftp://x", "x"]) {
    assert.throws(() => safeEndpoint(bad), /not sent|no address/, bad);
  }
});

test("any run of uses keeps every window of every limit", async () => {
  const uses = fc.array(
    fc.record({ amount: fc.integer({ min: 1, max: 5 }), pause: fc.integer({ min: 0, max: 900 }) }),
    {
      minLength: 1,
      maxLength: 60,
    },
  );
  await fc.assert(
    fc.asyncProperty(uses, async (list) => {
      const clock = new TestClock(0);
      const shapes = [
        { name: "a", amount: 5, windowMs: 1000 },
        { name: "b", amount: 12, windowMs: 5000 },
      ];
      const limits = shapes.map((shape) => new RateLimit(shape));
      const starts: { at: number; amount: number }[] = [];
      for (const { amount, pause } of list) {
        const end = await enter(
          limits.map((limit) => [limit, amount] as const),
          clock,
        );
        starts.push({ at: clock.now(), amount });
        clock.advance(pause);
        end();
      }
      for (const { amount, windowMs } of shapes) {
        for (const { at } of starts) {
          const inside = starts.filter((use) => use.at > at - windowMs && use.at <= at);
          assert.ok(inside.reduce((sum, use) => sum + use.amount, 0) <= amount);
        }
      }
    }),
  );
});

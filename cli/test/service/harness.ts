import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { TokenSource } from "../../src/remote/transport";
import { PowerBi } from "../../src/service/power-bi";
import { TestClock } from "../remote/test-clock";
import { Imitation } from "./imitation/server";

export const WORKSPACE = "f089354e-8366-4e18-aea3-4cb4a3a50b48";

/** An imitation that runs for one test, with an empty folder; its violations fail the test. */
export async function start(
  t: TestContext,
  clock = new TestClock(),
): Promise<{
  imitation: Imitation;
  clock: TestClock;
  folder: string;
  service: (signal?: AbortSignal) => PowerBi;
  file: (name: string) => string;
}> {
  const imitation = new Imitation(clock);
  const endpoint = await imitation.start();
  const folder = await mkdtemp(join(tmpdir(), "quorum-service-"));
  t.after(async () => {
    await imitation.stop();
    await rm(folder, { recursive: true });
    assert.deepEqual(imitation.world.violations, [], "requests and answers as described, limits kept");
  });
  const service = (signal?: AbortSignal): PowerBi =>
    new PowerBi({
      endpoint,
      clock,
      tokens: tokens(imitation),
      random: () => 0.5,
      ...(signal ? { signal } : {}),
    });
  return { imitation, clock, folder, service, file: (name) => join(folder, name) };
}

/** Tokens of an hour, as Entra gives them. */
function tokens(imitation: Imitation): TokenSource {
  let current: { token: string; expiresAt: number } | undefined;
  return {
    token() {
      // As late as possible: an expired token must be met by the transport, not by luck.
      current ??= imitation.newToken();
      return Promise.resolve(current.token);
    },
    forget() {
      current = undefined;
    },
  };
}

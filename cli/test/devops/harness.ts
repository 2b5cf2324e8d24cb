import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Analytics } from "../../src/devops/analytics";
import { DevOps } from "../../src/devops/client";
import { slowDown } from "../../src/devops/slow-down";
import { Transport } from "../../src/remote/transport";
import type { DirectoryEntry } from "../../src/devops/people";
import { TestClock } from "../remote/test-clock";
import { Imitation } from "./imitation/server";
import type { World } from "./imitation/world";

/** An imitation that runs for one test, with an empty folder; its violations fail the test. */
export async function start(
  t: TestContext,
  world: World,
): Promise<{
  imitation: Imitation;
  clock: TestClock;
  file: (name: string) => string;
  devops: (signal?: AbortSignal) => DevOps;
  /** The same, with work items from Analytics. */
  withAnalytics: (signal?: AbortSignal) => DevOps;
}> {
  const clock = new TestClock();
  const imitation = new Imitation(world, clock);
  const address = await imitation.start();
  const folder = await mkdtemp(join(tmpdir(), "quorum-devops-"));
  t.after(async () => {
    await imitation.stop();
    await rm(folder, { recursive: true });
    assert.deepEqual([...new Set(imitation.violations)], [], "requests and answers as described");
  });
  const transportOf = (signal?: AbortSignal): Transport => {
    let token = "stale";
    const tokens = {
      token: () => Promise.resolve(token),
      forget: () => {
        token = "good";
      },
    };
    return new Transport({
      clock,
      tokens,
      limits: [],
      random: () => 0.5,
      onAnswer: slowDown(clock, () => undefined),
      ...(signal ? { signal } : {}),
    });
  };
  const devops = (signal?: AbortSignal): DevOps => new DevOps(transportOf(signal), address, address);
  const withAnalytics = (signal?: AbortSignal): DevOps => {
    const transport = transportOf(signal);
    return new DevOps(transport, address, address, new Analytics(transport, address));
  };
  return { imitation, clock, file: (name) => join(folder, name), devops, withAnalytics };
}

/** The directory export of a world. */
export function directoryOf(world: World): readonly DirectoryEntry[] {
  return world.people.map((person) => ({
    id: person.id,
    addresses: [person.mail, person.upn, ...person.proxies.map((proxy) => proxy.slice(5))],
  }));
}

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { TokenSource } from "../../src/remote/transport";
import { PowerBi } from "../../src/service/power-bi";
import { runCommand } from "../run-command";
import { TestClock } from "../remote/test-clock";
import { identityEndpoint } from "./identity-endpoint";
import { Imitation } from "./imitation/server";

/** The workspace in which the tests of `quorum service` work. */
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

/** The options that lead a `quorum service` command to the imitation. */
export function serviceOptions({ world }: Imitation): string[] {
  return ["--workspace", WORKSPACE, "--endpoint", world.address, "--sign-in", "managed-identity"];
}

/** Runs `quorum service` in this process against the imitation. */
export function runService(imitation: Imitation, ...args: string[]): Promise<void> {
  return runCommand("service", ...args, ...serviceOptions(imitation));
}

/** Lets commands in this process sign in by @azure/identity, whose clock is the machine's. */
export async function signIn(t: TestContext, imitation: Imitation): Promise<void> {
  Object.assign(process.env, await identityEndpoint(t, imitation));
  imitation.clock.advance(Date.now() - imitation.clock.now());
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

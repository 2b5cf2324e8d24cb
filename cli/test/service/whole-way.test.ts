import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { createProgram } from "../../src/program";
import type { Change } from "../../src/service/watch-changes";
import { NO_DESCRIPTION } from "./imitation/description";
import { identityEndpoint } from "./identity-endpoint";
import { start, WORKSPACE } from "./harness";

const QUERY = fileURLToPath(new URL("../../../samples/person-query.csv", import.meta.url));

interface Cell {
  readonly kind: string;
  readonly group: string | null;
  readonly period: string | null;
  readonly status: string;
  readonly value?: number;
}

test(
  "the whole way: sample query, release, push, check-in, and watch sees it",
  { skip: NO_DESCRIPTION },
  async (t) => {
    const { imitation, file } = await start(t);
    Object.assign(process.env, await identityEndpoint(t, imitation));
    // The commands take their tokens by @azure/identity, whose clock is the machine's.
    imitation.clock.advance(Date.now() - imitation.clock.now());
    imitation.latencyMs = 0;
    const run = async (...args: string[]): Promise<unknown> =>
      (await createProgram()).parseAsync(args, { from: "user" });
    const service = (...args: string[]): Promise<unknown> =>
      run(
        "service",
        ...args,
        "--workspace",
        WORKSPACE,
        "--endpoint",
        imitation.world.address,
        "--sign-in",
        "managed-identity",
      );

    const release = file("release.json");
    await run(
      "release",
      QUERY,
      "--metric",
      "Email_hours",
      "--by",
      "Organization",
      "--over",
      "week",
      "--format",
      "json",
      "--out",
      release,
    );
    const { cells } = JSON.parse(await readFile(release, "utf8")) as { cells: Cell[] };
    const shown = [...cells].reverse().find((cell) => cell.status === "shown" && cell.kind === "group");
    const hidden = [...cells].reverse().find((cell) => cell.status === "hidden" && cell.kind === "group");
    assert.ok(shown && hidden, "the sample has both");

    await service("push", release, "--dataset", "Email", "--create");
    const rows = imitation.world.datasets[0]?.tables[0]?.rows ?? [];
    assert.equal(rows.length, cells.length);
    const values = (list: readonly { status?: unknown; value?: unknown }[]): unknown[] =>
      list.map((cell) => cell.value ?? null);
    assert.deepEqual(values(rows.map((row) => ({ value: row["Value"] }))), values(cells));

    await service("scorecard", "create", "--name", "Wellbeing");
    const scorecard = imitation.world.scorecards[0]?.id ?? "";
    await service("goal", "create", "--scorecard", scorecard, "--name", "Email");
    const goal = imitation.world.scorecards[0]?.goals[0]?.id ?? "";
    const watch = [
      "watch",
      "--scorecard",
      scorecard,
      "--state",
      file("watch.json"),
      "--out",
      file("changes.ndjson"),
      "--once",
    ];
    await service(...watch);
    for (const cell of [shown, hidden]) {
      const selector = `kind=group,group=${(cell.group ?? "").replace(/,/g, "\\,")},period=${cell.period ?? ""}`;
      const day = cell === hidden ? ["--date", "2030-01-06"] : [];
      await service(
        "checkin",
        "add",
        "--scorecard",
        scorecard,
        "--goal",
        goal,
        "--from",
        release,
        "--cell",
        selector,
        ...day,
      );
    }
    await service(...watch);
    await service(...watch);
    const lines = (await readFile(file("changes.ndjson"), "utf8")).trimEnd().split("\n");
    const changes = lines.map((line) => JSON.parse(line) as Change);
    assert.deepEqual(
      changes.map(({ kind, checkIn, new: now }) => [kind, checkIn, now]),
      [
        ["check-in-added", shown.period, { value: shown.value, target: null, status: null }],
        ["check-in-added", "2030-01-06", { value: null, target: null, status: null }],
        ["note-added", "2030-01-06", "No value: hidden to protect people (minimum group size 10)."],
      ],
    );
    await assert.rejects(service("push", QUERY, "--dataset", "Email"), /Rows of persons are not pushed/);
    await assert.rejects(
      service(
        "checkin",
        "add",
        "--scorecard",
        scorecard,
        "--goal",
        goal,
        "--from",
        QUERY,
        "--cell",
        "group=HR",
      ),
      /no release/,
    );
  },
);

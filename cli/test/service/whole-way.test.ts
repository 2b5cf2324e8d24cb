import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Change } from "../../src/service/watch-changes";
import { NO_DESCRIPTION } from "./imitation/description";
import { runCommand, SAMPLE_QUERY } from "../run-command";
import { runService, signIn, start } from "./harness";

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
    await signIn(t, imitation);
    imitation.latencyMs = 0;
    const service = (...args: string[]): Promise<void> => runService(imitation, ...args);

    const release = file("release.json");
    const view = ["--metric", "Email_hours", "--by", "Organization", "--over", "week"];
    await runCommand("release", SAMPLE_QUERY, ...view, "--out", release);
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
    const checkIn = (from: string, cell: string, ...more: string[]): Promise<void> => {
      const where = ["--scorecard", scorecard, "--goal", goal];
      return service("checkin", "add", ...where, "--from", from, "--cell", cell, ...more);
    };
    const kept = ["--state", file("watch.json"), "--out", file("changes.ndjson")];
    const watch = (): Promise<void> => service("watch", "--scorecard", scorecard, ...kept, "--once");
    await watch();
    for (const cell of [shown, hidden]) {
      const selector = `kind=group,group=${(cell.group ?? "").replace(/,/g, "\\,")},period=${cell.period ?? ""}`;
      const day = cell === hidden ? ["--date", "2030-01-06"] : [];
      await checkIn(release, selector, ...day);
    }
    await watch();
    await watch();
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
    await assert.rejects(
      service("push", SAMPLE_QUERY, "--dataset", "Email"),
      /Rows of persons are not pushed/,
    );
    await assert.rejects(checkIn(SAMPLE_QUERY, "group=HR"), /no release/);
  },
);

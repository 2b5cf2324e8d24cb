import { writeFile } from "node:fs/promises";
import { safeBaseColumns, writeCard } from "../../src/shared/safe-base-card";

/** A release as a file has it: a shown, a merged, a hidden and an empty cell. */
export function release(): {
  quorum: string;
  view: Record<string, unknown>;
  policy: { minGroupSize: number; hash: string };
  cells: Record<string, unknown>[];
} {
  const period = "2024-04-28";
  return {
    quorum: "release/1",
    view: {
      metric: "Email_hours",
      measure: { kind: "mean" },
      by: "Organization",
      series: null,
      over: "period",
    },
    policy: { minGroupSize: 10, hash: "abc" },
    cells: [
      { kind: "group", group: "Finance", series: null, period, status: "shown", value: 9.4, people: "≥10" },
      { kind: "other", group: "Other", series: null, period, status: "shown", value: 7.1, people: "≥10" },
      { kind: "group", group: "Legal", series: null, period, status: "hidden" },
      { kind: "group", group: "HR", series: null, period, status: "empty" },
      { kind: "group", group: "Sales, EMEA", series: null, period, status: "clipped", step: "under 10 %" },
    ],
  };
}

/** A safe base of made-up cells with its card; returns the file's name. */
export async function safeBaseCsv(file: string, rows: number): Promise<string> {
  const shape = { attributes: ["Organization"], metrics: ["Email_hours"] };
  const head = safeBaseColumns(shape).map((column) => column.name);
  const lines = Array.from({ length: rows }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 7 + 7 * Math.floor(i / 100))).toISOString().slice(0, 10);
    return `${day},Group ${String(i % 100)},${String((i * 37) % 500)}.5,12`;
  });
  await writeFile(file, `${[head.join(","), ...lines].join("\n")}\n`);
  const made = {
    ...shape,
    quorum: "safe-base/1",
    over: "week",
    minGroupSize: 10,
    policyHash: "abc",
  } as const;
  await writeCard(file, {
    ...made,
    rows: Array.from({ length: rows }, () => ({ period: "", labels: [], metrics: [] })),
  });
  return file;
}

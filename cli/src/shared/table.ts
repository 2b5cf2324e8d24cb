import { forTerminal } from "./escape";

/** Columns of a number are set right. */
export type Field = string | number;

/**
 * A plain text table for terminals; every field is escaped, columns are aligned.
 * @param head one title a column.
 */
export function textTable(head: readonly string[], rows: readonly (readonly Field[])[]): string {
  const text = [head, ...rows].map((row) => row.map((field) => forTerminal(String(field))));
  const widths = head.map((_, i) => Math.max(...text.map((row) => displayWidth(row[i] ?? ""))));
  const right = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === "number"));
  const lines = text.map((row) => {
    const fields = row.map((field, i) => {
      const gap = " ".repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(field)));
      return right[i] ? gap + field : field + gap;
    });
    return fields.join("  ").trimEnd();
  });
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [lines[0] ?? "", rule, ...lines.slice(1)].join("\n") + "\n";
}

/** Columns that a text takes: East Asian wide characters and emoji take two, combining marks none. */
function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return width;
}

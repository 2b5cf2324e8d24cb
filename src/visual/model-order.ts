import type { LabelColumn } from "../rows/rows";

/**
 * The groups in the order in which Power BI sends them: capabilities.json asks for rows sorted by group, which
 * Power BI does by the column that the model names under "Sort by column". Null where the rows did not come
 * so: their order would then tell something of the rows.
 */
export function modelOrder({ codes, values }: LabelColumn, length: number): readonly string[] | null {
  const seen = new Uint8Array(values.length + 1);
  let last = -2;
  for (let row = 0; row < length; row += 1) {
    const code = codes[row] ?? -1;
    if (code === last) continue;
    if (seen[code + 1] === 1) return null;
    seen[code + 1] = 1;
    last = code;
  }
  return values;
}

import type { DataSet, Field } from "./field";

const FIRST_SUNDAY = Date.UTC(2026, 0, 4) / 86_400_000;

/** An even spread over 32 bits (Wang's hash), so that a million rows need no stored seed. */
function mix(value: number): number {
  let mixed = Math.imul((value ^ 61 ^ (value >>> 16)) >>> 0, 9);
  mixed ^= mixed >>> 4;
  mixed = Math.imul(mixed, 0x27d4eb2d);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function coded(name: string, kind: Field["kind"], values: Field["values"], codes: Int32Array): Field {
  return { name, kind, values, codes };
}

/** A big query to try the limits with: every person in every week, twelve groups. */
export function largeDataSet(people: number, weeks: number): DataSet {
  const length = people * weeks;
  const [person, week, group, hours] = [0, 1, 2, 3].map(() => new Int32Array(length)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (let row = 0; row < length; row++) {
    const who = row % people;
    person[row] = who;
    week[row] = Math.floor(row / people);
    group[row] = mix(who) % 12;
    hours[row] = (mix(row) % 2000) + (group[row] ?? 0) * 60;
  }
  const ids = Array.from({ length: people }, (_, index) => {
    const digits = mix(index).toString(16).padStart(8, "0");
    return `${digits}-0000-4000-8000-${index.toString(16).padStart(12, "0")}`;
  });
  const dates = Array.from({ length: weeks }, (_, index) => FIRST_SUNDAY + 7 * index);
  const groups = Array.from({ length: 12 }, (_, index) => `Group ${String.fromCharCode(65 + index)}`);
  const values = Array.from({ length: 2660 }, (_, index) => index / 100);
  const fields = [
    coded("PersonId", "text", ids, person),
    coded("MetricDate", "date", dates, week),
    coded("Organization", "text", groups, group),
    coded("Collaboration_hours", "number", values, hours),
  ];
  return {
    name: `${length.toLocaleString("en-US")} rows`,
    length,
    fields: new Map(fields.map((field) => [field.name, field])),
  };
}

import { textTable } from "../shared/table";
import { plural } from "../shared/plural";
import type { Attack, Finding, SmallGroup } from "./attack";
import type { Interval } from "./bounds";
import { NOT_LISTED } from "./grid";
import { cellName } from "./published";

/** The attack's result as data; no limit is written as null. */
export function attackJson(attack: Attack): unknown {
  const limit = (x: number): number | null => (Number.isFinite(x) ? plain(x) : null);
  const limits = (i: Interval | undefined): unknown => (i ? [limit(i.lo), limit(i.hi)] : null);
  return {
    quorum: "attack/1",
    table: { name: attack.table.name, dimensions: attack.table.dimensions, metrics: attack.table.metrics },
    minGroupSize: attack.minGroupSize,
    verdict: attack.unsafe ? "unsafe" : "nothing found",
    findings: attack.findings.map((finding) => ({
      quantity: finding.quantity,
      ...(finding.adding ? { addedAs: finding.adding } : {}),
      notAdding: finding.broken,
      hidden: finding.hidden.map((h) => ({
        cell: h.cell,
        bounds: limits(h.bounds),
        ...(h.exact ? { exact: plain(h.exact.value), error: h.exact.error } : {}),
      })),
      smallGroups: finding.smallGroups.map((group) => ({
        cells: group.cells,
        people: limits(group.people),
        value: plain(group.value),
        error: group.error,
      })),
    })),
  };
}

/** The attack's result for a person. */
export function attackText(attack: Attack): string {
  const { table, minGroupSize } = attack;
  const head = `${table.name}: ${plural(table.cells.length, "cell")} by ${table.dimensions.join(", ")}; minimum group size ${minGroupSize}.\n`;
  const verdict = attack.unsafe
    ? "Unsafe: hidden numbers of few people follow from what is published."
    : "Nothing found. That is no proof: only the arithmetic of this one table was tried.";
  const assumed =
    "Assumed: within a period everybody is in one group only. Where people move, a difference may be nobody's.\n";
  return [head + assumed, ...attack.findings.map((finding) => findingText(finding)), verdict + "\n"].join(
    "\n",
  );
}

function findingText(finding: Finding): string {
  const how = finding.adding === undefined ? "" : ` (added as ${finding.adding})`;
  const lines = [`${finding.quantity}${how}`];
  for (const { dimension, why } of finding.broken) {
    lines.push(
      `  Does not add up by ${dimension}: ${why}. People who moved are in several groups, or what is printed does`,
      `  not add; that keeps the subtraction from closing, and nothing was derived that way.`,
    );
  }
  for (const group of finding.smallGroups) lines.push(`  Small group: ${groupText(group, finding)}`);
  for (const h of finding.hidden) {
    if (!h.exact) continue;
    const how = h.exact.error > 0 ? "Follows to within rounding" : "Follows exactly";
    lines.push(`  ${how}: ${cellName(h.cell)}: ${sumText(h.exact, finding, h.people)}`);
  }
  if (finding.hidden.length === 0) lines.push("  No hidden number that a shown total contains.");
  return lines.join("\n") + "\n" + boundsTable(finding);
}

function groupText(group: SmallGroup, finding: Finding): string {
  const [first, ...others] = group.cells;
  const sum = [first, ...others].flatMap((part, i) => {
    if (!part) return [];
    const factor = Math.abs(part.weight) === 1 ? "" : `${plain(Math.abs(part.weight))} × `;
    const sign = part.weight < 0 ? "− " : i > 0 ? "+ " : "";
    return [`${sign}${factor}${part.cell.includes(NOT_LISTED) ? "what is not listed" : cellName(part.cell)}`];
  });
  const people =
    group.people.lo === group.people.hi
      ? plural(group.people.lo, "person", "people")
      : `${group.people.lo} to ${group.people.hi} people`;
  if (finding.adding === undefined) return `${sum.join(" ")}: ${people}`;
  const held = group.cells.every((part) => part.weight === 1) ? group.people : undefined;
  return `${sum.join(" ")}: ${people}, ${sumText(group, finding, held)}`;
}

/** What was derived; in a table of averages of so many people first what that is for each of them. */
function sumText(
  { value, error }: { readonly value: number; readonly error: number },
  { adding }: Finding,
  people: Interval | undefined,
): string {
  const within = (divisor: number): string => {
    return `${plain(value / divisor)}${error > 0 ? ` ± ${plain(error / divisor)}` : ""}`;
  };
  if (adding !== "means") return within(1);
  const each = people && people.lo > 0 && people.lo === people.hi ? `${within(people.lo)} a person, ` : "";
  return `${each}${within(1)} together`;
}

function boundsTable(finding: Finding): string {
  const open = finding.hidden.filter((h) => !h.exact);
  if (open.length === 0) return "";
  const rows = open.map((h) => [cellName(h.cell), end(h.bounds?.lo), end(h.bounds?.hi)]);
  const table = textTable(["hidden", "at least", "at most"], rows);
  return table.replace(/^/gm, "  ").trimEnd() + "\n";
}

function end(limit: number | undefined): string {
  return limit === undefined || !Number.isFinite(limit) ? "–" : String(plain(limit));
}

/** Rounded so that the traces of binary arithmetic do not show. */
function plain(x: number): number {
  return Number(x.toPrecision(9));
}

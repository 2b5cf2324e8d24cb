import { fraction, isZero, minus, over, times, toNumber, type Fraction } from "./fraction";
import type { Equation, System } from "./system";

/** One derived equation: exact coefficients, the value that the published numbers give it. */
interface Row {
  terms: Map<number, Fraction>;
  value: number;
  error: number;
}

/**
 * Gauss–Jordan elimination in exact rational numbers. An unknown is determined by the equations if and only if
 * it stands alone in a row of the reduced form.
 * @returns unknown → its value and error bound, for every unknown that follows exactly.
 */
export function determined(system: System): Map<number, { value: number; error: number }> {
  const rows = reduce(system.equations);
  const found = new Map<number, { value: number; error: number }>();
  for (const { terms, value, error } of rows) {
    const [only, ...others] = terms;
    if (only && others.length === 0) {
      const c = toNumber(only[1]);
      found.set(only[0], { value: value / c, error: Math.abs(error / c) });
    }
  }
  return found;
}

function reduce(equations: readonly Equation[]): Row[] {
  const rows: Row[] = equations.map(({ terms, value, error }) => ({
    terms: new Map([...terms].map(([unknown, c]) => [unknown, fraction(c)])),
    value,
    error,
  }));
  const done = new Set<Row>();
  for (const row of rows) {
    const [pivot] = row.terms;
    if (!pivot) continue;
    done.add(row);
    for (const other of rows) {
      const c = other === row ? undefined : other.terms.get(pivot[0]);
      if (c) subtract(other, row, over(c, pivot[1]));
    }
  }
  return [...done];
}

/** other := other − factor · row */
function subtract(other: Row, row: Row, factor: Fraction): void {
  for (const [unknown, c] of row.terms) {
    const rest = minus(other.terms.get(unknown) ?? { n: 0n, d: 1n }, times(factor, c));
    if (isZero(rest)) other.terms.delete(unknown);
    else other.terms.set(unknown, rest);
  }
  const f = toNumber(factor);
  other.value -= f * row.value;
  other.error += Math.abs(f) * row.error;
}

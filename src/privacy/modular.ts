/** Arithmetic modulo the largest prime under 2^26: products stay below 2^52, exact in a double. */
const modulus = 67_108_859;

const inverse = 1 / modulus;

/** a·b modulo the prime, for 0 ≤ a, b < prime. */
export function times(a: number, b: number): number {
  const x = a * b;
  const r = x - Math.floor(x * inverse) * modulus;
  return r < 0 ? r + modulus : r >= modulus ? r - modulus : r;
}

/** a − b modulo the prime. */
export function minus(a: number, b: number): number {
  const r = a - b;
  return r < 0 ? r + modulus : r;
}

/** 1 / a modulo the prime (Fermat); 0 for 0. */
export function reciprocal(a: number): number {
  let result = 1;
  let base = a % modulus;
  for (let e = modulus - 2; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = times(result, base);
    base = times(base, base);
  }
  return a % modulus === 0 ? 0 : result;
}

/** row ← row − factor · pivot, modulo the prime. */
export function subtract(row: Float64Array, factor: number, pivot: Float64Array): void {
  const f = modulus - factor;
  for (let i = 0; i < row.length; i++) {
    const p = pivot[i] as number;
    if (p !== 0) {
      const x = (row[i] as number) + f * p;
      let r = x - Math.floor(x * inverse) * modulus;
      if (r < 0) r += modulus;
      else if (r >= modulus) r -= modulus;
      row[i] = r;
    }
  }
}

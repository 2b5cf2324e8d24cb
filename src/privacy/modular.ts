/** Arithmetic modulo the largest prime under 2^26: products stay below 2^52, exact in a double. */
export const modulus = 67_108_859;

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

/** a + b modulo the prime. */
export function plus(a: number, b: number): number {
  const r = a + b;
  return r >= modulus ? r - modulus : r;
}

/** 1 / a modulo the prime (Fermat); 0 for 0. */
export function reciprocal(a: number): number {
  if (a === 1) return 1;
  let result = 1;
  let base = a % modulus;
  for (let e = modulus - 2; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = times(result, base);
    base = times(base, base);
  }
  return a % modulus === 0 ? 0 : result;
}

/** Replaces all numbers but 0 by their reciprocals, with one power for all (Montgomery 1987). */
export function invertAll(numbers: Float64Array): void {
  const before = new Float64Array(numbers.length);
  let product = 1;
  for (let i = 0; i < numbers.length; i++) {
    before[i] = product;
    if (numbers[i] !== 0) product = times(product, numbers[i] as number);
  }
  let rest = reciprocal(product);
  for (let i = numbers.length - 1; i >= 0; i--) {
    const own = numbers[i] as number;
    if (own === 0) continue;
    numbers[i] = times(rest, before[i] as number);
    rest = times(rest, own);
  }
}

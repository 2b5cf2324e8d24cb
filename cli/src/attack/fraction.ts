/** A rational number in lowest terms, the denominator positive: exact, whatever its size. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

/** n / d in lowest terms. */
export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  const [top, bottom] = [BigInt(n), BigInt(d)];
  const divisor = gcd(top, bottom);
  const sign = bottom < 0n ? -1n : 1n;
  return { n: (sign * top) / divisor, d: (sign * bottom) / divisor };
}

/** a · b */
export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

/** a / b, where b is not 0. */
export function over(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

/** a − b */
export function minus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d - b.n * a.d, a.d * b.d);
}

/** Exactly, whatever the size. */
export function isZero(a: Fraction): boolean {
  return a.n === 0n;
}

/** The nearest double, as far as both parts have one. */
export function toNumber(a: Fraction): number {
  return Number(a.n) / Number(a.d);
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

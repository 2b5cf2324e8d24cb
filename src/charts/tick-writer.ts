import { memo } from "./memo";

/** Short numbers for an axis, all with as many decimals as one of them needs, at most two: 0.0, 0.5, 1.0. */
export function tickWriter(
  locale: string,
  options: Intl.NumberFormatOptions = {},
): (values: readonly number[]) => readonly string[] {
  const withDecimals = memo(
    (minimumFractionDigits: number) =>
      new Intl.NumberFormat(locale, {
        ...options,
        notation: "compact",
        minimumFractionDigits,
        maximumFractionDigits: 2,
      }),
  );
  const decimals = (value: number): number =>
    withDecimals(0)
      .formatToParts(value)
      .find(({ type }) => type === "fraction")?.value.length ?? 0;
  return (values) => {
    const format = withDecimals(Math.max(0, ...values.map(decimals)));
    return values.map((value) => format.format(value));
  };
}

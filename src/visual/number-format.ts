/** What a Power BI format string says of a number, as far as it is drawn here. */
export interface NumberPattern {
  /** Decimals; null where the pattern leaves them open. */
  readonly decimals: number | null;
  readonly grouping: boolean;
  readonly percent: boolean;
  readonly prefix: string;
  readonly suffix: string;
}

const OPEN: NumberPattern = { decimals: null, grouping: true, percent: false, prefix: "", suffix: "" };

/** Reads the first section of a format string such as `#,0.00`, `0 %`, `"EUR" 0.0` or `\$#,0;(\$#,0)`. */
export function readPattern(format: string | undefined): NumberPattern {
  if (format === undefined || format === "" || /^(general|g)/i.test(format)) return OPEN;
  const { literal, digits } = separate(format.replace(/\[[^\]]*\]/g, ""));
  const first = literal.search(/[0#]/);
  if (first < 0) return OPEN;
  const body = /[0#.,]+/.exec(literal.slice(first))?.[0] ?? "";
  const decimals = body.includes(".") ? body.split(".")[1]?.replace(/[^0#]/g, "").length : 0;
  const restore = (text: string): string => text.replace(/\ue000/g, () => digits.shift() ?? "");
  const before = literal.slice(0, first);
  const after = literal.slice(first + body.length);
  const prefix = restore(before.replaceAll("%", ""));
  const suffix = restore(after.replaceAll("%", ""));
  return {
    decimals: decimals ?? 0,
    grouping: body.includes(","),
    percent: literal.includes("%"),
    prefix,
    suffix: suffix.trimEnd(),
  };
}

/** Takes quoted and escaped characters out of a format string, so that a digit in a unit is no placeholder. */
function separate(format: string): { readonly literal: string; readonly digits: string[] } {
  const digits: string[] = [];
  let section = "";
  for (let i = 0; i < format.length; i += 1) {
    const character = format[i] ?? "";
    if (character === ";") break;
    if (character === '"') {
      const end = format.indexOf('"', i + 1);
      digits.push(format.slice(i + 1, end < 0 ? undefined : end));
      section += "\ue000";
      i = end < 0 ? format.length : end;
    } else if (character === "\\") {
      digits.push(format[i + 1] ?? "");
      section += "\ue000";
      i += 1;
    } else section += character;
  }
  return { literal: section, digits };
}

/** A function that writes numbers as the pattern says, in the viewer's language. */
export function numberWriter(
  pattern: NumberPattern,
  decimals: number,
  locale: string,
): (value: number) => string {
  const number = new Intl.NumberFormat(locale, {
    style: pattern.percent ? "percent" : "decimal",
    useGrouping: pattern.grouping,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => pattern.prefix + number.format(value) + pattern.suffix;
}

import { mark, type Mark } from "./mark";
import type { ChartStyle } from "./style";

/** The one sign of a hidden cell in every chart: the same hatch, whatever hid it. It can be seen on any background. */
export function hatchDefinition(id: string, style: ChartStyle): Mark {
  return mark(
    "defs",
    {},
    mark(
      "pattern",
      { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      mark("rect", { width: 6, height: 6, fill: style.background }),
      mark("rect", { width: style.highContrast ? 2 : 1, height: 6, fill: style.muted }),
    ),
  );
}

/** Attributes of a shape that stands for a hidden cell. */
export function hatched(id: string, style: ChartStyle): { readonly fill: string; readonly stroke: string } {
  return { fill: `url(#${id})`, stroke: style.muted };
}

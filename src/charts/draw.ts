import type { Release } from "../privacy/release";
import { barChart } from "./bar";
import { columnChart } from "./columns";
import { heatMap } from "./heat";
import type { ChartKind, ChartOptions } from "./options";
import type { Picture } from "./picture";
import { trendChart } from "./trend";

const CHARTS: Readonly<Record<ChartKind, (release: Release, options: ChartOptions) => Picture>> = {
  bar: barChart,
  columns: columnChart,
  trend: trendChart,
  heat: heatMap,
};

/** A release as a picture of the kind that the options name. */
export function drawChart(release: Release, options: ChartOptions): Picture {
  return CHARTS[options.kind](release, options);
}

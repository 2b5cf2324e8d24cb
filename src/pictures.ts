// The charts' public face: what the command line may import. Everything here sees a Release, never rows.
export { drawChart } from "./charts/draw";
export { chooseKind } from "./charts/choose";
export { svgText } from "./charts/svg-text";
export { chartDefaults, plainFormat } from "./charts/defaults";
export { DARK, LIGHT } from "./charts/style";
export { ENGLISH } from "./charts/words";
export type { ChartFormat, ChartKind, ChartOptions, ReferenceLine } from "./charts/options";
export type { ChartStyle } from "./charts/style";
export type { ChartWords } from "./charts/words";
export type { Picture, Point } from "./charts/picture";

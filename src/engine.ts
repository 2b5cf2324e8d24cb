// The engine's public face: what the command line and the playground may import.
export type { Rows, LabelColumn } from "./rows/rows";
export type { View, Measure, Over, Filter, Totals } from "./cells/view";
export type * from "./privacy/release";

// The engine's public face: what the command line and the playground may import.
export type { Rows, LabelColumn, MetricRange } from "./rows/rows";
export type { Segment } from "./rows/segment";
export { problem, type Problem, type ProblemKind } from "./rows/problems";
export type { DateOrder } from "./rows/dates";
export {
  detectSchema,
  type ColumnRole,
  type Detection,
  type Mapping,
  type Schema,
  type SchemaColumn,
  type Shape,
} from "./rows/schema";
export { findName, nameKey } from "./rows/names";
export { readNumber } from "./rows/numbers";
export { RowStore } from "./rows/store";
export { feed, type FeedOptions } from "./rows/feed";
export { BLANK, type View, type Measure, type Over, type Filter, type Totals } from "./cells/view";
export {
  ViewFrames,
  cellAt,
  cellPlace,
  frameOf,
  innerLayer,
  type CellAxes,
  type Frame,
  type Layer,
} from "./cells/frame";
export { cellsOf } from "./cells/cells";
export { exactSum } from "./cells/exact";
export type { CellTable } from "./cells/table";
export { derive, type Derived, type DerivedValue } from "./cells/derived";
export type * from "./privacy/release";
export { RowCrosses, type Cross, type CrossSource, type Generalisation } from "./cells/cross";
export { checkAgainst } from "./privacy/safe-base/after";
export {
  publish,
  PublicationRefused,
  publicationRule,
  republish,
  type Publication,
} from "./privacy/safe-base/publish";
export type { Recipe, SafeBase, SafeBaseRow } from "./privacy/safe-base/recipe";
export type { CellRule, SafeBaseRequest } from "./privacy/safe-base/generalise";
export { spelledAs } from "./cells/families";
export { addingUpWith } from "./privacy/family";
export { memorySource, type MemorySource } from "./cells/memory-source";
export type {
  AtomStore,
  Atoms,
  CellSource,
  Combined,
  Picture,
  Proposal,
  Term,
  WeightRow,
} from "./cells/cell-source";
export {
  PolicyError,
  combinePolicies,
  defaultPolicy,
  floorOfMinimum,
  policyHash,
  readPolicy,
  type GroupSizeRule,
  type Policy,
} from "./privacy/policy";
export { IncompleteError, protect, protectTogether, type Protected } from "./privacy/protect";
export { coarserViews, isAllHidden, type CoarserView } from "./privacy/coarser";
export { Ledger } from "./privacy/ledger";
export { engineVersion, type Audit } from "./privacy/audit";
export { ruleNames } from "./privacy/rules";

import {
  countsBlanks,
  countsRows,
  extremeOverPeople,
  measureReturnsPerson,
  measureWithoutMinimum,
  minimumAdjustable,
  minimumTooLow,
  strictComparison,
} from "./measures";
import {
  bothDirections,
  dataInQuery,
  objectSecurityBreaksMinimum,
  personColumnVisible,
  rowLevelData,
  unusedSecurityTable,
} from "./model-facts";
import {
  fieldParameterPerson,
  hiddenPage,
  implicitAggregation,
  personInDrillthrough,
  personInFilter,
  personInFormat,
  personInVisual,
  savedSelection,
} from "./people-shown";
import { quorumPair, quorumPersonRows, quorumSettings } from "./quorum-visual";
import type { Rule } from "./rule";
import {
  crossReportDrillthrough,
  exportMode,
  noSensitivityLabel,
  personalizeVisuals,
  visualWebAccess,
} from "./settings";
import { oneAxisGate, totalBesideGate } from "./totals";

/** Every rule, facts first; each has its page in docs/review-rules.md. */
export const RULES: readonly Rule[] = [
  personInVisual,
  personInFilter,
  personInDrillthrough,
  personInFormat,
  savedSelection,
  implicitAggregation,
  fieldParameterPerson,
  hiddenPage,
  rowLevelData,
  personColumnVisible,
  dataInQuery,
  unusedSecurityTable,
  objectSecurityBreaksMinimum,
  exportMode,
  personalizeVisuals,
  crossReportDrillthrough,
  visualWebAccess,
  noSensitivityLabel,
  quorumSettings,
  quorumPersonRows,
  quorumPair,
  measureWithoutMinimum,
  minimumTooLow,
  minimumAdjustable,
  strictComparison,
  countsRows,
  countsBlanks,
  measureReturnsPerson,
  extremeOverPeople,
  totalBesideGate,
  oneAxisGate,
  bothDirections,
];

/** What no file says; printed with every review. */
export const CANNOT_KNOW: readonly string[] = [
  "Whether the tenant lets viewers export, share or analyze in Excel, whatever the report says.",
  "Who has Build permission on the model: they see every column that is not secured, hidden or not.",
  "Who is a member of which role, and so what row-level and object-level security do in the service.",
  "Which audiences, apps and links the report is shared through.",
  "Whether the groups in the data are small: no data were looked at.",
];

export const NO_LABEL_IN_PROJECTS = "Which sensitivity label applies: projects (.pbip) cannot carry one.";

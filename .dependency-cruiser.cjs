/** The arrows of the design: rows ← cells ← privacy ← charts (types only) ← visual. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
const engine = "^src/(rows|cells|privacy)/";

module.exports = {
  forbidden: [
    forbid("no-circular", "One direction, no way back.", {}, { circular: true }),
    forbid(
      "rows-import-nothing-above",
      "rows know nothing of cells, privacy, charts or Power BI.",
      { path: "^src/rows/" },
      { path: "^src/(?!rows/)" },
    ),
    forbid(
      "cells-import-rows-only",
      "cells stand on rows.",
      { path: "^src/cells/" },
      { path: "^src/(?!rows/|cells/)" },
    ),
    forbid(
      "privacy-imports-cells-only",
      "privacy stands on cells and never sees a row.",
      { path: "^src/privacy/" },
      { path: "^src/(?!cells/|privacy/)" },
    ),
    forbid(
      "charts-see-a-release",
      "charts import the Release types and nothing below them.",
      { path: "^src/charts/" },
      { path: "^src/(?!charts/|privacy/release\\.ts$)" },
    ),
    forbid(
      "charts-import-types-only",
      "What a chart takes from privacy is types.",
      { path: "^src/charts/" },
      { path: "^src/privacy/", dependencyTypesNot: ["type-only"] },
    ),
    forbid(
      "engine-is-pure",
      "The engine imports no Power BI, DOM library or Node.",
      { path: engine },
      { path: "node_modules|^(node:|fs$|path$|os$|crypto$)", dependencyTypesNot: ["local"] },
    ),
    forbid(
      "nothing-imports-the-visual",
      "The visual is the end of the way.",
      { pathNot: "^(src/visual/|src/asking\\.ts$|test/)" },
      { path: "^src/visual/" },
    ),
    forbid(
      "public-face-only",
      "cli and playground import the engine's public face.",
      { path: "^(cli|playground)/" },
      { path: "^src/(?!engine\\.ts$|pictures\\.ts$|asking\\.ts$)" },
    ),
    forbid(
      "the-page-alone-asks-as-the-visual",
      "The visual's own reading of fields and settings is for the report page's audit.",
      { pathNot: "^playground/src/model/audit\\.ts$" },
      { path: "^src/asking\\.ts$" },
    ),
    forbid(
      "visual-needs-no-workspace",
      "cli and playground stay out of the visual.",
      { path: "^src/" },
      { path: "^(cli|playground|samples|bench|scripts|test)/" },
    ),
    forbid(
      "not-to-unresolvable",
      "Every import resolves; virtual:frame is made by the playground's build.",
      {},
      { couldNotResolve: true, pathNot: "^virtual:frame$" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.tmp)/" },
    tsConfig: { fileName: "tsconfig.all.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".mts", ".js", ".mjs", ".json"],
    },
  },
};

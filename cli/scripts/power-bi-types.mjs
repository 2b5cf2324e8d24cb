// Makes cli/src/service/generated/power-bi.ts from Microsoft's description of the Power BI REST API.
// Run: node cli/scripts/power-bi-types.mjs   (needs ../shared/data beside the project)
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

export const DESCRIPTION = new URL(
  "../../../shared/data/power-bi-rest/goals-datasets-reports.openapi3.json",
  import.meta.url,
);
export const TYPES = new URL("../src/service/generated/power-bi.ts", import.meta.url);

const group = "/v1.0/myorg/groups/{groupId}";
const dataset = `${group}/datasets/{datasetId}`;
const scorecard = `${group}/scorecards({scorecardId})`;
const goal = `${scorecard}/goals({goalId})`;
const report = `${group}/reports/{reportId}`;

/** What the commands call, and nothing else of the description. */
const USED = {
  [`${group}/datasets`]: ["get", "post"],
  [`${dataset}/tables`]: ["get"],
  [`${dataset}/tables/{tableName}/rows`]: ["post", "delete"],
  [`${dataset}/refreshes`]: ["get", "post"],
  [`${dataset}/refreshes/{refreshId}`]: ["get", "delete"],
  [`${dataset}/executeQueries`]: ["post"],
  [`${report}/ExportTo`]: ["post"],
  [`${report}/exports/{exportId}`]: ["get"],
  [`${report}/exports/{exportId}/file`]: ["get"],
  [`${group}/scorecards`]: ["get", "post"],
  [scorecard]: ["get"],
  [`${scorecard}/goals`]: ["get", "post"],
  [goal]: ["get", "patch"],
  [`${goal}/goalValues`]: ["get", "post"],
  [`${goal}/goalValues({timestamp})`]: ["get", "patch"],
  [`${goal}/goalValues({timestamp})/notes`]: ["post"],
  [`${goal}/GetRefreshHistory()`]: ["get"],
};

const HEADER = `// Types of the part of the Power BI REST API that the commands use.
// Made by cli/scripts/power-bi-types.mjs from the OpenAPI description in microsoft/PowerBI-CSharp
// (MIT licence, Copyright (c) Microsoft Corporation). Do not edit: run the script again.

`;

/** A copy without texts and vendor extensions: only what becomes a type. */
function withoutTexts(node) {
  if (Array.isArray(node)) return node.map(withoutTexts);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).filter(
    ([key, value]) =>
      !key.startsWith("x-ms-") &&
      key !== "pattern" &&
      key !== "example" &&
      !(["description", "summary"].includes(key) && typeof value === "string"),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutTexts(value)]));
}

function collectReferences(node, all, found) {
  if (node === null || typeof node !== "object") return;
  if (typeof node.$ref === "string" && !found.has(node.$ref)) {
    found.add(node.$ref);
    const [, , kind, name] = node.$ref.split("/");
    collectReferences(all[kind][name], all, found);
  }
  for (const value of Object.values(node)) collectReferences(value, all, found);
}

/** Returns the text of the generated file. */
export async function generate() {
  const whole = JSON.parse(await readFile(DESCRIPTION, "utf8"));
  const paths = {};
  for (const [path, methods] of Object.entries(USED)) {
    paths[path] = Object.fromEntries(methods.map((m) => [m, whole.paths[path][m]]));
  }
  const found = new Set();
  collectReferences(paths, whole.components, found);
  const components = { schemas: {}, parameters: {} };
  for (const reference of [...found].sort()) {
    const [, , kind, name] = reference.split("/");
    components[kind][name] = whole.components[kind][name];
  }
  const used = withoutTexts({ openapi: whole.openapi, info: whole.info, paths, components });
  return HEADER + astToString(await openapiTS(used));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(TYPES, await generate());
}

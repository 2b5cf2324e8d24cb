import type { Gaps } from "../gaps";
import type { Opened } from "../source/open";
import { field, linesAt, listAt, textAt } from "../source/json";
import { jsonOf } from "../source/parts";
import { readBim } from "./bim";
import type { Model, Query } from "./model";
import { readTmdl } from "./tmdl";

/** The model of what was opened; undefined where it has none within reach (then a gap says so). */
export function readModel(opened: Opened, gaps: Gaps): Model | undefined {
  if (!opened.model) return undefined;
  if (opened.kind === "pbit") return readTemplate(opened, gaps);
  const shownAs = `${opened.modelFolder}/`;
  if ([...opened.model.keys()].some((path) => path.endsWith(".tmdl")))
    return readTmdl(opened.model, shownAs, gaps);
  const bim = jsonOf(opened.model, "model.bim", gaps);
  if (bim !== undefined) return readBim(bim, `${shownAs}model.bim`);
  gaps.add("model", opened.modelFolder, "Its folder holds neither TMDL files nor a readable model.bim.");
  return undefined;
}

function readTemplate(opened: Opened, gaps: Gaps): Model | undefined {
  const schema = jsonOf(opened.report, "DataModelSchema", gaps);
  if (schema === undefined) return undefined;
  if (field(schema, "model") === undefined) {
    gaps.add("model", "DataModelSchema", "It holds no model.");
    return undefined;
  }
  const model = readBim(schema, "DataModelSchema");
  return { ...model, queries: [...model.queries, ...readUnapplied(opened, gaps)] };
}

/** Queries that were changed in the editor and not applied yet: they load at the next refresh. */
function readUnapplied(opened: Opened, gaps: Gaps): Query[] {
  const json = jsonOf(opened.report, "UnappliedChanges", gaps);
  return listAt(json, "queries").map((query, i): Query => {
    const name = textAt(query, "name") ?? "";
    const place = { file: "UnappliedChanges", pointer: `/queries/${i}`, object: `query ${name}` };
    return { name, expression: linesAt(query, "text") ?? "", unapplied: true, place };
  });
}

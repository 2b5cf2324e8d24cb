import type { Place } from "../place";
import { field, linesAt, listAt, step, textAt, type Json } from "../source/json";
import type {
  Column,
  Formula,
  Hierarchy,
  Measure,
  Model,
  Partition,
  Query,
  Relationship,
  Role,
  Table,
} from "./model";

/** Reads a model of TMSL JSON: model.bim, or DataModelSchema of a template. */
export function readBim(json: Json, file: string): Model {
  const model = field(json, "model") ?? json;
  const at = (pointer: string, object?: string): Place => ({
    file,
    pointer: `${field(json, "model") === undefined ? "" : "/model"}${pointer}`,
    ...(object === undefined ? {} : { object }),
  });
  return {
    tables: listAt(model, "tables").map((table, i) =>
      readTable(table, (inner, object) => at(`/tables/${i}${inner}`, object)),
    ),
    relationships: listAt(model, "relationships").map((one, i) =>
      readRelationship(one, at(`/relationships/${i}`)),
    ),
    roles: listAt(model, "roles").map((one, i) => readRole(one, at(`/roles/${i}`, `role ${nameOf(one)}`))),
    queries: listAt(model, "expressions").map((one, i): Query => {
      const place = at(`/expressions/${i}`, `query ${nameOf(one)}`);
      return { name: nameOf(one), expression: linesAt(one, "expression") ?? "", unapplied: false, place };
    }),
    functions: listAt(model, "functions").map((one, i) =>
      formula(one, at(`/functions/${i}`, `function ${nameOf(one)}`)),
    ),
  };
}

type At = (pointer: string, object?: string) => Place;

function nameOf(json: Json): string {
  return textAt(json, "name") ?? "";
}

function formula(json: Json, place: Place): Formula {
  return { name: nameOf(json), expression: linesAt(json, "expression") ?? "", place };
}

function readTable(json: Json, at: At): Table {
  const name = nameOf(json);
  const calculationItems = listAt(json, "calculationGroup", "calculationItems");
  return {
    name,
    hidden: field(json, "isHidden") === true,
    columns: listAt(json, "columns").map((column, i) =>
      readColumn(column, at(`/columns/${i}`, `'${name}'[${nameOf(column)}]`)),
    ),
    measures: listAt(json, "measures").map((measure, i): Measure => {
      const place = at(`/measures/${i}`, `[${nameOf(measure)}]`);
      return { ...formula(measure, place), table: name, hidden: field(measure, "isHidden") === true };
    }),
    hierarchies: listAt(json, "hierarchies").map(readHierarchy),
    calculationItems: calculationItems.map((item, i) =>
      formula(item, at(`/calculationGroup/calculationItems/${i}`, `calculation item ${nameOf(item)}`)),
    ),
    partitions: listAt(json, "partitions").map((one, i) =>
      readPartition(one, at(`/partitions/${i}/source`, `'${name}'`)),
    ),
    place: at("", `'${name}'`),
  };
}

function readColumn(json: Json, place: Place): Column {
  const expression = linesAt(json, "expression");
  const sourceColumn = textAt(json, "sourceColumn");
  return {
    name: nameOf(json),
    hidden: field(json, "isHidden") === true,
    type: textAt(json, "dataType") ?? "",
    isKey: field(json, "isKey") === true,
    isNullable: field(json, "isNullable") !== false,
    ...(sourceColumn === undefined ? {} : { sourceColumn }),
    ...(expression === undefined ? {} : { expression }),
    isFieldParameter: listAt(json, "extendedProperties").some(
      (property) => nameOf(property) === "ParameterMetadata",
    ),
    place,
  };
}

function readHierarchy(json: Json): Hierarchy {
  return {
    name: nameOf(json),
    levels: listAt(json, "levels").map((level) => ({
      name: nameOf(level),
      column: textAt(level, "column") ?? "",
    })),
  };
}

function readPartition(json: Json, place: Place): Partition {
  const type = textAt(json, "source", "type");
  const kind = type === "m" || type === "calculated" ? type : "other";
  return { kind, expression: linesAt(json, "source", "expression") ?? "", place };
}

function readRelationship(json: Json, place: Place): Relationship {
  const from = { table: textAt(json, "fromTable") ?? "", column: textAt(json, "fromColumn") ?? "" };
  const to = { table: textAt(json, "toTable") ?? "", column: textAt(json, "toColumn") ?? "" };
  return {
    from,
    to,
    isActive: field(json, "isActive") !== false,
    bothDirections: textAt(json, "crossFilteringBehavior") === "bothDirections",
    fromIsOne: textAt(json, "fromCardinality") === "one",
    toIsOne: textAt(json, "toCardinality") !== "many",
    place: { ...place, object: `relationship ${from.table}[${from.column}] → ${to.table}[${to.column}]` },
  };
}

function readRole(json: Json, place: Place): Role {
  const permissions = listAt(json, "tablePermissions");
  return {
    name: nameOf(json),
    filters: permissions.flatMap((one) => {
      const expression = linesAt(one, "filterExpression");
      return expression === undefined ? [] : [{ table: nameOf(one), expression }];
    }),
    hides: permissions.flatMap((one, i) => {
      const table = nameOf(one);
      const at = { ...place, pointer: `${place.pointer ?? ""}${step("tablePermissions")}/${i}` };
      const columns = listAt(one, "columnPermissions")
        .filter((column) => textAt(column, "metadataPermission") === "none")
        .map((column) => ({ table, column: nameOf(column), place: at }));
      return textAt(one, "metadataPermission") === "none" ? [{ table, place: at }, ...columns] : columns;
    }),
    place,
  };
}

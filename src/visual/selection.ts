import type powerbi from "powerbi-visuals-api";
import { BLANK } from "../cells/view";
import type { Field, Fields } from "./fields";

/** Groups that the viewer selected, by name. */
export type Selection = ReadonlySet<string>;

/** The selection after a click: alone unless with Ctrl, Alt or Shift; a second click takes it back. */
export function toggled(selection: Selection, group: string, together: boolean): Selection {
  const only = selection.size === 1 && selection.has(group);
  if (!together) return only ? new Set() : new Set([group]);
  const next = new Set(selection);
  if (!next.delete(group)) next.add(group);
  return next;
}

interface BasicFilter extends powerbi.IFilter {
  readonly $schema: string;
  readonly filterType: number;
  readonly target: { readonly table: string; readonly column: string };
  readonly operator: "In";
  readonly values: readonly (string | number | boolean | null)[];
}

/** The filters that make other visuals show the selected groups alone; none for an empty selection. */
export function filtersFor(
  selection: Selection,
  fields: Fields,
  attribute: string | null,
): readonly BasicFilter[] {
  const field = fields.attributeValue ?? fields.group;
  const target = field ? targetOf(field) : null;
  if (selection.size === 0 || !field || !target) return [];
  const groups = basic(
    target,
    [...selection].map((group) => modelValue(group, field)),
  );
  const names = fields.attributeName ? targetOf(fields.attributeName) : null;
  return names && attribute !== null ? [basic(names, [attribute]), groups] : [groups];
}

/** The selection that a bookmark or another page's filter brings back. */
export function selectionFrom(filters: readonly powerbi.IFilter[] | undefined, fields: Fields): Selection {
  const field = fields.attributeValue ?? fields.group;
  const target = field ? targetOf(field) : null;
  const own = (filters ?? []).find((filter) => {
    const aimed = (filter as Partial<BasicFilter>).target;
    return target !== null && aimed?.table === target.table && aimed.column === target.column;
  }) as Partial<BasicFilter> | undefined;
  return new Set(
    (own?.values ?? []).map((value) => (value === null || value === "" ? BLANK : String(value))),
  );
}

function basic(target: BasicFilter["target"], values: BasicFilter["values"]): BasicFilter {
  return {
    $schema: "https://powerbi.com/product/schema#basic",
    filterType: 1,
    target,
    operator: "In",
    values,
  };
}

/** Table and column of a field, from its query name `Table.Column`; null where the model names none. */
function targetOf({ column }: Field): { readonly table: string; readonly column: string } | null {
  const query = column.queryName ?? "";
  const dot = query.indexOf(".");
  return dot <= 0 || query.includes("(")
    ? null
    : { table: query.slice(0, dot), column: query.slice(dot + 1) };
}

/** A group's name as the value that the model holds. */
function modelValue(group: string, { column }: Field): string | number | boolean | null {
  if (group === BLANK) return null;
  if (column.type?.bool === true) return group.toLowerCase() === "true";
  return column.type?.numeric === true && Number.isFinite(Number(group)) ? Number(group) : group;
}

import type powerbi from "powerbi-visuals-api";

export type Column = powerbi.DataViewMetadataColumn;
export type Row = readonly (string | number | boolean | Date | null)[];

/** A column as Power BI describes it; `func` is the number of its aggregation. */
export function column(
  role: string,
  name: string,
  more: Partial<Column> & { readonly func?: number } = {},
): Column {
  const { func, ...rest } = more;
  const measure = func !== undefined || ["metric", "people", "minimum"].includes(role);
  return {
    displayName: name,
    queryName: `Query.${name}`,
    roles: { [role]: true },
    type: {
      [measure ? "numeric" : role === "period" ? "dateTime" : "text"]: true,
    } as powerbi.ValueTypeDescriptor,
    ...(measure ? { isMeasure: true } : {}),
    ...(func === undefined
      ? {}
      : { expr: { func } as powerbi.data.ISQExpr, queryName: `Sum(Query.${name})` }),
    ...rest,
  };
}

export const PIVOTED: readonly Column[] = [
  column("person", "PersonId"),
  column("period", "MetricDate"),
  column("group", "Organization"),
  column("metric", "Collaboration_hours", { func: 0 }),
];

export interface ViewOptions {
  readonly objects?: powerbi.DataViewObjects;
  readonly more?: boolean;
  /** Up to which row a segment repeats what was there. */
  readonly lastMergeIndex?: number;
}

export function dataView(
  columns: readonly Column[],
  rows: readonly Row[],
  { objects, more, lastMergeIndex }: ViewOptions = {},
): powerbi.DataView {
  return {
    metadata: {
      columns: [...columns],
      ...(objects ? { objects } : {}),
      ...(more === true ? { segment: {} } : {}),
    },
    table: {
      columns: [...columns],
      rows: rows as unknown as powerbi.DataViewTableRow[],
      ...(lastMergeIndex === undefined ? {} : { lastMergeIndex }),
    },
  };
}

export interface UpdateOptions extends ViewOptions {
  readonly width?: number;
  readonly height?: number;
  readonly type?: number;
  readonly operation?: number;
  readonly filters?: powerbi.IFilter[];
  readonly formatMode?: boolean;
  readonly subSelections?: powerbi.visuals.CustomVisualSubSelection[];
}

export function update(
  columns: readonly Column[],
  rows: readonly Row[],
  options: UpdateOptions = {},
): powerbi.extensibility.visual.VisualUpdateOptions {
  return {
    viewport: { width: options.width ?? 600, height: options.height ?? 400 },
    dataViews: [dataView(columns, rows, options)],
    type: options.type ?? 510,
    operationKind: options.operation ?? 0,
    jsonFilters: options.filters ?? [],
    formatMode: options.formatMode ?? false,
    subSelections: options.subSelections ?? [],
  };
}

const DAY = 86_400_000;

export interface People {
  readonly group: string | null;
  readonly count: number;
  /** Hours of each person; the same in every week, plus a tenth a person so that nobody is equal. */
  readonly hours: number;
}

/** Rows of people over weeks: person, date, group, hours. */
export function rowsOf(groups: readonly People[], weeks = 3): readonly Row[] {
  const first = Date.UTC(2026, 0, 4);
  return groups.flatMap(({ group, count, hours }, index) =>
    Array.from({ length: count }, (_, person) =>
      Array.from({ length: weeks }, (_week, week): Row => [
        `p${String(index)}-${String(person)}`,
        new Date(first + week * 7 * DAY),
        group,
        hours + person / 10,
      ]),
    ).flat(),
  );
}

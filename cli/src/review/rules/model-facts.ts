import type { Remark } from "../finding";
import { parseDax } from "../dax/parse";
import { readsTable } from "../model/people";
import { wordsOf } from "../model/person-names";
import { columnName, type Table } from "../model/model";
import { within } from "../place";
import { plural } from "../../shared/plural";
import { columnOf, everyVisual, isQuorum, type Context, type ReadQuery, type Rule } from "./rule";

/** A query's line in its file, where the file is text. */
function placeAt(query: ReadQuery, line: number): ReadQuery["place"] {
  return query.place.line === undefined ? query.place : { ...query.place, line: query.place.line + line };
}

/** Edits that were not applied repeat what is loaded; they are told only where the loaded query is silent. */
function perQuery(context: Context, check: (query: ReadQuery) => Remark[]): Remark[] {
  const told = new Set<string>();
  const remarks: Remark[] = [];
  for (const query of [...context.queries].sort((a, b) => Number(a.unapplied) - Number(b.unapplied))) {
    const found = check(query).filter(
      (remark) => !query.unapplied || !told.has(`${query.name} ${remark.about ?? ""}`),
    );
    for (const remark of found) {
      told.add(`${query.name} ${remark.about ?? ""}`);
      remarks.push(
        query.unapplied ? { ...remark, message: `${remark.message} The change is not applied yet.` } : remark,
      );
    }
  }
  return remarks;
}

export const rowLevelData: Rule = {
  id: "row-level-data",
  kind: "fact",
  severity: "warning",
  title: "Row-level data of Viva Insights is loaded",
  check: (context) =>
    perQuery(context, (query) =>
      query.facts.insights
        .filter(({ apiType }) => apiType !== undefined && /^row-level data$/i.test(apiType))
        .map(({ line }) => ({
          message: `The query "${query.name}" loads row-level data (VivaInsights.Data, APIType "Row-level data"): one row a person, without Viva's own minimum.`,
          place: placeAt(query, line),
          about: "row-level",
        })),
    ),
};

export const personColumnVisible: Rule = {
  id: "person-column-visible",
  kind: "fact",
  severity: "warning",
  title: "A person column is visible in the model",
  check: (context) =>
    (context.model?.tables ?? []).flatMap((table) =>
      table.columns.flatMap((column) => {
        const because = context.people.column(table.name, column.name);
        if (because?.kind !== "identity" || column.hidden || table.hidden) return [];
        const name = columnName(table.name, column.name);
        const message = `The person column ${name} (${because.why}) is not hidden: whoever may build or personalize can show it.`;
        return [{ message, place: column.place }];
      }),
    ),
};

export const dataInQuery: Rule = {
  id: "data-in-query",
  kind: "fact",
  severity: "error",
  title: "A query holds e-mail addresses or typed-in data",
  check: (context) =>
    perQuery(context, (query) => {
      const [email] = query.facts.emails;
      const remarks: Remark[] = [];
      if (email !== undefined) {
        const lines = plural(query.facts.emails.length, "text");
        const message = `The query "${query.name}" holds e-mail addresses in ${lines}: they travel with the file.`;
        remarks.push({ severity: "error", message, place: placeAt(query, email), about: "e-mail" });
      }
      const [first] = query.facts.typed;
      if (first) {
        const rows = query.facts.typed.reduce((sum, data) => sum + data.rows, 0);
        const hasEmail = query.facts.typed.some((data) => data.hasEmail);
        const isPersonal = hasEmail || context.people.table(query.name) !== undefined;
        const among = hasEmail ? ", e-mail addresses among them" : "";
        const message = `The query "${query.name}" holds ${plural(rows, "row")} of data typed in${among}: they travel with the file, even as a template.`;
        remarks.push({
          severity: isPersonal ? "error" : "note",
          message,
          place: placeAt(query, first.line),
          about: "typed",
        });
      }
      return remarks;
    }),
};

const SECURITY_TABLE =
  /^(rls|ols|security|permission|permissions|entitlement|entitlements)\b|\b(rls|row level security|user security|security (users?|table|roles?|map|mapping|bridge)|user access|access (control|list|rights|map|mapping)|user permissions?|user entitlements?)\b/;

export const unusedSecurityTable: Rule = {
  id: "unused-security-table",
  kind: "fact",
  severity: "warning",
  title: "A security table is used by no role",
  check: (context) =>
    (context.model?.tables ?? [])
      .filter(
        (table) =>
          SECURITY_TABLE.test(wordsOf(table.name)) &&
          table.columns.length > 0 &&
          !isUsedByRole(table, context),
      )
      .map((table) => {
        const roles = context.model?.roles.length ?? 0;
        const message = `No role filters '${table.name}' or reads it (${roles === 0 ? "the model has no roles" : plural(roles, "role")}): by its name it should secure rows, and it secures none.`;
        return { message, place: table.place };
      }),
};

function isUsedByRole(table: Table, context: Context): boolean {
  return (context.model?.roles ?? []).some((role) =>
    role.filters.some(({ table: filtered, expression }) => {
      if (filtered.toLowerCase() === table.name.toLowerCase()) return true;
      try {
        return readsTable(
          parseDax(expression),
          filtered,
          (name) => name.toLowerCase() === table.name.toLowerCase(),
        );
      } catch {
        // Not understood: it may well use the table.
        return expression.toLowerCase().includes(table.name.toLowerCase());
      }
    }),
  );
}

/** Columns that a minimum counts and that object-level security takes away from members of a role. */
export const objectSecurityBreaksMinimum: Rule = {
  id: "object-security-breaks-minimum",
  kind: "fact",
  severity: "error",
  title: "Object-level security hides what a minimum counts",
  check: (context) =>
    (context.model?.roles ?? []).flatMap((role) =>
      role.hides.flatMap((hidden) => {
        const isHit = (table: string, column: string): boolean =>
          table.toLowerCase() === hidden.table.toLowerCase() &&
          (hidden.column === undefined || column.toLowerCase() === hidden.column.toLowerCase());
        const victims = [...gatedReaders(context, isHit), ...quorumReaders(context, isHit)];
        if (victims.length === 0) return [];
        const what =
          hidden.column === undefined ? `'${hidden.table}'` : columnName(hidden.table, hidden.column);
        const message = `Role "${role.name}" hides ${what}, which is counted for the minimum of ${victims.slice(0, 5).join(", ")}: for its members that fails.`;
        return [{ message, place: within(hidden.place, ""), about: what }];
      }),
    ),
};

function gatedReaders(context: Context, isHit: (table: string, column: string) => boolean): string[] {
  return context.measures
    .filter(({ exposure }) =>
      exposure.gates.some(({ count }) => count.columns.some(({ table, column }) => isHit(table, column))),
    )
    .map(({ measure }) => `[${measure.name}]`);
}

function quorumReaders(context: Context, isHit: (table: string, column: string) => boolean): string[] {
  return everyVisual(context.report)
    .filter(({ visual }) => isQuorum(visual))
    .filter(({ visual }) =>
      visual.bindings.some((binding) => {
        const column = columnOf(binding.field, context.lookup);
        return column !== undefined && isHit(column.table, column.column);
      }),
    )
    .map(({ page }) => `the Quorum visual on "${page.title}"`);
}

export const bothDirections: Rule = {
  id: "both-directions",
  kind: "judgement",
  severity: "warning",
  title: "A relationship filters people's rows in both directions",
  check: (context) =>
    (context.model?.relationships ?? [])
      .filter(
        ({ bothDirections: both, isActive, from, to }) =>
          both && isActive && (isPeople(from.table, context) || isPeople(to.table, context)),
      )
      .map(({ place, from, to }) => {
        const table = isPeople(to.table, context) ? to.table : from.table;
        const message = `Filters flow both ways into '${table}', whose rows are about people: choosing anything on the other side narrows who is counted, and may leave a few.`;
        return { message, place };
      }),
};

function isPeople(table: string, context: Context): boolean {
  return context.people.table(table) !== undefined;
}

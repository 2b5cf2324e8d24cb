import type { DateOrder } from "./dates";
import { Dates, UNREADABLE_DATE } from "./dates";
import { findName, nameKey } from "./names";
import { readNumber } from "./numbers";
import { labelText } from "./labels";
import { problem, type Problem } from "./problems";
import { segmentLength, segmentValue, type Segment } from "./segment";

/** What a column is for. */
export type ColumnRole =
  "person" | "date" | "metric" | "attribute" | "attribute-name" | "attribute-value" | "people" | "ignored";

/** A column, what it was taken for, and why. */
export interface SchemaColumn {
  readonly name: string;
  /** Position in the rows. */
  readonly index: number;
  readonly role: ColumnRole;
  readonly reason: string;
}

/**
 * How rows are laid out. "pivoted": one column an attribute. "unpivoted": attributes as AttributeName and
 * AttributeValue, a person-period repeated once an attribute. "aggregated": no people, but a count of people.
 */
export type Shape = "pivoted" | "unpivoted" | "aggregated";

/** What a query result's columns are. */
export interface Schema {
  readonly shape: Shape;
  readonly columns: readonly SchemaColumn[];
  /** How dates such as 3/4/2024 are to be read; null to decide from the column. */
  readonly dateOrder: DateOrder | null;
  /** The attribute that says whether a row is active (IsActive), if there is one. */
  readonly active: string | null;
}

/** What the user says of the columns; what is not said is found. Names match as `findName` does. */
export interface Mapping {
  readonly person?: string;
  readonly date?: string;
  readonly metrics?: readonly string[];
  readonly attributes?: readonly string[];
  readonly attributeName?: string;
  readonly attributeValue?: string;
  /** Count of people: the rows are already aggregated. */
  readonly people?: string;
  readonly active?: string;
  readonly ignored?: readonly string[];
  readonly dateOrder?: DateOrder;
}

/** A schema, and what keeps it from being used (empty when nothing does). */
export interface Detection {
  readonly schema: Schema;
  readonly problems: readonly Problem[];
}

const PERSON_NAMES = ["personid", "person", "employeeid", "userid", "hashedpersonid"];
const DATE_NAMES = ["metricdate", "date", "week", "month", "period", "weekstart", "metricperiod"];
const PEOPLE_NAMES = [
  "people",
  "peoplecount",
  "numberofpeople",
  "headcount",
  "employees",
  "contributors",
  "n",
];
const ATTRIBUTE_NAMES = new Set(["layer", "level", "isactive", "zipcode", "costcenter", "hiredate"]);
const METRIC_WORDS = /(hours|sent|read|count|days|size|meetings|calls|messages|chats|emails|actions|span)$/;
const SAMPLE_ROWS = 2000;
const NEARLY_ALL = 0.8;
/** Text columns with more labels than this, and a new one nearly every row, are identifiers. */
const MOST_LABELS_OF_A_SMALL_COLUMN = 50;

/**
 * Finds what each column is, by what the mapping says, then by name, then by the content of up to 2,000
 * rows. Every column is in the answer with the reason of its role.
 */
export function detectSchema(names: readonly string[], sample: Segment, mapping: Mapping = {}): Detection {
  const problems: Problem[] = [];
  const roles = new Map<number, readonly [ColumnRole, string]>();
  applyMapping(names, mapping, roles, problems);
  applyNames(names, sample, roles);
  names.forEach((_, index) => {
    if (!roles.has(index)) roles.set(index, roleLeft(names, sample, index, mapping));
  });
  const columns = names.map((name, index): SchemaColumn => {
    const [role, reason] = roles.get(index) ?? ["ignored", "nothing is known of it"];
    return { name, index, role, reason };
  });
  const schema = schemaOf(columns, mapping);
  return { schema, problems: [...problems, ...missingColumns(schema)] };
}

function applyMapping(
  names: readonly string[],
  mapping: Mapping,
  roles: Map<number, readonly [ColumnRole, string]>,
  problems: Problem[],
): void {
  const put = (role: ColumnRole, wanted: string | undefined): void => {
    if (wanted === undefined) return;
    const index = findName(names, wanted);
    if (index < 0) problems.push(problem("unknown-column", wanted));
    else roles.set(index, [role, "said by the mapping"]);
  };
  mapping.ignored?.forEach((name) => {
    put("ignored", name);
  });
  mapping.attributes?.forEach((name) => {
    put("attribute", name);
  });
  mapping.metrics?.forEach((name) => {
    put("metric", name);
  });
  put("attribute", mapping.active);
  put("person", mapping.person);
  put("date", mapping.date);
  put("attribute-name", mapping.attributeName);
  put("attribute-value", mapping.attributeValue);
  put("people", mapping.people);
}

function applyNames(
  names: readonly string[],
  sample: Segment,
  roles: Map<number, readonly [ColumnRole, string]>,
): void {
  const taken = (role: ColumnRole): boolean => [...roles.values()].some(([other]) => other === role);
  const put = (role: ColumnRole, keys: readonly string[], fits: (index: number) => boolean): void => {
    if (taken(role)) return;
    for (const key of keys) {
      const index = names.findIndex((name, at) => !roles.has(at) && nameKey(name) === key && fits(at));
      if (index >= 0) {
        roles.set(index, [role, "by its name"]);
        return;
      }
    }
  };
  const always = (): boolean => true;
  put("person", PERSON_NAMES, always);
  put("date", DATE_NAMES.slice(0, 1), always);
  put("date", DATE_NAMES.slice(1), (index) => looksLikeDates(sample, index));
  put("attribute-name", ["attributename"], always);
  put("attribute-value", ["attributevalue"], always);
  if (!taken("person")) put("people", PEOPLE_NAMES, (index) => contentOf(sample, index).numbers);
}

/** Metrics or attributes that are listed are all that there are: the rest is left out, not guessed. */
function roleLeft(
  names: readonly string[],
  sample: Segment,
  index: number,
  mapping: Mapping,
): readonly [ColumnRole, string] {
  const [role, reason] = roleByContent(names, sample, index);
  const listed = role === "metric" ? mapping.metrics : role === "attribute" ? mapping.attributes : undefined;
  return listed === undefined ? [role, reason] : ["ignored", "not among those listed"];
}

function roleByContent(
  names: readonly string[],
  sample: Segment,
  index: number,
): readonly [ColumnRole, string] {
  const key = nameKey(names[index] ?? "");
  const content = contentOf(sample, index);
  if (ATTRIBUTE_NAMES.has(key)) return ["attribute", "by its name"];
  if (content.values === 0) {
    return METRIC_WORDS.test(key)
      ? ["metric", "by its name; it is empty so far"]
      : ["attribute", "it is empty so far"];
  }
  if (content.numbers) {
    return key.endsWith("id")
      ? ["ignored", "its name is that of an identifier"]
      : ["metric", "it holds numbers"];
  }
  const identifies = content.labels > MOST_LABELS_OF_A_SMALL_COLUMN && content.labels > content.values / 2;
  return identifies
    ? ["ignored", "nearly every row has a value of its own"]
    : ["attribute", "it holds labels"];
}

interface Content {
  /** Values that are not missing. */
  readonly values: number;
  /** Nearly all of them are numbers or numeric text; what is not will be counted as unreadable. */
  readonly numbers: boolean;
  readonly labels: number;
}

function contentOf(sample: Segment, index: number): Content {
  const labels = new Set<string>();
  let values = 0;
  let numbers = 0;
  const rows = Math.min(segmentLength(sample), SAMPLE_ROWS);
  for (let row = 0; row < rows; row += 1) {
    const value = segmentValue(sample, row, index);
    const label = labelText(value);
    if (label === "") continue;
    values += 1;
    labels.add(label);
    if (typeof value !== "boolean" && readNumber(value) !== "unreadable") numbers += 1;
  }
  return { values, numbers: values > 0 && numbers >= NEARLY_ALL * values, labels: labels.size };
}

function looksLikeDates(sample: Segment, index: number): boolean {
  const rows = Math.min(segmentLength(sample), SAMPLE_ROWS);
  const values = Array.from({ length: rows }, (_, row) => segmentValue(sample, row, index));
  const codes = new Int32Array(rows);
  new Dates().read(values, 0, rows, codes);
  return codes.some((code) => code >= 0) && !codes.includes(UNREADABLE_DATE);
}

function schemaOf(columns: readonly SchemaColumn[], mapping: Mapping): Schema {
  const has = (role: ColumnRole): boolean => columns.some((column) => column.role === role);
  const active = columns.find(
    ({ name, role }) => role === "attribute" && nameKey(name) === nameKey(mapping.active ?? "IsActive"),
  );
  return {
    shape: has("people") ? "aggregated" : has("attribute-name") ? "unpivoted" : "pivoted",
    columns,
    dateOrder: mapping.dateOrder ?? null,
    active: active?.name ?? null,
  };
}

function missingColumns({ shape, columns }: Schema): Problem[] {
  const has = (role: ColumnRole): boolean => columns.some((column) => column.role === role);
  const problems: Problem[] = [];
  if (shape !== "aggregated" && !has("person")) problems.push(problem("no-person-column", null));
  if (!has("metric")) problems.push(problem("no-metric-column", null));
  return problems;
}

import { createHash } from "node:crypto";
import { Analysis } from "./dax/analysis";
import { Exposures } from "./dax/exposure";
import { SEVERITIES, toFindings, type Finding } from "./finding";
import { Gaps, type Gap } from "./gaps";
import { Lookup } from "./model/lookup";
import type { Measure, Model } from "./model/model";
import { People, type Declared } from "./model/people";
import { readQuery } from "./model/power-query";
import { readModel } from "./model/read";
import type { Report } from "./report/report";
import { readReport } from "./report/read";
import { CANNOT_KNOW, NO_LABEL_IN_PROJECTS, RULES } from "./rules/all";
import type { ReadMeasure, ReadQuery } from "./rules/rule";
import { openReport, type Opened } from "./source/open";

export interface ReviewOptions {
  readonly minGroupSize: number;
  readonly people: readonly Declared[];
}

/** The result of a review. It never says that a report is safe. */
export interface Review {
  readonly path: string;
  readonly kind: Opened["kind"];
  readonly minGroupSize: number;
  readonly findings: readonly Finding[];
  readonly notReviewed: readonly Gap[];
  readonly cannotKnow: readonly string[];
  readonly report: Report | undefined;
  readonly opened: Opened;
  /** SHA-256 of every part that was read: an approval of this review holds for these contents. */
  readonly digest: string;
  readonly counts: {
    readonly pages: number;
    readonly visuals: number;
    readonly tables: number;
    readonly measures: number;
  };
  /** Declared person columns that the model does not have. */
  readonly unknownDeclared: readonly string[];
}

const EMPTY: Model = { tables: [], relationships: [], roles: [], queries: [], functions: [] };

/**
 * Reads a report and runs every rule over it. Nothing is written and nothing is fetched.
 * @throws InputError when there is no report to read at `path`.
 */
export async function reviewReport(path: string, options: ReviewOptions): Promise<Review> {
  const gaps = new Gaps();
  const opened = await openReport(path, gaps);
  const report = readReport(opened, gaps);
  const model = readModel(opened, gaps);
  noteUnreadVisuals(report, gaps);
  const own = (report?.measures ?? []).map((measure): Measure => ({ ...measure, hidden: false }));
  const lookup = new Lookup(model ?? EMPTY, own);
  const queries = await readQueries(model ?? EMPTY, gaps);
  const people = new People(lookup, options.people, rowLevelTables(queries, model ?? EMPTY));
  const analysis = new Analysis(lookup, people);
  const measures = readMeasures(lookup, analysis, gaps);
  const context = {
    minGroupSize: options.minGroupSize,
    kind: opened.kind,
    parts: opened.report,
    report,
    model,
    lookup,
    people,
    analysis,
    measures,
    queries,
  };
  const findings = RULES.flatMap((rule) => toFindings(rule, rule.check(context)));
  return {
    path,
    kind: opened.kind,
    minGroupSize: options.minGroupSize,
    findings: findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)),
    notReviewed: gaps.list(),
    cannotKnow: opened.kind === "project" ? [...CANNOT_KNOW, NO_LABEL_IN_PROJECTS] : CANNOT_KNOW,
    report,
    opened,
    digest: digestOf(opened),
    counts: {
      pages: report?.pages.length ?? 0,
      visuals: (report?.pages ?? []).reduce((sum, page) => sum + page.visuals.length, 0),
      tables: model?.tables.length ?? 0,
      measures: measures.length,
    },
    unknownDeclared: model ? people.unknownDeclared(options.people) : [],
  };
}

function digestOf({ report, model }: Opened): string {
  const hash = createHash("sha256");
  for (const parts of model === undefined || model === report ? [report] : [report, model]) {
    for (const path of [...parts.keys()].sort()) hash.update(`${path}\u0000`).update(parts.get(path) ?? "");
  }
  return hash.digest("hex");
}

/** Visuals whose content is code or is made up by Power BI when it is drawn. */
const OPAQUE: Readonly<Record<string, string>> = {
  scriptVisual: "It runs an R script over its data.",
  pythonVisual: "It runs a Python script over its data.",
  qnaVisual: "Viewers ask it questions about any field of the model.",
  aiNarratives: "Power BI writes its text from the data of the page.",
  scorecard: "Its goals lie in the service.",
  rdlVisual: "The paginated report in it lies elsewhere.",
};

function noteUnreadVisuals(report: Report | undefined, gaps: Gaps): void {
  for (const page of report?.pages ?? []) {
    for (const visual of page.visuals) {
      const why = Object.hasOwn(OPAQUE, visual.type) ? OPAQUE[visual.type] : undefined;
      if (why !== undefined) gaps.add("visual", `page "${page.title}", ${visual.title ?? visual.id}`, why);
    }
  }
}

async function readQueries(model: Model, gaps: Gaps): Promise<ReadQuery[]> {
  const all = [
    ...model.tables.flatMap((table) =>
      table.partitions
        .filter((partition) => partition.kind === "m" && partition.expression !== "")
        .map((partition) => ({
          name: table.name,
          expression: partition.expression,
          place: partition.place,
          unapplied: false,
        })),
    ),
    ...model.queries.filter((query) => query.expression !== ""),
  ];
  const read: ReadQuery[] = [];
  const known = new Map<string, ReadQuery["facts"] | undefined>();
  for (const { name, expression, place, unapplied } of all) {
    if (!known.has(expression)) known.set(expression, await readQuery(expression));
    const facts = known.get(expression);
    if (facts) read.push({ name, place, unapplied, facts });
    else
      gaps.add("query", `${place.file}, "${name}"`, "Microsoft's Power Query parser does not understand it.");
  }
  return read;
}

/** Tables whose query loads row-level data, itself or through other queries that it names. */
function rowLevelTables(queries: readonly ReadQuery[], model: Model): string[] {
  const byName = new Map(queries.map((query) => [query.name, query]));
  const loads = (name: string, seen: Set<string>): boolean => {
    const query = byName.get(name);
    if (!query || seen.has(name)) return false;
    seen.add(name);
    if (
      query.facts.insights.some(({ apiType }) => apiType === undefined || /^row-level data$/i.test(apiType))
    )
      return true;
    return [...query.facts.names].some((other) => loads(other, seen));
  };
  return model.tables.map((table) => table.name).filter((name) => loads(name, new Set()));
}

function readMeasures(lookup: Lookup, analysis: Analysis, gaps: Gaps): ReadMeasure[] {
  const exposures = new Exposures(analysis);
  const read: ReadMeasure[] = [];
  for (const measure of lookup.measures()) {
    if (measure.expression.trim() === "") continue;
    const exposure = exposures.of(measure);
    if (exposure) read.push({ measure, exposure });
    else gaps.add("measure", `${measure.place.file}, [${measure.name}]`, "Its DAX is not understood.");
  }
  return read;
}

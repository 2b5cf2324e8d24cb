import type { ReleaseDocument } from "./document";
import type { Filter, Measure, ReleaseCell, ReleaseView } from "../../../src/engine";

/** A measure as a person says it. */
export function measureName(measure: Measure): string {
  const limit = (m: { side: "above" | "below"; limit: number }): string =>
    `${m.side === "above" ? "at or above" : "at or below"} ${m.limit}`;
  switch (measure.kind) {
    case "mean":
      return "mean per person";
    case "row-mean":
      return "mean per person and period";
    case "total":
      return "total";
    case "share-people":
      return `share of people ${limit(measure)}`;
    case "share-rows":
      return `share of people's periods ${limit(measure)}`;
    case "percentile":
      return measure.q === 0.5 ? "median of people" : `percentile ${Math.round(measure.q * 100)} of people`;
    case "deviation":
      return "standard deviation over people";
    case "headcount":
      return "people";
  }
}

/** "Collaboration_hours, mean per person, by Organization, a value for each week". */
export function viewName({ metric, measure, by, series, over }: ReleaseView): string {
  const parts = [metric, measureName(measure)];
  if (by !== null) parts.push(`by ${by}`);
  if (series !== null) parts.push(`and ${series}`);
  if (over !== "none") parts.push(over === "period" ? "for each period" : `for each ${over}`);
  return parts.join(", ");
}

/** The group of a cell as a person says it. */
export function groupName(cell: ReleaseCell): string {
  switch (cell.kind) {
    case "other":
      return "Other";
    case "total-everybody":
      return cell.group ?? "Everybody";
    case "total-shown":
      return cell.group ?? "Groups shown";
    case "group":
      return cell.group ?? "Everybody";
  }
}

/** A value as it was rounded, shares as percentages. */
export function valueText(value: number, measure: Measure, decimals: number | null): string {
  const share = measure.kind === "share-people" || measure.kind === "share-rows";
  if (decimals === null) return String(value);
  return share
    ? `${(value * 100).toFixed(decimals)} %`
    : value.toFixed(measure.kind === "headcount" ? 0 : decimals);
}

/** "Collaboration_hours" as "Collaboration hours". */
export function readable(name: string): string {
  return name.replaceAll("_", " ");
}

/** What a picture or a page is about: "Email hours and Commits by Organization". */
export function titleOf(views: readonly ReleaseView[]): string {
  const by = views[0]?.by ?? null;
  const metrics = new Intl.ListFormat("en").format(views.map(({ metric }) => readable(metric)));
  return `${metrics}${by === null ? "" : ` by ${readable(by)}`}`;
}

/** What the numbers of a release rest on; where there is none, that there is none. */
export function assurance(documents: readonly Pick<ReleaseDocument, "policy" | "cells">[]): string {
  const least = documents[0]?.policy.minGroupSize ?? 0;
  const has = (...states: readonly ReleaseCell["status"][]): boolean =>
    documents.some(({ cells }) => cells.some(({ status }) => states.includes(status)));
  if (has("shown", "clipped")) {
    return has("hidden")
      ? `Some cells are hidden: no number speaks for fewer than ${least} people.`
      : `Every number speaks for at least ${least} people.`;
  }
  return has("hidden")
    ? `No number is shown: what would speak for fewer than ${least} people is hidden.`
    : "No number is shown: no row fits the view.";
}

/** By which policy and engine a release was made, as pictures, pages and tables say it. */
export function madeUnder({ policy, source }: Pick<ReleaseDocument, "policy" | "source">): string {
  return `Policy ${policy.hash}, engine ${source.engine}`;
}

/** The rest of the view in a sentence: "Mean per person, for each week, from 2024-04-01." */
export function subtitle(view: ReleaseView & { readonly filter: Filter }): string {
  const words = [measureName(view.measure)];
  if (view.series !== null) words.push(`by ${readable(view.series)}`);
  if (view.over !== "none") words.push(view.over === "period" ? "for each period" : `for each ${view.over}`);
  if (view.filter.from !== undefined) words.push(`from ${view.filter.from}`);
  if (view.filter.to !== undefined) words.push(`to ${view.filter.to}`);
  for (const [attribute, labels] of Object.entries(view.filter.attributes ?? {})) {
    words.push(`${readable(attribute)}: ${labels.join(", ")}`);
  }
  const text = words.join(", ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

import type { Remark } from "../finding";
import type { Place } from "../place";
import { field, listAt, textAt, type Json } from "../source/json";
import { decodeText } from "../../shared/text";
import { plural } from "../../shared/plural";
import { everyVisual, type Context, type Rule } from "./rule";

function reportPlace(context: Context): Place | undefined {
  return context.report?.settingsPlace;
}

export const exportMode: Rule = {
  id: "export-mode",
  kind: "fact",
  severity: "warning",
  title: "Viewers may export data",
  check: (context) => {
    const place = reportPlace(context);
    if (!place) return [];
    const mode = field(context.report?.settings, "exportDataMode");
    if (mode === "None" || mode === 2) return [];
    if (mode === undefined) {
      return [
        {
          severity: "warning",
          message: "Export of data is not set in the report: Power BI's default lets viewers export.",
          place,
        },
      ];
    }
    const underlying = mode === "AllowSummarizedAndUnderlying";
    const what = underlying
      ? "summarized and underlying data: the rows themselves"
      : "data behind each visual";
    return [
      {
        severity: underlying ? "error" : "warning",
        message: `Viewers may export ${what} (exportDataMode is ${JSON.stringify(mode)}).`,
        place,
        about: JSON.stringify(mode),
      },
    ];
  },
};

export const personalizeVisuals: Rule = {
  id: "personalize-visuals",
  kind: "fact",
  severity: "warning",
  title: "Viewers may change visuals",
  check: (context) => {
    const place = reportPlace(context);
    const allowed = field(context.report?.settings, "allowInlineExploration");
    if (!place || allowed === false) return [];
    const open = everyVisual(context.report).filter(({ page, visual }) => {
      const hasData = visual.bindings.some((binding) => binding.use === "role");
      return (
        hasData &&
        !isOff(page.objects, "personalizeVisual", "show") &&
        !isOff(visual.containerObjects, "visualHeader", "showPersonalizeVisualButton")
      );
    });
    const on = allowed === true;
    if (on && open.length === 0) return [];
    const message = on
      ? `Personalize visuals is on (allowInlineExploration): viewers may put other fields of the model into ${plural(open.length, "visual")} that no page or visual switch exempts.`
      : "Personalize visuals is not set in the report (allowInlineExploration): the service's setting decides. Set it to false.";
    return [{ severity: on ? "warning" : "note", message, place, about: on ? "on" : "unset" }];
  },
};

function isOff(objects: Json | undefined, name: string, property: string): boolean {
  return listAt(objects, name).some(
    (one) => textAt(one, "properties", property, "expr", "Literal", "Value") === "false",
  );
}

export const crossReportDrillthrough: Rule = {
  id: "cross-report-drillthrough",
  kind: "fact",
  severity: "warning",
  title: "Other reports may drill into this one, or it into others",
  check: (context) => {
    const place = reportPlace(context);
    const remarks: Remark[] = [];
    if (place && field(context.report?.settings, "useCrossReportDrillthrough") === true) {
      const message =
        "Visuals of this report may drill through to pages of other reports, with their filters.";
      remarks.push({ message, place, about: "from" });
    }
    for (const page of context.report?.pages ?? []) {
      if (!page.isCrossReport) continue;
      const message =
        "Other reports may drill through to this page, with filters that were not reviewed here.";
      remarks.push({ message, place: page.place });
    }
    return remarks;
  },
};

export const noSensitivityLabel: Rule = {
  id: "no-sensitivity-label",
  kind: "fact",
  severity: "note",
  title: "The file carries no sensitivity label",
  check: (context) => {
    // Projects cannot carry one: that is told under what the file does not say.
    if (context.kind === "project") return [];
    const bytes = context.parts.get("docProps/custom.xml");
    const text = bytes ? safeText(bytes) : "";
    if (/MSIP_Label_[0-9a-f-]+_Enabled"[^<]*>\s*<[^>]*>\s*true/i.test(text)) return [];
    return [
      { message: "No sensitivity label is stored in the file.", place: { file: "docProps/custom.xml" } },
    ];
  },
};

function safeText(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch {
    return "";
  }
}

export const visualWebAccess: Rule = {
  id: "visual-web-access",
  kind: "fact",
  severity: "error",
  title: "An embedded visual asks for access to the web",
  check: (context) =>
    (context.report?.embedded ?? [])
      .filter((visual) => visual.webAccess.length > 0)
      .map((visual) => ({
        message: `The custom visual "${visual.name}" declares WebAccess to ${visual.webAccess.slice(0, 5).join(", ")}: it may send what it shows.`,
        place: visual.place,
        about: visual.name,
      })),
};

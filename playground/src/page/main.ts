import "./style.css";
import type { FieldInfo } from "../protocol";
import { auditPane } from "./audit-pane";
import { barView } from "./bar";
import { h, place } from "./dom";
import { acceptDrops } from "./drop";
import { formatPane, openCard } from "./format-pane";
import { EventLog } from "./log";
import { showMenu } from "./menu";
import { unpackVisual } from "./package-file";
import { PRESETS } from "./presets";
import { Report } from "./report";
import { slicerView, type SlicerState } from "./slicers";
import { wellsPane } from "./wells";

const log = new EventLog();
let pane: "build" | "format" | "audit" = "build";

function notice(text: string): void {
  place("notice").textContent = text;
}

function tab(report: Report, name: typeof pane, title: string): HTMLElement {
  const choose = (): void => {
    pane = name;
    drawPanes(report);
  };
  return h("button", { role: "tab", "aria-selected": String(pane === name), onclick: choose }, title);
}

function drawPanes(report: Report): void {
  const tile = report.active;
  const tabs = h(
    "div",
    { class: "tabs", role: "tablist" },
    tab(report, "build", "Build visual"),
    tab(report, "format", "Format visual"),
    tab(report, "audit", "Audit"),
  );
  const body = h("div", { class: "pane-body", id: "pane-body" });
  place("panes").replaceChildren(tabs, body);
  if (!tile) body.append(h("p", { class: "hint" }, "Select a visual on the page."));
  else if (pane === "format") drawFormat(report);
  else if (pane === "audit") void drawAudit(report);
  else {
    const strings = report.visual.strings("en-US");
    const { visual, data } = report;
    body.append(
      wellsPane({
        visual,
        fields: data.fields,
        bindings: tile.state.bindings,
        strings,
        change: (bindings) => {
          report.bind(tile, bindings);
        },
      }),
    );
  }
}

function drawFormat(report: Report): void {
  const tile = report.active;
  if (!tile || pane !== "format") return;
  const body = place("pane-body");
  const { scrollTop } = body;
  const focused = (document.activeElement as HTMLElement | null)?.dataset["property"];
  const mode = h("input", {
    type: "checkbox",
    id: "format-mode",
    checked: report.formatMode,
    onchange: (event) => {
      report.setFormatMode((event.target as HTMLInputElement).checked);
    },
  });
  body.replaceChildren(
    h("label", { class: "slice" }, h("span", {}, "Format on the visual"), mode),
    formatPane(tile.formatting, {
      change: (objectName, selector, properties) => {
        report.format(tile, objectName, selector, properties);
      },
    }),
  );
  body.scrollTop = scrollTop;
  if (focused !== undefined)
    body.querySelector<HTMLElement>(`[data-property="${CSS.escape(focused)}"]`)?.focus();
}

/** What a reviewer may know of the active visual; the last one asked for is shown. */
async function drawAudit(report: Report): Promise<void> {
  const tile = report.active;
  if (!tile || pane !== "audit") return;
  const view = await auditPane(report.audit(tile));
  if (report.active === tile && document.querySelector('[aria-selected="true"]')?.textContent === "Audit") {
    place("pane-body").replaceChildren(view);
  }
}

/** The slicers above the page, and the place to add one. */
async function drawSlicers(report: Report): Promise<void> {
  const change = (next: SlicerState): void => {
    report.setSlicers(report.slicers.map((other) => (other.field === next.field ? next : other)));
  };
  const remove = (field: string): void => {
    report.setSlicers(report.slicers.filter((other) => other.field !== field));
    void drawSlicers(report);
  };
  const fields = new Map<string, FieldInfo>(report.data.fields.map((field) => [field.name, field]));
  const views = report.slicers.flatMap((state) => {
    const field = fields.get(state.field);
    return field ? [slicerView(field, state, { model: report.model, change, remove })] : [];
  });
  place("slicers").replaceChildren(...(await Promise.all(views)));
}

async function start(): Promise<void> {
  const response = await fetch("./visual.pbiviz");
  if (!response.ok)
    throw new Error("The packaged visual is missing. Run npm run package, then npm start again.");
  const visual = unpackVisual(new Uint8Array(await response.arrayBuffer()));
  const report: Report = new Report(visual, log, {
    refresh: () => {
      drawPanes(report);
      void drawSlicers(report);
      place("bar").replaceChildren(...barView(report, { notice, slicers: () => drawSlicers(report), open }));
    },
    refreshFormat: () => {
      drawFormat(report);
      void drawAudit(report);
    },
    showCard: (card) => {
      openCard(card);
      pane = "format";
      drawPanes(report);
      document.querySelector(`[data-uid="${CSS.escape(card.replace(/^Visual-/, ""))}"]`)?.scrollIntoView();
    },
    menu: showMenu,
    notice,
  });
  const open = async (action: Promise<void>): Promise<void> => {
    try {
      await action;
    } catch (error) {
      notice(error instanceof Error ? error.message : String(error));
    }
    void drawSlicers(report);
  };
  place("log").append(log.element);
  acceptDrops((file) => {
    void open(report.openData({ kind: "file", file }));
  }, notice);
  const name = new URLSearchParams(location.search).get("preset");
  const preset = PRESETS.find((candidate) => candidate.name === name) ?? PRESETS[0];
  if (preset) await open(report.open(preset));
  // For tests and for the curious: the same objects that the page uses.
  Object.assign(window, { quorum: { report, log } });
}

start().catch((error: unknown) => {
  notice(error instanceof Error ? error.message : String(error));
});

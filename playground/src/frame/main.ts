// Runs inside the sandboxed frame: gives the packaged visual a host and its updates. The frame's content
// security policy blocks every request; rows come over a port straight from the model.
import type powerbi from "powerbi-visuals-api";
import type { FromFrame, NoRows, RowWindow, Surroundings, ToFrame } from "../protocol";
import { createHost } from "./host";
import { ReportPalette } from "./palette";
import { SelectionManager } from "./selection";
import { Table } from "./table";

type Visual = powerbi.extensibility.visual.IVisual;
type UpdateOptions = powerbi.extensibility.visual.VisualUpdateOptions;
interface Plugins {
  visuals: { plugins: Record<string, { create(options: object): Visual } | undefined> };
}

// Numbers of the API's const enums, which exist at compile time only.
const ALL = 510;
const DATA = 2;
const CREATE = 0;
const APPEND = 1;
const SEGMENT = 2;

const tell = (message: FromFrame): void => {
  // Also for the browser's own profiler, and for the bench.
  if (message.kind === "event") performance.mark(message.name, { detail: message.detail });
  window.parent.postMessage(message, "*");
};
const textOf = (value: unknown): string =>
  value instanceof Error ? `${value.name}: ${value.message}` : String(value);

/** The visual and everything that the host knows about it. */
class Frame {
  readonly #table = new Table();
  readonly #palette: ReportPalette;
  readonly #selection = new SelectionManager(tell);
  readonly #visual: Visual;
  #surroundings: Surroundings;
  /** What the visual asked for last; false sends it the new rows alone. */
  #aggregate = true;
  #query = 0;
  /** Nothing is drawn before the first rows, or the word that there are none. */
  #begun = false;
  #operation = CREATE;
  #pane: ReturnType<typeof setTimeout> | undefined;

  constructor(
    create: Extract<ToFrame, { kind: "create" }>,
    private readonly model: MessagePort,
  ) {
    this.#surroundings = create.surroundings;
    this.#palette = new ReportPalette(create.surroundings.palette);
    document.documentElement.lang = create.locale;
    const { plugins } = (window as unknown as { powerbi: Plugins }).powerbi.visuals;
    const plugin = plugins[create.guid];
    if (!plugin) throw new Error(`The package holds no visual ${create.guid}.`);
    const hear = (message: FromFrame): void => {
      tell(message);
      // The visual may draw some time after its update; while rows arrive nobody looks at the pane.
      if (message.kind !== "event" || !/^rendering(Finished|Failed)$/.test(message.name)) return;
      clearTimeout(this.#pane);
      this.#pane = setTimeout(() => {
        this.#tellFormatting();
      }, 50);
    };
    const lent = {
      tell: hear,
      fetchMoreData: (aggregate: boolean) => this.#fetch(aggregate),
      refresh: () => {
        this.#update(DATA);
      },
      subSelect: (chosen: powerbi.visuals.CustomVisualSubSelection | undefined) => {
        this.#subSelect(chosen);
      },
    };
    const host = createHost(create, lent, this.#palette, this.#selection);
    const element = document.getElementById("visual");
    if (!element) throw new Error("The frame has no place for the visual.");
    this.#visual = plugin.create({ element, host });
    model.onmessage = (event: MessageEvent<RowWindow | NoRows>): void => {
      if (event.data.kind === "none") this.receive({ kind: "empty" });
      else this.#take(event.data);
    };
  }

  receive(message: ToFrame): void {
    if (message.kind === "surroundings") {
      this.#surroundings = message.surroundings;
      this.#palette.change(message.surroundings.palette);
      if (this.#begun) this.#update(message.type);
    } else if (message.kind === "empty") {
      this.#table.clear();
      this.#begun = true;
      this.#operation = CREATE;
      this.#update(ALL);
    } else if (message.kind === "select") {
      this.#selection.restore(message.rows);
    }
  }

  #fetch(aggregate: boolean): boolean {
    if (!this.#table.mayFetch(aggregate)) return false;
    this.#aggregate = aggregate;
    this.model.postMessage(this.#query);
    tell({ kind: "event", name: "fetchMoreData", detail: aggregate ? "aggregated" : "segments" });
    return true;
  }

  #take(rows: RowWindow): void {
    this.#query = rows.query;
    this.#begun = true;
    this.#table.take(rows, this.#aggregate);
    this.#operation = rows.first ? CREATE : this.#aggregate ? APPEND : SEGMENT;
    this.#update(rows.first ? ALL : DATA);
  }

  /** Asks the visual what belongs to a part that was chosen on it, as Power BI does for its toolbar and menu. */
  #subSelect(chosen: powerbi.visuals.CustomVisualSubSelection | undefined): void {
    const asked = chosen ? [chosen] : [];
    const formatting = this.#visual.visualOnObjectFormatting;
    const shortcuts = formatting?.getSubSelectionShortcuts(asked, undefined);
    const styles = formatting?.getSubSelectionStyles(asked);
    const navigate = shortcuts?.at(-1) as powerbi.visuals.VisualNavigateSubSelectionShortcut | undefined;
    tell({ kind: "event", name: "styles", detail: JSON.stringify(styles ?? null) });
    tell({ kind: "subselect", chosen: chosen ?? null, card: navigate?.destinationInfo.cardUid ?? null });
  }

  #update(type: number): void {
    const { viewport, objects, jsonFilters, editing, focus, formatMode, subSelections } = this.#surroundings;
    document.documentElement.style.background = this.#surroundings.palette.background;
    const options: UpdateOptions = {
      viewport,
      dataViews: [this.#table.dataView(objects)],
      type,
      viewMode: editing ? 1 : 0,
      editMode: 0,
      operationKind: this.#operation,
      jsonFilters: [...jsonFilters],
      isInFocus: focus,
      formatMode,
      subSelections: [...subSelections],
    };
    tell({ kind: "event", name: "update", detail: `type ${type}, operation ${this.#operation}` });
    this.#visual.update(options);
  }

  #tellFormatting(): void {
    const model = this.#visual.getFormattingModel?.();
    // The model may hold functions and references back: only what a pane shows is sent.
    const plainModel = model ? (JSON.parse(JSON.stringify(model)) as powerbi.visuals.FormattingModel) : null;
    tell({ kind: "formatting", model: plainModel });
  }
}

let frame: Frame | null = null;

function reportTrouble(): void {
  // Not to write on the console, but to hear what the visual writes on it.
  const heard: Console = console;
  for (const level of ["error", "warn"] as const) {
    const original = heard[level].bind(heard);
    heard[level] = (...parts: unknown[]): void => {
      original(...parts);
      tell({ kind: "console", level, text: parts.map(textOf).join(" ") });
    };
  }
  window.addEventListener("error", (event) => {
    tell({ kind: "console", level: "error", text: textOf(event.error ?? event.message) });
  });
  window.addEventListener("unhandledrejection", (event) => {
    tell({ kind: "console", level: "error", text: textOf(event.reason) });
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    tell({ kind: "event", name: "blocked", detail: `${event.effectiveDirective} ${event.blockedURI}` });
  });
}

reportTrouble();
(window as unknown as { powerbi: Plugins }).powerbi = { visuals: { plugins: {} } };
window.addEventListener("message", (event: MessageEvent<ToFrame>) => {
  if (event.source !== window.parent) return;
  const [port] = event.ports;
  if (event.data.kind === "create" && port) frame = new Frame(event.data, port);
  else frame?.receive(event.data);
});
window.addEventListener("load", () => {
  tell({ kind: "ready" });
});

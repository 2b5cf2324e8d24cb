import frameScript from "virtual:frame";
import type powerbi from "powerbi-visuals-api";
import type {
  Binding,
  Drawn,
  FromFrame,
  Objects,
  Palette,
  RowsFilter,
  Surroundings,
  ToFrame,
} from "../protocol";
import { h, icon } from "./dom";
import type { Model } from "./model";
import type { PackagedVisual } from "./package-file";
import { titleOf } from "./title";

// Numbers of the API's VisualUpdateType.
const RESIZE = 4;
const RESIZE_END = 36;
const STYLE = 16 | 2;
const DATA = 2;
const VIEW_MODE = 8;
const SUB_SELECTION = 64;
const FORMAT_MODE = 128;

/** What a report stores of a visual. */
export interface TileState {
  /** A name of its own; null: named by its fields. */
  readonly title: string | null;
  readonly bindings: readonly Binding[];
  readonly objects: Objects;
  /** Filters that the visual applied to the report. */
  readonly filters: readonly powerbi.IFilter[];
  readonly selection: RowsFilter["rows"];
}

export interface TileContext {
  readonly visual: PackagedVisual;
  readonly model: Model;
  palette(): Palette;
  formatMode(): boolean;
  locale(): string;
  receive(tile: Tile, message: FromFrame): void;
  activate(tile: Tile): void;
  remove(tile: Tile): void;
}

/** The page inside a frame: the frame's script, then the packaged visual; every request is blocked. */
function framePage(visual: PackagedVisual): string {
  const nonce = crypto.randomUUID();
  const script = (text: string): string =>
    `<script nonce="${nonce}">${text.replaceAll("</script", "<\\/script")}</script>`;
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${visual.name}</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>html,body{margin:0;height:100%;overflow:hidden}#visual{position:absolute;inset:0;overflow:hidden}</style>
<style>${visual.style.replaceAll("</style", "<\\/style")}</style></head>
<body><main><div id="visual"></div></main>${script(frameScript)}${script(visual.script)}</body></html>`;
}

let made = 0;

/** A visual on the report page: its frame, its place and what the report stores of it. */
export class Tile {
  readonly id = `visual-${++made}`;
  readonly element: HTMLElement;
  state: TileState;
  /** What the visual drew since its frame began. */
  readonly history: Drawn[] = [];
  formatting: powerbi.visuals.FormattingModel | null = null;
  readonly #context: TileContext;
  readonly #body = h("div", { class: "tile-body" });
  readonly #title = h("span", { class: "tile-title" });
  readonly #warning = h("span", { class: "tile-warning", role: "img", hidden: true }, "!");
  readonly #watch: ResizeObserver;
  #frame: HTMLIFrameElement | null = null;
  #settle: ReturnType<typeof setTimeout> | undefined;
  #focus = false;
  #subSelections: Surroundings["subSelections"] = [];

  constructor(context: TileContext, state: TileState) {
    this.#context = context;
    this.state = state;
    const focus = h(
      "button",
      {
        class: "quiet",
        title: "Focus mode",
        "aria-label": "Focus mode",
        onclick: () => {
          this.toggleFocus();
        },
      },
      icon("M3 9V3h6M21 9V3h-6M3 15v6h6M21 15v6h-6"),
    );
    const remove = h(
      "button",
      {
        class: "quiet",
        title: "Remove",
        "aria-label": "Remove this visual",
        onclick: () => {
          context.remove(this);
        },
      },
      "×",
    );
    const head = h("header", { class: "tile-head" }, this.#title, this.#warning, focus, remove);
    this.element = h(
      "section",
      {
        class: "tile",
        id: this.id,
        onpointerdown: () => {
          context.activate(this);
        },
        onfocusin: () => {
          context.activate(this);
        },
      },
      head,
      this.#body,
    );
    this.#watch = new ResizeObserver(() => {
      this.#resized();
    });
    this.#watch.observe(this.#body);
    this.#showTitle();
    this.restart();
  }

  /** The frame's window, to tell whose message it is. */
  get window(): Window | null {
    return this.#frame?.contentWindow ?? null;
  }

  get body(): HTMLElement {
    return this.#body;
  }

  /** A new frame: a new life of the visual, as after a page turn. */
  restart(): void {
    this.#frame?.remove();
    this.history.length = 0;
    this.#context.model.disconnect(this.id);
    this.warn(null);
    const frame = h("iframe", {
      sandbox: "allow-scripts",
      title: this.#name,
      srcdoc: framePage(this.#context.visual),
    });
    this.#frame = frame;
    this.#body.replaceChildren(frame);
  }

  receive(message: FromFrame): void {
    if (message.kind === "ready") this.#create();
    if (message.kind === "formatting") this.formatting = message.model;
    if (message.kind === "outlines") this.#outline(message.outlines);
    if (message.kind === "subselect") {
      this.#subSelections = message.chosen ? [message.chosen] : [];
      this.#surround(SUB_SELECTION);
    }
    this.#context.receive(this, message);
  }

  /** The visual's formatting or filters have changed. */
  change(state: Partial<TileState>, type = DATA): void {
    this.keep(state);
    this.#surround(type);
  }

  /** Keeps what the visual itself has told, without telling it back. */
  keep(state: Partial<TileState>): void {
    this.state = { ...this.state, ...state };
    this.#showTitle();
  }

  restyle(): void {
    this.#surround(STYLE);
  }

  /** Format mode was switched. */
  changeMode(): void {
    this.#subSelections = [];
    this.#outline([]);
    this.#surround(FORMAT_MODE);
  }

  select(rows: RowsFilter["rows"]): void {
    this.keep({ selection: rows });
    this.#post({ kind: "select", rows });
  }

  empty(): void {
    this.#post({ kind: "empty" });
  }

  toggleFocus(): void {
    this.#focus = !this.#focus;
    this.element.classList.toggle("focus", this.#focus);
    this.#surround(VIEW_MODE);
  }

  warn(text: string | null): void {
    this.#warning.hidden = text === null;
    this.#warning.title = text ?? "";
    this.#warning.setAttribute("aria-label", text ?? "");
  }

  close(): void {
    this.#watch.disconnect();
    this.#context.model.disconnect(this.id);
    this.element.remove();
  }

  /** Draws what Power BI draws around the parts of a visual that are pointed at or chosen. */
  #outline(outlines: readonly powerbi.visuals.SubSelectionRegionOutline[]): void {
    for (const old of this.#body.querySelectorAll(".outline")) old.remove();
    for (const { id, visibility, outline } of outlines) {
      const { x, y, width, height } = outline as powerbi.visuals.RectangleSubSelectionOutline;
      const box = h("div", { class: "outline", "data-outline": id, "data-visibility": String(visibility) });
      Object.assign(box.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
      this.#body.append(box);
    }
  }

  get #name(): string {
    return this.state.title ?? titleOf(this.state.bindings, this.state.objects);
  }

  #showTitle(): void {
    this.#title.textContent = this.#name;
    this.element.setAttribute("aria-label", this.#name);
    if (this.#frame) this.#frame.title = this.#name;
  }

  #surroundings(): Surroundings {
    const { width, height } = this.#body.getBoundingClientRect();
    return {
      viewport: { width: Math.round(width), height: Math.round(height) },
      objects: this.state.objects,
      jsonFilters: this.state.filters,
      palette: this.#context.palette(),
      editing: true,
      focus: this.#focus,
      formatMode: this.#context.formatMode(),
      subSelections: this.#subSelections,
    };
  }

  #create(): void {
    const { visual, model } = this.#context;
    const rows = new MessageChannel();
    model.connect(this.id, rows.port1);
    const locale = this.#context.locale();
    const message: ToFrame = {
      kind: "create",
      guid: visual.guid,
      locale,
      strings: visual.strings(locale),
      allowInteractions: true,
      surroundings: this.#surroundings(),
    };
    this.#frame?.contentWindow?.postMessage(message, "*", [rows.port2]);
  }

  #resized(): void {
    this.#surround(RESIZE);
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => {
      this.#surround(RESIZE_END);
    }, 200);
  }

  #surround(type: number): void {
    this.#post({ kind: "surroundings", type, surroundings: this.#surroundings() });
  }

  #post(message: ToFrame): void {
    this.#frame?.contentWindow?.postMessage(message, "*");
  }
}

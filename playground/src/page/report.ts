import type { Audit } from "../../../src/engine";
import type {
  Binding,
  DataSetInfo,
  Drawn,
  FromFrame,
  ModelFilter,
  Palette,
  RowsFilter,
  Source,
} from "../protocol";
import { place } from "./dom";
import { guessBindings } from "./fields";
import { modelFilters } from "./json-filter";
import type { EventLog } from "./log";
import { Model } from "./model";
import { persisted, withProperties } from "./objects";
import type { PackagedVisual } from "./package-file";
import type { Preset } from "./presets";
import { slicerFilters, type SlicerState } from "./slicers";
import { THEMES, type ThemeName } from "./themes";
import { Tile, type TileState } from "./tile";
import { showTooltip } from "./tooltip";

// Number of the API's VisualUpdateType.All.
const ALL = 510;

/** A report page as a bookmark keeps it. */
export interface Bookmark {
  readonly name: string;
  readonly tiles: readonly TileState[];
  readonly slicers: readonly SlicerState[];
}

export interface ReportView {
  /** Fields, selection of a tile or slicers have changed: the panes have to be drawn again. */
  refresh(): void;
  /** The format pane of the active visual has changed. */
  refreshFormat(): void;
  /** A part of the active visual was chosen on it: its card in the format pane is to be seen. */
  showCard(card: string): void;
  menu(x: number, y: number, choose: (() => void) | null): void;
  notice(text: string): void;
}

/** The report page: its visuals, slicers and bookmarks, and who filters whom. */
export class Report {
  readonly model = new Model();
  readonly tiles: Tile[] = [];
  slicers: readonly SlicerState[] = [];
  bookmarks: readonly Bookmark[] = [];
  data: DataSetInfo = { name: "", length: 0, fields: [] };
  active: Tile | null = null;
  theme: ThemeName = "light";
  locale = "en-US";
  formatMode = false;

  constructor(
    readonly visual: PackagedVisual,
    private readonly log: EventLog,
    private readonly view: ReportView,
  ) {
    window.addEventListener("message", (event: MessageEvent<FromFrame>) => {
      this.tiles.find((tile) => tile.window === event.source)?.receive(event.data);
    });
  }

  get palette(): Palette {
    return THEMES[this.theme];
  }

  async open(preset: Preset): Promise<void> {
    await this.#load(preset.source);
    this.#clear();
    for (const { title, bindings, objects } of preset.tiles)
      this.add({ title, bindings, objects, filters: [], selection: [] });
    this.activate(this.tiles[0] ?? null);
  }

  /** Opens data of one's own; the visuals keep their fields where the new data have them too. */
  async openData(source: Source): Promise<void> {
    await this.#load(source);
    this.slicers = [];
    const names = new Set(this.data.fields.map((field) => field.name));
    const guessed = guessBindings(this.visual.capabilities, this.data);
    if (this.tiles.length === 0) this.addEmpty();
    for (const tile of this.tiles) {
      const fits =
        tile.state.bindings.length > 0 && tile.state.bindings.every((binding) => names.has(binding.field));
      tile.keep({
        bindings: fits ? tile.state.bindings : guessed,
        filters: [],
        selection: [],
        title: null,
      });
      this.#restart(tile);
    }
    this.view.refresh();
  }

  add(state: TileState): Tile {
    const tile = new Tile(
      {
        visual: this.visual,
        model: this.model,
        palette: () => this.palette,
        formatMode: () => this.formatMode,
        locale: () => this.locale,
        receive: (from, message) => {
          this.#receive(from, message);
        },
        activate: (which) => {
          this.activate(which);
        },
        remove: (which) => {
          this.remove(which);
        },
      },
      state,
    );
    this.tiles.push(tile);
    place("canvas").append(tile.element);
    this.activate(tile);
    return tile;
  }

  addEmpty(): void {
    this.add({ title: null, bindings: [], objects: {}, filters: [], selection: [] });
  }

  remove(tile: Tile): void {
    tile.close();
    this.tiles.splice(this.tiles.indexOf(tile), 1);
    this.activate(this.tiles[0] ?? null);
    this.#queryOthers(null);
  }

  activate(tile: Tile | null): void {
    if (this.active === tile) return;
    this.active?.element.classList.remove("active");
    this.active = tile;
    tile?.element.classList.add("active");
    this.view.refresh();
  }

  bind(tile: Tile, bindings: readonly Binding[]): void {
    // A title of its own was for the fields and settings that it came with.
    tile.keep({ bindings, title: null });
    this.#query(tile);
    this.view.refresh();
  }

  format(
    tile: Tile,
    objectName: string,
    selector: Parameters<typeof withProperties>[2],
    properties: Parameters<typeof withProperties>[3],
  ): void {
    tile.change({
      objects: withProperties(tile.state.objects, objectName, selector, properties),
      title: null,
    });
  }

  setTheme(theme: ThemeName): void {
    this.theme = theme;
    document.documentElement.dataset["theme"] = theme;
    for (const tile of this.tiles) tile.restyle();
    this.view.refresh();
  }

  setFormatMode(on: boolean): void {
    this.formatMode = on;
    for (const tile of this.tiles) tile.changeMode();
  }

  setLocale(locale: string): void {
    this.locale = locale;
    for (const tile of this.tiles) this.#restart(tile);
    this.view.refresh();
  }

  setSlicers(slicers: readonly SlicerState[]): void {
    this.slicers = slicers;
    this.#queryOthers(null);
  }

  setMinimum(value: number): void {
    this.model.setMinimum(value);
    this.#queryOthers(null);
  }

  /** The reviewer's account of a visual, with what it drew before and what filters it now. */
  audit(tile: Tile): Promise<readonly Audit[]> {
    this.#drawn(tile);
    return this.model.audit(tile.id, tile.history);
  }

  saveBookmark(): void {
    const name = `Bookmark ${this.bookmarks.length + 1}`;
    const kept = { name, tiles: this.tiles.map((tile) => tile.state), slicers: this.slicers };
    this.bookmarks = [...this.bookmarks, kept];
  }

  /** Puts the page back as a bookmark has it: the visuals are told their filters and selections. */
  applyBookmark(bookmark: Bookmark): void {
    this.slicers = bookmark.slicers;
    for (const [index, tile] of this.tiles.entries()) {
      const state = bookmark.tiles[index];
      if (!state) continue;
      tile.change(state, ALL);
      tile.select(state.selection);
    }
    this.#queryOthers(null);
    this.view.refresh();
  }

  async #load(source: Source): Promise<void> {
    this.view.notice("Reading …");
    this.data = await this.model.load(source, (rows) => {
      this.view.notice(`Reading … ${rows.toLocaleString("en-US")} rows`);
    });
    this.view.notice("");
  }

  #clear(): void {
    for (const tile of this.tiles.splice(0)) tile.close();
    this.slicers = [];
    this.bookmarks = [];
    this.active = null;
  }

  #restart(tile: Tile): void {
    this.log.add(tile.id, "restart", "");
    tile.restart();
  }

  /** What filters a visual: the slicers, and what the other visuals filter and select. */
  #filtersFor(tile: Tile): ModelFilter[] {
    const others = this.tiles.filter((other) => other !== tile);
    const selected = others.filter((other) => other.state.selection.length > 0);
    return [
      ...slicerFilters(this.slicers),
      ...others.flatMap((other) => modelFilters(other.state.filters)),
      ...selected.map((other): ModelFilter => ({ kind: "rows", rows: other.state.selection })),
    ];
  }

  /** Roles by which the visual wants its rows sorted. */
  get #sort(): readonly string[] {
    return this.visual.capabilities.sorting?.implicit?.clauses.map((clause) => clause.role) ?? [];
  }

  /** Remembers what a visual drew, each state once in a row. */
  #drawn(tile: Tile): void {
    const { bindings, objects } = tile.state;
    const drawn: Drawn = { bindings, filters: this.#filtersFor(tile), sort: this.#sort, objects };
    if (JSON.stringify(tile.history.at(-1)) !== JSON.stringify(drawn)) tile.history.push(drawn);
  }

  #query(tile: Tile): void {
    const fields = tile.state.bindings.map((binding) => binding.field).join(", ");
    this.log.add(tile.id, "query", fields);
    if (tile.state.bindings.length === 0) tile.empty();
    // Also without fields: answers under way then arrive before the model's word that there is nothing.
    this.model.query(tile.id, tile.state.bindings, this.#filtersFor(tile), this.#sort);
  }

  #queryOthers(source: Tile | null): void {
    for (const tile of this.tiles) if (tile !== source) this.#query(tile);
  }

  #receive(tile: Tile, message: FromFrame): void {
    switch (message.kind) {
      case "ready":
        this.#query(tile);
        break;
      case "event":
        this.log.add(tile.id, message.name, message.detail);
        if (message.name === "renderingFinished") this.#drawn(tile);
        break;
      case "console":
        this.log.add(tile.id, `console.${message.level}`, message.text);
        break;
      case "formatting":
        if (tile === this.active) this.view.refreshFormat();
        break;
      case "warning":
        tile.warn(`${message.hover} ${message.detail}`);
        this.log.add(tile.id, "displayWarningIcon", message.hover);
        break;
      case "subselect":
        this.activate(tile);
        if (message.card !== null) this.view.showCard(message.card);
        break;
      case "persist":
        this.log.add(tile.id, "persistProperties", JSON.stringify(message.changes));
        tile.change({ objects: persisted(tile.state.objects, message.changes) });
        break;
      case "tooltip":
      case "menu":
        this.#point(tile, message);
        break;
      case "selection":
        this.#selected(tile, message.rows);
        break;
      case "filter":
        this.#filtered(tile, message.filters);
    }
  }

  #point(tile: Tile, message: Extract<FromFrame, { kind: "tooltip" | "menu" }>): void {
    const { left, top } = tile.body.getBoundingClientRect();
    const [x, y] = [left + message.x, top + message.y];
    if (message.kind === "tooltip") {
      showTooltip(message.items, x, y);
      return;
    }
    this.log.add(tile.id, "showContextMenu", JSON.stringify(message.rows));
    const choose = (): void => {
      tile.select(message.rows);
      this.#selected(tile, message.rows);
    };
    this.view.menu(x, y, message.rows.length > 0 ? choose : null);
  }

  #selected(tile: Tile, rows: RowsFilter["rows"]): void {
    this.log.add(tile.id, "selection", JSON.stringify(rows));
    tile.keep({ selection: rows });
    this.#queryOthers(tile);
  }

  #filtered(tile: Tile, filters: TileState["filters"]): void {
    this.log.add(tile.id, "filter", JSON.stringify(filters));
    tile.change({ filters }, ALL);
    this.#queryOthers(tile);
  }
}

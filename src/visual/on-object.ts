import type powerbi from "powerbi-visuals-api";
import type { Texts } from "./texts";

type Service = powerbi.extensibility.IVisualSubSelectionService;
type SubSelection = powerbi.visuals.CustomVisualSubSelection;
type Styles = powerbi.visuals.SubSelectionStyles;
type Shortcuts = powerbi.visuals.VisualSubSelectionShortcuts;
type OnObjectFormatting = powerbi.extensibility.visual.VisualOnObjectFormatting;

// Numbers of the API's const enums: SubSelectionStylesType, VisualShortcutType, outline types and visibilities.
const TEXT = 1;
const NUMERIC_TEXT = 2;
const SHAPE = 3;
const RESET = 0;
const NAVIGATE = 1;
const TOGGLE = 2;
const RECTANGLE = 1;
const HOVER = 1;
const ACTIVE = 2;

/** A part of the picture that an author can click on, by the name of its card in the pane. */
interface Part {
  readonly type: number;
  /** Property of its colour; null where it has no font of its own. */
  readonly color: string | null;
  /** Property that switches it; null where there is none. */
  readonly show: string | null;
  /** Property of the text that a double click edits. */
  readonly edit?: string;
}

/** A part that was chosen or is pointed at; a shape with the group or series that its colour is kept by. */
interface Place {
  readonly part: string;
  readonly name: string | null;
}

const PARTS: Readonly<Record<string, Part>> = {
  dataPoint: { type: SHAPE, color: "defaultColor", show: null },
  categoryAxis: { type: TEXT, color: "labelColor", show: "show" },
  valueAxis: { type: TEXT, color: "labelColor", show: "show" },
  legend: { type: TEXT, color: "labelColor", show: "show" },
  heat: { type: SHAPE, color: null, show: null },
  labels: { type: NUMERIC_TEXT, color: "color", show: "show" },
  referenceLine: { type: SHAPE, color: "color", show: null, edit: "label" },
  privacy: { type: TEXT, color: null, show: "note", edit: "noteText" },
};

/** On-object formatting: in format mode a click on a part of the picture opens its settings beside it. */
export class OnObject {
  private on = false;
  private active: Place | null = null;
  private hovered: Place | null = null;

  /** `service` is missing in hosts that are older than on-object formatting. */
  constructor(
    private readonly root: HTMLElement,
    private readonly service: Service | undefined,
    private readonly texts: Texts,
  ) {
    this.listen("click", (event) => {
      this.choose(event, true);
    });
    this.listen("contextmenu", (event) => {
      event.preventDefault();
      this.choose(event, false);
    });
    this.listen("pointermove", (event) => {
      const place = this.placeAt(event);
      if (idOf(place) === idOf(this.hovered)) return;
      this.hovered = place;
      this.outline();
    });
  }

  /** What Power BI asks once a part is chosen. */
  readonly formatting: OnObjectFormatting = {
    getSubSelectionStyles: (chosen) => this.styles(placeOf(chosen)),
    getSubSelectionShortcuts: (chosen) => this.shortcuts(placeOf(chosen)?.part ?? null),
    getSubSelectables: (type) =>
      Object.keys(PARTS)
        .map((part): Place => ({ part, name: null }))
        .filter((place) => (type === undefined || PARTS[place.part]?.type === type) && this.boxOf(place))
        .map((place) => this.selection(place, 0, 0, false)),
  };

  read(options: powerbi.extensibility.visual.VisualUpdateOptions): void {
    this.on = options.formatMode === true;
    this.active = this.on ? placeOf(options.subSelections ?? []) : null;
    this.hovered = null;
  }

  /** Tells Power BI where the chosen part and the one under the pointer are. */
  outline(): void {
    if (!this.on) return;
    const hovered = idOf(this.hovered) === idOf(this.active) ? null : this.hovered;
    const outlines = [hovered, this.active].flatMap((place) => {
      const box = place && this.boxOf(place);
      if (!box) return [];
      const { x, y, width, height } = box;
      const edit = PARTS[place.part]?.edit;
      const reference = { objectName: place.part, propertyName: edit ?? "" };
      const cVDirectEdit = edit === undefined ? undefined : { reference, style: 0 };
      const visibility = place === this.active ? ACTIVE : HOVER;
      return [
        { id: idOf(place), visibility, outline: { type: RECTANGLE, x, y, width, height, cVDirectEdit } },
      ];
    });
    this.service?.updateRegionOutlines(outlines as powerbi.visuals.SubSelectionRegionOutline[]);
  }

  /** In format mode nothing is selected, opened or explained: every gesture is about format. */
  private listen(type: "click" | "contextmenu" | "pointermove", act: (event: MouseEvent) => void): void {
    const listener = (event: MouseEvent): void => {
      if (!this.on) return;
      event.stopPropagation();
      act(event);
    };
    this.root.addEventListener(type, listener, { capture: true });
  }

  private choose(event: MouseEvent, showUI: boolean): void {
    const place = this.placeAt(event);
    this.active = place;
    // The documentation allows undefined: nothing is chosen any more.
    const chosen = place ? this.selection(place, event.clientX, event.clientY, showUI) : undefined;
    this.service?.subSelect(chosen as SubSelection);
  }

  /** The part whose own text or shape is there, else the one with the smallest box around the place. */
  private placeAt({ clientX, clientY, target }: MouseEvent): Place | null {
    const own = (target as Element).closest("[data-part]");
    if (own) return { part: own.getAttribute("data-part") ?? "", name: own.getAttribute("data-name") };
    const area = ({ width, height }: DOMRect): number => width * height;
    const around = Object.keys(PARTS).flatMap((part) => {
      const place = { part, name: null };
      const box = this.boxOf(place);
      const inside =
        box && clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
      return inside === true ? [{ place, box }] : [];
    });
    return around.sort((a, b) => area(a.box) - area(b.box))[0]?.place ?? null;
  }

  /** The box around all of a part, or of a name in it; null where it is not drawn. */
  private boxOf({ part, name }: Place): DOMRect | null {
    const named = name === null ? "" : `[data-name="${CSS.escape(name)}"]`;
    const boxes = Array.from(this.root.querySelectorAll(`[data-part="${part}"]${named}`), (each) =>
      each.getBoundingClientRect(),
    ).filter(({ width, height }) => width + height > 0);
    if (boxes.length === 0) return null;
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const right = Math.max(...boxes.map((box) => box.right));
    return new DOMRect(left, top, right - left, Math.max(...boxes.map((box) => box.bottom)) - top);
  }

  private selection({ part, name }: Place, x: number, y: number, showUI: boolean): SubSelection {
    return {
      // No data point is ever named, but the group or series of a shape that is shown, as its colour is kept.
      customVisualObjects: [{ objectName: part, selectionId: undefined as never }],
      displayName: name ?? this.texts.say(`Card_${part}`),
      subSelectionType: (PARTS[part]?.type ?? TEXT) as powerbi.visuals.SubSelectionStylesType,
      selectionOrigin: { x, y },
      showUI,
      metadata: name,
    };
  }

  private styles(place: Place | null): Styles | undefined {
    const part = place ? PARTS[place.part] : undefined;
    if (!part || !place || part.color === null) return undefined;
    const style = (propertyName: string, key: string, selector?: object) => ({
      reference: { objectName: place.part, propertyName, ...(selector ? { selector } : {}) },
      label: this.texts.say(key),
    });
    if (place.name !== null)
      return { type: part.type, fill: style("fill", "Text_color", { id: place.name }) } as Styles;
    const color = style(part.color, "Text_color");
    if (part.type === SHAPE)
      return { type: part.type, [place.part === "dataPoint" ? "fill" : "stroke"]: color } as Styles;
    const fonts = ["fontFamily", "fontSize", "bold", "italic", "underline"];
    return {
      type: part.type,
      ...Object.fromEntries(fonts.map((each) => [each, style(each, "Text_font")])),
      fontColor: color,
      ...(part.type === NUMERIC_TEXT ? { precision: style("decimals", "Labels_decimals") } : {}),
    } as Styles;
  }

  private shortcuts(name: string | null): Shortcuts | undefined {
    const part = name === null ? undefined : PARTS[name];
    if (!part || name === null) return undefined;
    const toggle = {
      type: TOGGLE,
      objectName: name,
      propertyName: part.show,
      disabledLabel: this.texts.say("OnObject_hide"),
      enabledLabel: this.texts.say("Text_show"),
    };
    const navigate = {
      type: NAVIGATE,
      // As the formatting model names its cards and their groups.
      destinationInfo: { cardUid: `Visual-${name}-card`, groupUid: `${name}-group` },
      label: this.texts.say("OnObject_more"),
    };
    return [...(part.show === null ? [] : [toggle]), { type: RESET }, navigate] as unknown as Shortcuts;
  }
}

function placeOf(chosen: readonly SubSelection[]): Place | null {
  const [first] = chosen;
  const part = first?.customVisualObjects[0]?.objectName;
  if (part === undefined || !Object.hasOwn(PARTS, part)) return null;
  return { part, name: typeof first?.metadata === "string" ? first.metadata : null };
}

function idOf(place: Place | null): string {
  return place ? `${place.part} ${place.name ?? ""}`.trim() : "";
}

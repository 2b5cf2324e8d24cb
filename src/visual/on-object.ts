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

const PARTS: Readonly<Record<string, Part>> = {
  categoryAxis: { type: TEXT, color: "labelColor", show: "show" },
  valueAxis: { type: TEXT, color: "labelColor", show: "show" },
  legend: { type: TEXT, color: "labelColor", show: "show" },
  labels: { type: NUMERIC_TEXT, color: "color", show: "show" },
  referenceLine: { type: SHAPE, color: "color", show: null, edit: "label" },
  privacy: { type: TEXT, color: null, show: "note", edit: "noteText" },
};

/** On-object formatting: in format mode a click on a part of the picture opens its settings beside it. */
export class OnObject {
  private on = false;
  private active: string | null = null;
  private hovered: string | null = null;

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
      const part = this.partAt(event);
      if (part === this.hovered) return;
      this.hovered = part;
      this.outline();
    });
  }

  /** What Power BI asks once a part is chosen. */
  readonly formatting: OnObjectFormatting = {
    getSubSelectionStyles: (chosen) => this.styles(nameOf(chosen)),
    getSubSelectionShortcuts: (chosen) => this.shortcuts(nameOf(chosen)),
    getSubSelectables: (type) =>
      Object.keys(PARTS)
        .filter((name) => (type === undefined || PARTS[name]?.type === type) && this.boxOf(name))
        .map((name) => this.selection(name, 0, 0, false)),
  };

  read(options: powerbi.extensibility.visual.VisualUpdateOptions): void {
    this.on = options.formatMode === true;
    this.active = this.on ? nameOf(options.subSelections ?? []) : null;
    this.hovered = null;
  }

  /** Tells Power BI where the chosen part and the one under the pointer are. */
  outline(): void {
    if (!this.on) return;
    const outlines = [...new Set([this.hovered, this.active])].flatMap((name) => {
      const box = name === null ? null : this.boxOf(name);
      if (!box || name === null) return [];
      const { x, y, width, height } = box;
      const edit = PARTS[name]?.edit;
      const reference = { objectName: name, propertyName: edit ?? "" };
      const cVDirectEdit = edit === undefined ? undefined : { reference, style: 0 };
      const visibility = name === this.active ? ACTIVE : HOVER;
      return [{ id: name, visibility, outline: { type: RECTANGLE, x, y, width, height, cVDirectEdit } }];
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
    const part = this.partAt(event);
    this.active = part;
    // The documentation allows undefined: nothing is chosen any more.
    const chosen = part === null ? undefined : this.selection(part, event.clientX, event.clientY, showUI);
    this.service?.subSelect(chosen as SubSelection);
  }

  /** The part whose own text is there, else the one with the smallest box around the place. */
  private partAt({ clientX, clientY, target }: MouseEvent): string | null {
    const own = (target as Element).closest("[data-part]")?.getAttribute("data-part");
    if (own !== null && own !== undefined) return own;
    const area = ({ width, height }: DOMRect): number => width * height;
    const around = Object.keys(PARTS).flatMap((name) => {
      const box = this.boxOf(name);
      const inside =
        box && clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
      return inside === true ? [{ name, box }] : [];
    });
    return around.sort((a, b) => area(a.box) - area(b.box))[0]?.name ?? null;
  }

  /** The box around all of a part; null where it is not drawn. */
  private boxOf(name: string): DOMRect | null {
    const boxes = Array.from(this.root.querySelectorAll(`[data-part="${name}"]`), (each) =>
      each.getBoundingClientRect(),
    ).filter(({ width, height }) => width + height > 0);
    if (boxes.length === 0) return null;
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
    const right = Math.max(...boxes.map((box) => box.right));
    return new DOMRect(left, top, right - left, Math.max(...boxes.map((box) => box.bottom)) - top);
  }

  private selection(name: string, x: number, y: number, showUI: boolean): SubSelection {
    return {
      // No data point is ever named: a part belongs to the whole picture.
      customVisualObjects: [{ objectName: name, selectionId: undefined as never }],
      displayName: this.texts.say(`Card_${name}`),
      subSelectionType: (PARTS[name]?.type ?? TEXT) as powerbi.visuals.SubSelectionStylesType,
      selectionOrigin: { x, y },
      showUI,
    };
  }

  private styles(name: string | null): Styles | undefined {
    const part = name === null ? undefined : PARTS[name];
    if (!part || name === null || part.color === null) return undefined;
    const style = (propertyName: string, key: string) => ({
      reference: { objectName: name, propertyName },
      label: this.texts.say(key),
    });
    const color = style(part.color, "Text_color");
    if (part.type === SHAPE)
      return { type: SHAPE as powerbi.visuals.SubSelectionStylesType.Shape, stroke: color };
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

function nameOf(chosen: readonly SubSelection[]): string | null {
  const name = chosen[0]?.customVisualObjects[0]?.objectName;
  return name !== undefined && Object.hasOwn(PARTS, name) ? name : null;
}

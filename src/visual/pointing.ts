import type powerbi from "powerbi-visuals-api";
import type { Crosshair, Fact, Point } from "../charts/picture";
import { keyAction } from "./keys";
import type { Frame } from "./stage";

/** What happens when somebody points at, chooses or leaves something. */
export interface Actions {
  select(point: Point, together: boolean): void;
  clear(): void;
  menu(point: Point | null, x: number, y: number): void;
  leave(): void;
  readonly tooltips: powerbi.extensibility.ITooltipService;
  readonly rtl: boolean;
}

/** Binds mouse, touch and keys of one picture to the actions. */
export function listen(frame: Frame, actions: Actions): void {
  const { element } = frame;
  element.addEventListener("pointermove", (event) => {
    point(frame, event, actions);
  });
  element.addEventListener("pointerleave", () => {
    frame.crosshair(null);
    actions.tooltips.hide({ immediately: true, isTouchEvent: false });
  });
  element.addEventListener("click", (event) => {
    const target = frame.pointOf(event.target as Element);
    if (target) actions.select(target, event.ctrlKey || event.altKey || event.shiftKey || event.metaKey);
    else actions.clear();
  });
  element.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    event.stopPropagation();
    actions.menu(frame.pointOf(event.target as Element), event.clientX, event.clientY);
  });
  element.addEventListener("keydown", (event) => {
    press(frame, event, actions);
  });
  element.addEventListener("focusin", (event) => {
    describe(frame, event.target as Element, actions);
  });
  element.addEventListener("focusout", () => {
    actions.tooltips.hide({ immediately: true, isTouchEvent: false });
  });
}

/** A tooltip of the point, or of all lines at the nearest period. */
function point(frame: Frame, event: PointerEvent, actions: Actions): void {
  const isTouchEvent = event.pointerType === "touch";
  const coordinates = [event.clientX, event.clientY];
  const crosshair = frame.picture?.crosshair;
  const at = crosshair ? nearest(crosshair, frame.inBody(event.clientX, event.clientY)) : null;
  frame.crosshair(at);
  const target = at ?? pointOf(frame, event.target as Element);
  if (!target || !actions.tooltips.enabled()) {
    actions.tooltips.hide({ immediately: false, isTouchEvent });
    return;
  }
  actions.tooltips.show({ coordinates, isTouchEvent, dataItems: itemsOf(target), identities: [] });
}

/** The same tooltip for the keyboard, beside the point that has the focus. */
function describe(frame: Frame, target: Element, actions: Actions): void {
  const found = pointOf(frame, target);
  if (!found || !actions.tooltips.enabled() || !target.matches(":focus-visible")) return;
  const box = target.getBoundingClientRect();
  const coordinates = [box.left + box.width / 2, box.top + box.height / 2];
  actions.tooltips.show({ coordinates, isTouchEvent: false, dataItems: itemsOf(found), identities: [] });
}

interface Told {
  readonly title: string;
  readonly facts: readonly Fact[];
}

function pointOf(frame: Frame, target: Element): Told | null {
  return frame.pointOf(target);
}

export function itemsOf({ title, facts }: Told): powerbi.extensibility.VisualTooltipDataItem[] {
  return facts.map((fact, index) => ({
    displayName: fact.name,
    value: fact.value,
    ...(fact.color === undefined ? {} : { color: fact.color }),
    ...(index === 0 ? { header: title } : {}),
  }));
}

interface Line extends Told {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/** The period nearest to a place in a panel; null outside of all panels. */
export function nearest(
  crosshair: Crosshair,
  { x, y }: { readonly x: number; readonly y: number },
): Line | null {
  const panel = crosshair.panels.find(
    (each) => x >= each.left - 8 && x <= each.right + 8 && y >= each.top && y <= each.bottom,
  );
  if (!panel) return null;
  let best = 0;
  panel.xs.forEach((candidate, index) => {
    if (Math.abs(candidate - x) < Math.abs((panel.xs[best] ?? 0) - x)) best = index;
  });
  const period = crosshair.periods[best];
  const at = panel.xs[best];
  return period === undefined || at === undefined
    ? null
    : { ...period, x: at, top: panel.top, bottom: panel.bottom };
}

function press(frame: Frame, event: KeyboardEvent, actions: Actions): void {
  const points = frame.points();
  const current = (event.target as Element).closest<SVGGElement>("[data-point]");
  const picture = frame.picture;
  if (!current || !picture) return;
  const at = Number(current.getAttribute("data-point"));
  const action = keyAction(event, at, picture.points, actions.rtl);
  if (action.kind === "none") return;
  event.preventDefault();
  event.stopPropagation();
  const here = picture.points[at];
  const box = current.getBoundingClientRect();
  switch (action.kind) {
    case "go": {
      const next = points[action.to];
      if (next) frame.focus(next);
      break;
    }
    case "select":
      if (here) actions.select(here, action.together);
      break;
    case "menu":
      actions.menu(here ?? null, box.left + box.width / 2, box.top + box.height / 2);
      break;
    case "leave":
      actions.leave();
      break;
  }
}

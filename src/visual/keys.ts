import type { Point } from "../charts/picture";

/** What a key does on a point. */
export type KeyAction =
  | { readonly kind: "go"; readonly to: number }
  | { readonly kind: "select"; readonly together: boolean }
  | { readonly kind: "menu" }
  | { readonly kind: "leave" }
  | { readonly kind: "none" };

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/** Arrows go to the neighbour, Home and End to the ends, Enter and Space select, Esc leaves. */
export function keyAction(key: Key, at: number, points: readonly Point[], rtl: boolean): KeyAction {
  const here = points[at];
  if (!here) return { kind: "none" };
  const sideways = rtl ? -1 : 1;
  switch (key.key) {
    case "ArrowRight":
      return go(beside(points, here, sideways) ?? beside(points, here, 0, sideways));
    case "ArrowLeft":
      return go(beside(points, here, -sideways) ?? beside(points, here, 0, -sideways));
    case "ArrowDown":
      return go(beside(points, here, 0, 1));
    case "ArrowUp":
      return go(beside(points, here, 0, -1));
    case "Home":
      return go(0);
    case "End":
      return go(points.length - 1);
    case "Enter":
    case " ":
      return { kind: "select", together: key.ctrlKey || key.shiftKey || key.metaKey };
    case "ContextMenu":
      return { kind: "menu" };
    case "F10":
      return key.shiftKey ? { kind: "menu" } : { kind: "none" };
    case "Escape":
      return { kind: "leave" };
    default:
      return { kind: "none" };
  }
}

function go(to: number | null): KeyAction {
  return to === null ? { kind: "none" } : { kind: "go", to };
}

/** The point so many columns or rows away; in another row the nearest column. */
function beside(points: readonly Point[], from: Point, columns: number, rows = 0): number | null {
  const row = from.row + rows;
  const column = from.column + columns;
  if (rows === 0) {
    const found = points.findIndex((point) => point.row === row && point.column === column);
    return found < 0 ? null : found;
  }
  let nearest: number | null = null;
  let distance = Infinity;
  points.forEach((point, index) => {
    const away = Math.abs(point.column - column);
    if (point.row === row && away < distance) [nearest, distance] = [index, away];
  });
  return nearest;
}

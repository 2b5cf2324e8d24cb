import { mark, textMark, type Mark } from "./mark";

type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * Paper on which x grows in the direction of reading: in a right-to-left language everything that is put
 * down here lands mirrored, so that no chart thinks about it.
 */
export class Sheet {
  constructor(
    readonly width: number,
    readonly rtl: boolean,
  ) {}

  /** The place on the screen of a logical x. */
  x(logical: number): number {
    return this.rtl ? this.width - logical : logical;
  }

  rect(x: number, y: number, width: number, height: number, attributes: Attributes = {}): Mark {
    const left = this.rtl ? this.width - x - width : x;
    return mark("rect", {
      x: left,
      y,
      width: Math.max(0, width),
      height: Math.max(0, height),
      ...attributes,
    });
  }

  line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): Mark {
    return mark("line", { x1: this.x(x1), y1, x2: this.x(x2), y2, ...attributes });
  }

  circle(x: number, y: number, r: number, attributes: Attributes): Mark {
    return mark("circle", { cx: this.x(x), cy: y, r, ...attributes });
  }

  /** `anchor` is where the text stands on x, in the direction of reading. */
  text(x: number, y: number, text: string, anchor: "start" | "middle" | "end", attributes: Attributes): Mark {
    return textMark(text, {
      x: this.x(x),
      y,
      "text-anchor": anchor,
      direction: this.rtl ? "rtl" : undefined,
      ...attributes,
    });
  }
}

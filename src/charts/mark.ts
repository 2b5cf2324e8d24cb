/** The namespace of SVG elements: a name, never fetched. */
export const SVG = "http://www.w3.org/2000/svg";

/** One SVG element as plain data, so that a picture can be tested, painted in a browser or written to a file. */
export interface Mark {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly Mark[];
  readonly text?: string;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function mark(tag: string, attributes: Attributes = {}, ...children: readonly Mark[]): Mark {
  return { tag, attributes: defined(attributes), children };
}

export function textMark(text: string, attributes: Attributes): Mark {
  return { tag: "text", attributes: defined(attributes), children: [], text };
}

function defined(attributes: Attributes): Record<string, string | number> {
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) kept[name] = typeof value === "number" ? round(value) : value;
  }
  return kept;
}

/** Two decimals of a pixel are enough, and keep files small and pictures comparable. */
export function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

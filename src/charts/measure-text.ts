/** Width of a text in pixels at a font size in pixels. */
export type MeasureText = (text: string, fontSize: number, bold?: boolean) => number;

const NARROW = /[ijlftrI.,:;!'|()[\] ]/;
const WIDE = /[mwMW@%]/;
/** CJK, kana, Hangul and full-width forms take a whole em. */
const FULL = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** An estimate for places without a font, such as the command line; a little generous, so nothing overlaps. */
export const estimateText: MeasureText = (text, fontSize, bold = false) => {
  let ems = 0;
  for (const character of text) {
    if (FULL.test(character)) ems += 1;
    else if (NARROW.test(character)) ems += 0.32;
    else if (WIDE.test(character)) ems += 0.88;
    else ems += /[A-Z]/.test(character) ? 0.66 : 0.56;
  }
  return ems * fontSize * (bold ? 1.07 : 1);
};

/** The text, or as much of it as fits followed by "…"; empty where not even that fits. */
export function fit(
  text: string,
  width: number,
  fontSize: number,
  measure: MeasureText,
  bold = false,
): string {
  if (measure(text, fontSize, bold) <= width) return text;
  const characters = Array.from(text);
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const candidate = characters.slice(0, middle).join("").trimEnd() + "…";
    if (measure(candidate, fontSize, bold) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? "" : characters.slice(0, low).join("").trimEnd() + "…";
}

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** The text in at most so many lines, broken between words of any script; what is too much ends with "…". */
export function wrap(
  text: string,
  width: number,
  fontSize: number,
  measure: MeasureText,
  most: number,
  bold = false,
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const { segment, isWordLike } of words.segment(text)) {
    const longer = line + segment;
    // Blanks and full stops stay with what is before them.
    const fits = line === "" || isWordLike !== true || measure(longer, fontSize, bold) <= width;
    if (fits || lines.length + 1 >= most) line = longer;
    else {
      lines.push(line);
      line = segment;
    }
  }
  return [...lines, line].map((each) => fit(each.trim(), width, fontSize, measure, bold));
}

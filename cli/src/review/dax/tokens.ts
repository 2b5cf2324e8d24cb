/** A token of DAX. `text` is what it means: names without their quotes, keywords and functions in capitals. */
export interface Token {
  readonly kind: "number" | "string" | "name" | "quoted" | "column" | "operator" | "unknown";
  readonly text: string;
  /** Position of its first character. */
  readonly at: number;
}

// Sticky patterns, tried in this order at each position.
const SPACE = /(?:\s|\/\/[^\n]*|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const PATTERNS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["string", /"(?:[^"]|"")*(?:"|$)/y],
  ["quoted", /'(?:[^']|'')*(?:'|$)/y],
  ["column", /\[(?:[^\]]|\]\])*(?:\]|$)/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["name", /[\p{L}_@][\p{L}\p{N}_.]*/uy],
  ["operator", /&&|\|\||<>|<=|>=|==|[-+*/^&=<>(){},;:!]/y],
];

/**
 * Tokens of a DAX expression; comments and space are left out. Characters that DAX does not know come as
 * "unknown", one by one; nothing throws.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    SPACE.lastIndex = at;
    const space = SPACE.exec(text);
    if (space) {
      at += space[0].length;
      continue;
    }
    const token = tokenAt(text, at) ?? { kind: "unknown" as const, text: text[at] ?? "", at, length: 1 };
    tokens.push({ kind: token.kind, text: token.text, at });
    at += token.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): (Token & { length: number }) | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: meaning(kind, found), at, length: found.length };
  }
  return undefined;
}

function meaning(kind: Token["kind"], text: string): string {
  if (kind === "string") return text.slice(1).replace(/"$/, "").replace(/""/g, '"');
  if (kind === "quoted") return text.slice(1).replace(/'$/, "").replace(/''/g, "'");
  if (kind === "column") return text.slice(1).replace(/\]$/, "").replace(/\]\]/g, "]").trim();
  return text;
}

/**
 * Reads TMDL (Tabular Model Definition Language) into a tree. The grammar, as far as it is needed: indentation
 * nests; a line is `keyword name`, `keyword name = expression`, `property: value`, `property = expression` or a
 * flag; an expression goes on over deeper lines (two steps for an object's, one for a property's), or between
 * ``` fences; `///` begins a description. Source: learn.microsoft.com/analysis-services/tmdl/tmdl-overview.
 *
 * Limits: references (`ref table X`) are ignored, and expressions are not looked into here.
 */
export interface TmdlNode {
  /** First word of the line: "table", "column", "isHidden", "dataType", … */
  readonly keyword: string;
  /** Name of an object; empty for properties and flags. */
  readonly name: string;
  /** What follows `:` or `=`, expressions in full; undefined for objects without and for flags. */
  readonly value: string | undefined;
  /** Line in the file, from 1; of an expression that begins on the next line, still the declaration's. */
  readonly line: number;
  readonly children: TmdlNode[];
}

export interface TmdlProblem {
  readonly line: number;
  readonly why: string;
}

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

const LINE =
  /^(?<keyword>[A-Za-z][\w.]*)(?:\s+(?<name>'(?:[^']|'')*'(?:\.'(?:[^']|'')*'|\.[^\s:=]+)?|[^\s:='][^:=]*?))?\s*(?:(?<sign>[:=])\s*(?<value>.*))?$/u;

/** The tree of a TMDL document and the lines that were not understood. */
export function readTmdlTree(text: string): { roots: TmdlNode[]; problems: TmdlProblem[] } {
  const lines = linesOf(text);
  const roots: TmdlNode[] = [];
  const problems: TmdlProblem[] = [];
  const open: { indent: number; node: TmdlNode }[] = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    i++;
    if (!line || line.text === "" || line.text.startsWith("//")) continue;
    const match = LINE.exec(line.text)?.groups;
    if (!match?.["keyword"]) {
      problems.push({
        line: line.number,
        why: "The line is no object, property or expression that is known.",
      });
      continue;
    }
    // Below an object's expression stand its properties, one step in; a property has none.
    const deeper = line.indent + (match["name"] === undefined ? 1 : 2);
    const { value, next } = readValue(match["sign"], match["value"], lines, i, deeper);
    i = next;
    const node = {
      keyword: match["keyword"],
      name: unquoteName(match["name"] ?? ""),
      value,
      line: line.number,
      children: [],
    };
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= line.indent) open.pop();
    (open.at(-1)?.node.children ?? roots).push(node);
    open.push({ indent: line.indent, node });
  }
  return { roots, problems };
}

function linesOf(text: string): Line[] {
  const raw = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  const steps = raw.map((line) => /^ +(?=\S)/.exec(line)?.[0].length ?? 0).filter((spaces) => spaces > 0);
  // Reduced, not spread: a file may have more lines than a call may have arguments.
  const unit = steps.reduce((least, spaces) => Math.min(least, spaces), 4);
  return raw.map((line, i) => {
    const lead = /^[\t ]*/.exec(line)?.[0] ?? "";
    const tabs = lead.split("\t").length - 1;
    return {
      number: i + 1,
      indent: tabs + Math.floor((lead.length - tabs) / unit),
      text: line.slice(lead.length).trimEnd(),
    };
  });
}

/** The value of a line: what stands on it, and the deeper lines of an expression that goes on. */
function readValue(
  sign: string | undefined,
  first: string | undefined,
  lines: readonly Line[],
  from: number,
  deeper: number,
): { value: string | undefined; next: number } {
  if (sign === undefined) return { value: undefined, next: from };
  const start = (first ?? "").trim();
  if (sign === ":") return { value: start, next: from };
  if (start === "```") return readFenced(lines, from);
  const parts = start === "" ? [] : [start];
  let next = from;
  // A blank line belongs to the expression only if more of it follows.
  for (let i = from; i < lines.length; i++) {
    const line = lines[i];
    if (!line || (line.text !== "" && line.indent < deeper)) break;
    if (line.text === "") continue;
    for (; next < i; next++) parts.push(lines[next]?.text ?? "");
    parts.push(line.text);
    next = i + 1;
  }
  return { value: parts.join("\n"), next };
}

function readFenced(lines: readonly Line[], from: number): { value: string; next: number } {
  const end = lines.findIndex((line, i) => i >= from && line.text === "```");
  const stop = end < 0 ? lines.length : end;
  return {
    value: lines
      .slice(from, stop)
      .map((line) => line.text)
      .join("\n"),
    next: stop + 1,
  };
}

/** `'It''s'` → `It's`. Two-part names (`'A'.'B'`) are left for `splitName`. */
function unquoteName(name: string): string {
  const whole = /^'((?:[^']|'')*)'$/.exec(name);
  return whole?.[1] === undefined ? name : whole[1].replace(/''/g, "'");
}

/** The table and column of `Table.Column`, each perhaps in quotes. */
export function splitName(text: string): { table: string; column: string } {
  const match = /^(?:'((?:[^']|'')*)'|([^.']+))\.(?:'((?:[^']|'')*)'|(.+))$/.exec(text.trim());
  const plain = (quoted: string | undefined, bare: string | undefined): string =>
    quoted?.replace(/''/g, "'") ?? bare ?? "";
  return { table: plain(match?.[1], match?.[2]), column: plain(match?.[3], match?.[4]) };
}

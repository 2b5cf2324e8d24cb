import { DefaultSettings, Language, TaskUtils } from "@microsoft/powerquery-parser";
import { inflateSync } from "fflate";
import type { Json } from "../source/json";

type Node = Language.Ast.TNode;
const { NodeKind } = Language.Ast;

/** What a Power Query expression does that matters here. Lines are counted from 0 within the expression. */
export interface QueryFacts {
  /** Calls of VivaInsights.Data and the API type that they ask for, where it is written out. */
  readonly insights: readonly { readonly apiType: string | undefined; readonly line: number }[];
  /** Lines of texts that hold e-mail addresses. */
  readonly emails: readonly number[];
  /** Data typed into the query: rows that are not empty, and whether they hold e-mail addresses. */
  readonly typed: readonly TypedData[];
  /** Names that it refers to: other queries, functions, parameters. */
  readonly names: ReadonlySet<string>;
}

export interface TypedData {
  readonly line: number;
  readonly rows: number;
  readonly hasEmail: boolean;
}

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,5}\.\p{L}{2,24}/gu;
/** Example addresses of documentation (RFC 2606, and the companies that Microsoft's use) are no one's. */
const NO_ONES =
  /@([\w.-]*\.)?(example\.(com|org|net)|(contoso|fabrikam|northwind|adventure-works)\.(com|onmicrosoft\.com)|[\w-]+\.(example|test|invalid))\b/i;

/** Longer queries are not parsed: the parser's time grows with them. */
const LONGEST = 4_000_000;

/**
 * Parses Power Query by Microsoft's own parser and looks at its tree.
 * @returns undefined where the parser does not understand it.
 */
export async function readQuery(expression: string): Promise<QueryFacts | undefined> {
  if (expression.length > LONGEST) return undefined;
  try {
    const task = await TaskUtils.tryLexParse(DefaultSettings, expression);
    if (!TaskUtils.isParseStageOk(task)) return undefined;
    return factsOf([...task.nodeIdMapCollection.astNodeById.values()]);
  } catch {
    // Too deep for the parser's stack.
    return undefined;
  }
}

function factsOf(nodes: readonly Node[]): QueryFacts {
  const insights: { apiType: string | undefined; line: number }[] = [];
  const emails: number[] = [];
  const typed: TypedData[] = [];
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.kind === NodeKind.IdentifierExpression) names.add(plainName(node.identifier.literal));
    else if (node.kind === NodeKind.LiteralExpression && holdsEmail(node.literal)) emails.push(lineOf(node));
    else if (node.kind === NodeKind.RecursivePrimaryExpression) {
      const call = callOf(node);
      if (call?.name === "VivaInsights.Data")
        insights.push({ apiType: apiTypeIn(call.args), line: lineOf(node) });
      const data = call && typedIn(call.name, call.args, lineOf(node));
      if (data && data.rows > 0) typed.push(data);
    }
  }
  return { insights, emails, typed, names };
}

function lineOf(node: Node): number {
  return node.tokenRange.positionStart.lineNumber;
}

/** `#"Two words"` → `Two words`. */
function plainName(literal: string): string {
  const quoted = /^#"(.*)"$/s.exec(literal);
  return quoted?.[1]?.replace(/""/g, '"') ?? literal;
}

function holdsEmail(text: string): boolean {
  if (text.length > 100_000 || !text.includes("@")) return false;
  return [...text.matchAll(EMAIL)].some(([address]) => !NO_ONES.test(address));
}

interface Call {
  readonly name: string;
  readonly args: readonly Node[];
}

function callOf(node: Language.Ast.RecursivePrimaryExpression): Call | undefined {
  const [first] = node.recursiveExpressions.elements;
  if (node.head.kind !== NodeKind.IdentifierExpression || first?.kind !== NodeKind.InvokeExpression)
    return undefined;
  return { name: node.head.identifier.literal, args: first.content.elements.map((element) => element.node) };
}

/** `APIType = "Row-level data"` in the options; undefined where it is left out or not written as text. */
function apiTypeIn(args: readonly Node[]): string | undefined {
  const options = args.find((arg) => arg.kind === NodeKind.RecordExpression);
  if (options?.kind !== NodeKind.RecordExpression) return undefined;
  for (const { node } of options.content.elements) {
    if (node.key.literal.toLowerCase() !== "apitype") continue;
    return node.value.kind === NodeKind.LiteralExpression ? textOf(node.value.literal) : undefined;
  }
  return undefined;
}

function textOf(literal: string): string {
  return literal.replace(/^"|"$/g, "").replace(/""/g, '"');
}

/** Tables whose rows are written into the query: typed in, or stored by "Enter data". */
function typedIn(name: string, args: readonly Node[], line: number): TypedData | undefined {
  if (name === "Binary.FromText") return enteredData(args[0], line);
  const rows =
    name === "#table" ? args[1] : /^Table\.From(Rows|Records|List)$/.test(name) ? args[0] : undefined;
  if (rows?.kind !== NodeKind.ListExpression) return undefined;
  const written = rows.content.elements.filter((element) => holdsConstant(element.node));
  return { line, rows: written.length, hasEmail: false };
}

/** A row that is only computed (the time of a refresh) is no data that was typed in. */
function holdsConstant(node: Node): boolean {
  if (node.kind === NodeKind.LiteralExpression) return !/^(null|true|false|"")$/i.test(node.literal);
  if (node.kind === NodeKind.ListExpression)
    return node.content.elements.some((element) => holdsConstant(element.node));
  if (node.kind === NodeKind.RecordExpression)
    return node.content.elements.some((element) => holdsConstant(element.node.value));
  return false;
}

/** "Enter data" is stored as base64 of deflated JSON: a list of rows. */
function enteredData(literal: Node | undefined, line: number): TypedData | undefined {
  if (literal?.kind !== NodeKind.LiteralExpression) return undefined;
  const packed = Buffer.from(textOf(literal.literal), "base64");
  try {
    const room = new Uint8Array(Math.min(packed.length * 1100 + 1024, 32 * 2 ** 20));
    const json = JSON.parse(new TextDecoder().decode(inflateSync(packed, { out: room }))) as Json;
    if (!Array.isArray(json)) return undefined;
    const rows = (json as Json[]).filter((row) => JSON.stringify(row).replace(/[[\]",\s]|null/g, "") !== "");
    return { line, rows: rows.length, hasEmail: rows.some((row) => holdsEmail(JSON.stringify(row))) };
  } catch {
    return undefined;
  }
}

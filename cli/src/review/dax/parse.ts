import type { Dax } from "./syntax";
import { tokenize, type Token } from "./tokens";

/** The expression is not understood; `at` is the position of the character where. */
export class DaxError extends Error {
  constructor(readonly at: number) {
    super(`not understood at character ${at + 1}`);
  }
}

/** Binding strength of the operators, weakest first (learn.microsoft.com/dax/dax-operator-reference). */
const STRENGTH: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "=": 3,
  "==": 3,
  "<>": 3,
  "<": 3,
  ">": 3,
  "<=": 3,
  ">=": 3,
  IN: 3,
  "&": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "^": 7,
};

/** Deeper than any expression that a person writes; guards the stack. */
const DEEPEST = 250;

/**
 * Parses a DAX scalar or table expression as models store it (arguments parted by commas).
 *
 * Limits: queries (EVALUATE, DEFINE) and type annotations of functions' parameters are not part of it.
 * @throws DaxError where it is not understood.
 */
export function parseDax(text: string): Dax {
  const parser = new Parser(tokenize(text), text.length);
  const dax = parser.expression();
  parser.end();
  return dax;
}

class Parser {
  #next = 0;
  #depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly length: number,
  ) {}

  end(): void {
    if (this.#peek()) throw this.#error();
  }

  expression(): Dax {
    if (this.#isWord("VAR")) return this.#variables();
    return this.#binary(0);
  }

  #variables(): Dax {
    const variables: { name: string; is: Dax }[] = [];
    while (this.#isWord("VAR")) {
      this.#next++;
      const name = this.#take();
      if (name.kind !== "name") throw this.#error(name);
      this.#expect("=");
      variables.push({ name: name.text, is: this.#guarded(() => this.expression()) });
    }
    if (!this.#isWord("RETURN")) throw this.#error();
    this.#next++;
    return { kind: "let", variables, result: this.#guarded(() => this.expression()) };
  }

  #binary(weakest: number): Dax {
    let left = this.#guarded(() => this.#unary());
    for (let token = this.#peek(); token; token = this.#peek()) {
      const operator = token.kind === "operator" ? token.text : token.text.toUpperCase();
      const strength = token.kind === "operator" || this.#isWord("IN") ? STRENGTH[operator] : undefined;
      if (strength === undefined || strength <= weakest) break;
      this.#next++;
      const right = this.#guarded(() => this.#binary(strength));
      left = { kind: "binary", operator, left, right, at: token.at };
    }
    return left;
  }

  #unary(): Dax {
    const token = this.#peek();
    const isSign = token?.kind === "operator" && /^[-+!]$/.test(token.text);
    // NOT may be written as an operator or, with its bracket, as a function: both mean the same.
    if (token && (isSign || this.#isWord("NOT"))) {
      this.#next++;
      const of = isSign ? this.#guarded(() => this.#unary()) : this.#guarded(() => this.#binary(2));
      return { kind: "unary", operator: isSign ? token.text : "NOT", of };
    }
    return this.#primary();
  }

  #primary(): Dax {
    const token = this.#take();
    switch (token.kind) {
      case "number":
        return { kind: "number", value: Number(token.text) };
      case "string":
        return { kind: "text", value: token.text };
      case "column":
        return { kind: "reference", table: undefined, name: token.text, at: token.at };
      case "quoted":
        return this.#tableOrColumn(token);
      case "name":
        return this.#named(token);
      default:
        if (token.text === "(") return this.#bracketed(")");
        if (token.text === "{") return this.#bracketed("}");
        throw this.#error(token);
    }
  }

  #tableOrColumn(token: Token): Dax {
    const next = this.#peek();
    if (next?.kind !== "column") return { kind: "name", name: token.text, at: token.at };
    this.#next++;
    return { kind: "reference", table: token.text, name: next.text, at: token.at };
  }

  #named(token: Token): Dax {
    const next = this.#peek();
    if (next?.kind === "string" && token.text.toLowerCase() === "dt") {
      this.#next++;
      return { kind: "text", value: next.text };
    }
    if (next?.text !== "(" || next.kind !== "operator") return this.#tableOrColumn(token);
    this.#next++;
    return { kind: "call", function: token.text.toUpperCase(), args: this.#items(")"), at: token.at };
  }

  /** `(a)` is a; `(a, b)` a tuple; `{a, b}` a table. */
  #bracketed(close: ")" | "}"): Dax {
    const items = this.#items(close);
    const [only] = items;
    return close === ")" && items.length === 1 && only ? only : { kind: "list", items };
  }

  #items(close: ")" | "}"): Dax[] {
    const items: Dax[] = [];
    if (this.#accept(close)) return items;
    for (;;) {
      const next = this.#peek();
      const isLeftOut = next?.kind === "operator" && (next.text === "," || next.text === close);
      items.push(isLeftOut ? { kind: "empty" } : this.#guarded(() => this.#item()));
      if (this.#accept(close)) return items;
      this.#expect(",");
    }
  }

  /** An argument; ordering words may follow it (`ORDERBY ( [x] DESC )`). */
  #item(): Dax {
    const item = this.expression();
    while (
      /^(ASC|DESC|BLANKS|FIRST|LAST|DEFAULT)$/i.test(this.#peek()?.text ?? "") &&
      this.#peek()?.kind === "name"
    )
      this.#next++;
    return item;
  }

  #guarded(read: () => Dax): Dax {
    if (++this.#depth > DEEPEST) throw this.#error();
    const dax = read();
    this.#depth--;
    return dax;
  }

  #peek(): Token | undefined {
    return this.tokens[this.#next];
  }

  #take(): Token {
    const token = this.#peek();
    if (!token) throw this.#error();
    this.#next++;
    return token;
  }

  #isWord(word: string): boolean {
    const token = this.#peek();
    return token?.kind === "name" && token.text.toUpperCase() === word;
  }

  #accept(operator: string): boolean {
    const token = this.#peek();
    if (token?.kind !== "operator" || token.text !== operator) return false;
    this.#next++;
    return true;
  }

  #expect(operator: string): void {
    if (!this.#accept(operator)) throw this.#error();
  }

  #error(token: Token | undefined = this.#peek()): DaxError {
    return new DaxError(token?.at ?? this.length);
  }
}

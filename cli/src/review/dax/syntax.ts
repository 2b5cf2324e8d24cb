/** A DAX expression as a tree. */
export type Dax =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  /** `Table[Column]`, `[Measure]` or `[Column]`: which of them, the model says. */
  | {
      readonly kind: "reference";
      readonly table: string | undefined;
      readonly name: string;
      readonly at: number;
    }
  /** A table, a variable or a bare word such as ASC. */
  | { readonly kind: "name"; readonly name: string; readonly at: number }
  | { readonly kind: "call"; readonly function: string; readonly args: readonly Dax[]; readonly at: number }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Dax;
      readonly right: Dax;
      readonly at: number;
    }
  | { readonly kind: "unary"; readonly operator: string; readonly of: Dax }
  | { readonly kind: "list"; readonly items: readonly Dax[] }
  | {
      readonly kind: "let";
      readonly variables: readonly { readonly name: string; readonly is: Dax }[];
      readonly result: Dax;
    }
  | { readonly kind: "empty" };

/** The parts of which an expression is made. */
export function partsOf(dax: Dax): readonly Dax[] {
  switch (dax.kind) {
    case "call":
      return dax.args;
    case "binary":
      return [dax.left, dax.right];
    case "unary":
      return [dax.of];
    case "list":
      return dax.items;
    case "let":
      return [...dax.variables.map((variable) => variable.is), dax.result];
    default:
      return [];
  }
}

/** Every part, itself first. */
export function* everyPart(dax: Dax): Generator<Dax> {
  yield dax;
  for (const part of partsOf(dax)) yield* everyPart(part);
}

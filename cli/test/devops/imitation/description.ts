import { existsSync, readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";

const FOLDER = new URL("../../../../../shared/data/azure-devops/", import.meta.url);
const FILES = ["core", "git", "build", "workItemTracking", "graph"].map((name) => `${name}-7.1.json`);

/** The reason for a skipped test, or false. */
export const NO_DESCRIPTION: string | false = existsSync(new URL(FILES[0] ?? "", FOLDER))
  ? false
  : "../shared/data/azure-devops is not beside the project";

type Json = Record<string, unknown>;

interface Operation {
  readonly method: string;
  readonly file: string;
  readonly pattern: RegExp;
  readonly template: string;
  readonly query: ReadonlyMap<string, Json>;
  readonly answer: Json;
}

/**
 * What the descriptions (Swagger 2.0, texts left out) do not mean literally:
 * "additionalProperties": {"type":"object"} and a bare object stand for anything (.NET's Object); the values of a
 * stream are items of the type that the operation is of; and every list travels as {"count", "value"}.
 */
function meant(node: unknown, stream: Json | true, key = ""): unknown {
  if (Array.isArray(node)) return node.map((entry) => meant(entry, stream));
  if (typeof node !== "object" || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([name, value]) => [name, meant(value, stream, name)]),
  ) as Json;
  if (key === "additionalProperties" && copy["type"] === "object" && Object.keys(copy).length === 1)
    return true;
  if (copy["type"] === "string" && copy["format"] === "T") return stream;
  return copy;
}

/** The descriptions as checks of requests and answers. */
export class Description {
  private readonly ajv = new Ajv2019({ strict: false, allErrors: true });
  private readonly operations: Operation[] = [];

  constructor() {
    addFormats(this.ajv);
    this.ajv.addFormat("int16", {
      type: "number",
      validate: (n) => Number.isInteger(n) && Math.abs(n) < 32_768,
    });
    for (const file of FILES) {
      // Only the work item service streams something that is used here.
      const stream = file.startsWith("workItem") ? { $ref: "#/definitions/WorkItem" } : true;
      const document = meant(JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")), stream) as Json;
      this.ajv.addSchema({ definitions: document["definitions"] }, file);
      for (const part of ["paths", "x-ms-paths"]) this.add(file, document[part] as Json | undefined);
    }
  }

  /** What is wrong with a request; undefined when the descriptions have no such operation. */
  request(
    method: string,
    path: string,
    query: URLSearchParams,
  ): { operation: Operation; errors: string[] } | undefined {
    const found = this.operations
      .filter((operation) => operation.method === method && operation.pattern.test(path))
      // An operation whose query fits goes first: some paths are described twice.
      .map((operation) => ({ operation, errors: this.queryErrors(operation, query) }))
      .sort((a, b) => a.errors.length - b.errors.length);
    return found[0];
  }

  /** What is wrong with an answer of success. */
  answerErrors({ answer, file }: Operation, body: unknown): string[] {
    const schema = answer["schema"] as Json;
    const local = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${file}#/`)) as Json;
    const list = local["type"] === "array";
    const { value, count } = body as { value?: unknown[]; count?: number };
    if (list && (!Array.isArray(value) || count !== value.length)) return ["no list with its count"];
    return this.ajv.validate(local, list ? value : body) ? [] : [this.ajv.errorsText()];
  }

  private queryErrors(operation: Operation, query: URLSearchParams): string[] {
    const errors: string[] = [];
    for (const [name, text] of query) {
      const schema = operation.query.get(name);
      if (schema === undefined) {
        errors.push(`unknown query parameter ${name}`);
        continue;
      }
      const numeric = schema["type"] === "integer";
      const value = numeric ? Number(text) : schema["type"] === "boolean" ? text === "true" : text;
      const { type, enum: allowed } = schema;
      const checked = allowed === undefined ? { type } : { enum: allowed };
      // The library sends members of an enumeration by their number.
      if (allowed !== undefined && /^\d+$/.test(text)) continue;
      if (!this.ajv.validate(checked, value)) errors.push(`${name}: ${this.ajv.errorsText()}`);
    }
    for (const [name, schema] of operation.query) {
      if (schema["required"] === true && !query.has(name)) errors.push(`${name} is missing`);
    }
    return errors;
  }

  private add(file: string, paths: Json | undefined): void {
    for (const [template, methods] of Object.entries(paths ?? {})) {
      for (const [method, operation] of Object.entries(methods as Record<string, Json>)) {
        if (method === "parameters") continue;
        const parameters = (operation["parameters"] ?? []) as Json[];
        const inQuery = parameters.filter((p) => p["in"] === "query");
        const version = ["api-version", { type: "string" }] as const;
        this.operations.push({
          method: method.toUpperCase(),
          file,
          template,
          pattern: patternOf(template.split("?")[0] ?? ""),
          query: new Map([...inQuery.map((p) => [String(p["name"]), p] as const), version]),
          answer: ((operation["responses"] as Json)["200"] ?? {}) as Json,
        });
      }
    }
  }
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\{\w+\}/g, "[^/]+")}/?$`, "i");
}

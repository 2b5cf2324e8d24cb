import { existsSync, readFileSync } from "node:fs";
import { Ajv2019, type ValidateFunction } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";

const FILE = new URL(
  "../../../../../shared/data/power-bi-rest/goals-datasets-reports.openapi3.json",
  import.meta.url,
);

/** The reason for a skipped test, or false. */
export const NO_DESCRIPTION: string | false = existsSync(FILE)
  ? false
  : "../shared/data/power-bi-rest is not beside the project";

type Json = Record<string, unknown>;

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: boolean;
  readonly schema: Json;
}

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
  readonly parameters: readonly Parameter[];
  readonly body: ValidateFunction | undefined;
  readonly answers: ReadonlyMap<string, ValidateFunction | undefined>;
}

export interface Match {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
}

/** A property that the description does not know is an error too: that is how a misspelt field is found. */
function closed(document: Json): Json {
  const inherited = new Set(
    [...JSON.stringify(document).matchAll(/"allOf":(\[(?:[^[\]]|\[[^\]]*\])*\])/g)].flatMap((m) =>
      [...(m[1] ?? "").matchAll(/"\$ref":"([^"]+)"/g)].map((r) => r[1] ?? ""),
    ),
  );
  const close = (node: unknown, pointer: string): unknown => {
    if (Array.isArray(node)) return node.map((entry, i) => close(entry, `${pointer}/${String(i)}`));
    if (typeof node !== "object" || node === null) return node;
    const entries = Object.entries(node).map(
      ([key, value]) => [key, close(value, `${pointer}/${key}`)] as const,
    );
    const copy = Object.fromEntries(entries) as Json;
    const isSchema = typeof copy["properties"] === "object" || Array.isArray(copy["allOf"]);
    const isPart = inherited.has(pointer) || /\/allOf\/\d+$/.test(pointer);
    if (isSchema && !isPart && !/\/properties$/.test(pointer) && copy["additionalProperties"] === undefined) {
      copy["unevaluatedProperties"] = false;
    }
    return copy;
  };
  return close(document, "#") as Json;
}

/** Microsoft's description of the service, as checks of requests and answers. */
export class Description {
  readonly operations: readonly Operation[];
  private readonly ajv = new Ajv2019({ strict: false, allErrors: true });

  constructor() {
    addFormats(this.ajv);
    const document = closed(JSON.parse(readFileSync(FILE, "utf8")) as Json);
    this.ajv.addSchema(document, "description");
    const paths = document["paths"] as Record<string, Record<string, Json>>;
    this.operations = Object.entries(paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, operation]) =>
        this.operation(document, template, method.toUpperCase(), operation),
      ),
    );
  }

  /** The operation that a request is of; undefined when the description has none. */
  match(method: string, path: string): Match | undefined {
    const found = this.operations
      .filter((operation) => operation.method === method && operation.pattern.test(path))
      .sort((a, b) => b.template.length - a.template.length)[0];
    if (found === undefined) return undefined;
    const groups = found.pattern.exec(path)?.groups ?? {};
    const entries = Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)] as const);
    return { operation: found, path: Object.fromEntries(entries) };
  }

  /** What is wrong with a request; empty when nothing is. */
  requestErrors(match: Match, query: URLSearchParams, body: unknown): string[] {
    const { operation } = match;
    const errors: string[] = [];
    for (const parameter of operation.parameters) {
      const text =
        parameter.in === "path" ? match.path[parameter.name] : (query.get(parameter.name) ?? undefined);
      if (text === undefined) {
        if (parameter.required) errors.push(`${parameter.name} is missing`);
        continue;
      }
      const value = parameter.schema["type"] === "integer" ? Number(text) : text;
      if (!this.ajv.validate(parameter.schema, value))
        errors.push(`${parameter.name}: ${this.ajv.errorsText()}`);
    }
    const known = new Set(operation.parameters.filter((p) => p.in === "query").map((p) => p.name));
    // A link to the next page is the service's own: what it carries is not in the description.
    known.add("$skiptoken");
    for (const name of query.keys()) if (!known.has(name)) errors.push(`unknown query parameter ${name}`);
    if (operation.body === undefined) {
      if (body !== undefined) errors.push("a body that the description does not have");
    } else if (!operation.body(body)) {
      errors.push(...this.bodyErrors(operation, body));
    }
    return errors;
  }

  /** What is wrong with an answer of success; empty when nothing is. */
  answerErrors(operation: Operation, status: number, body: unknown): string[] {
    if (!operation.answers.has(String(status))) return [`status ${String(status)} is not described`];
    const validate = operation.answers.get(String(status));
    if (validate === undefined)
      return body === undefined ? [] : ["a body that the description does not have"];
    return validate(body) ? [] : [this.ajv.errorsText(validate.errors)];
  }

  private bodyErrors(operation: Operation, body: unknown): string[] {
    const errors = operation.body?.errors ?? [];
    return errors
      .filter((error) => !isEnhancedRefresh(operation.id, body, error.params as Json))
      .map((error) => `${error.instancePath} ${error.message ?? ""} ${JSON.stringify(error.params)}`);
  }

  private operation(document: Json, template: string, method: string, operation: Json): Operation {
    const parameters = ((operation["parameters"] ?? []) as Json[]).map((p) => {
      const name = typeof p["$ref"] === "string" ? p["$ref"].split("/").at(-1) : undefined;
      const all = (document["components"] as Json)["parameters"] as Record<string, Parameter>;
      return name === undefined ? (p as unknown as Parameter) : (all[name] as Parameter);
    });
    const answers = Object.entries(operation["responses"] as Record<string, Json>).map(
      ([status, answer]) => [status, this.validator(answer)] as const,
    );
    const body = operation["requestBody"] as Json | undefined;
    return {
      id: String(operation["operationId"]),
      method,
      template,
      pattern: patternOf(template),
      parameters,
      body: body === undefined ? undefined : this.validator(body),
      answers: new Map(answers),
    };
  }

  private validator(part: Json): ValidateFunction | undefined {
    const content = part["content"] as Record<string, Json> | undefined;
    const schema = content?.["application/json"]?.["schema"] as Json | undefined;
    if (schema === undefined) return undefined;
    const local = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"description#/');
    return this.ajv.compile(JSON.parse(local) as Json);
  }
}

/**
 * The one exception. The description marks notifyOption as required and says in its text that it is "not
 * applicable to enhanced refreshes", which the service refuses it in.
 */
function isEnhancedRefresh(id: string, body: unknown, params: Json): boolean {
  return (
    id === "Datasets_RefreshDatasetInGroup" &&
    params["missingProperty"] === "notifyOption" &&
    typeof body === "object" &&
    body !== null &&
    Object.keys(body).length > 0
  );
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, "(?<$1>[^/()]+)")}$`);
}

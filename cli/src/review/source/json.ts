/** What JSON.parse gives. Objects are only ever read through `field`, which looks at own properties. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** An object; neither a list nor null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at the end of a path of names; undefined where a step is missing. `__proto__` is a name like any. */
export function field(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let at = value;
  for (const name of path) {
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

/** The text at the end of a path; undefined where there is none. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = field(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The finite number at the end of a path; undefined where there is none. */
export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = field(value, ...path);
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}

/** The list at the end of a path; empty where there is none. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = field(value, ...path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

/** Text that is written as one string or as a list of lines (model.bim does both). */
export function linesAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = field(value, ...path);
  if (typeof found === "string") return found;
  if (!Array.isArray(found)) return undefined;
  return (found as readonly Json[]).filter((line) => typeof line === "string").join("\n");
}

/** The names and values of an object; none of anything else. */
export function entriesOf(value: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : [];
}

/** One step of a JSON pointer (RFC 6901), escaped. */
export function step(name: string | number): string {
  return `/${String(name).replace(/~/g, "~0").replace(/\//g, "~1")}`;
}

/** The line, from 1, on which the value that `pointer` names begins; the deepest step that is found counts. */
export function lineOfPointer(text: string, pointer: string): number {
  const steps = pointer
    .split("#")[0]
    ?.split("/")
    .slice(1)
    .map((s) => s.replace(/~1/g, "/").replace(/~0/g, "~"));
  let at = skipSpace(text, 0);
  for (const name of steps ?? []) {
    const next = enter(text, at, name);
    if (next < 0) break;
    at = next;
  }
  return countLines(text, at);
}

function countLines(text: string, end: number): number {
  let lines = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < end; i = text.indexOf("\n", i + 1)) lines++;
  return lines;
}

/** Position of the member or element `name` of the value that begins at `at`; -1 when it has none. */
function enter(text: string, at: number, name: string): number {
  const open = text[at];
  if (open !== "{" && open !== "[") return -1;
  let i = skipSpace(text, at + 1);
  for (let index = 0; i < text.length && text[i] !== "}" && text[i] !== "]"; index++) {
    let key = String(index);
    if (open === "{") {
      const end = skipValue(text, i);
      key = unquote(text.slice(i, end));
      i = skipSpace(text, skipSpace(text, end) + 1);
    }
    if (key === name) return i;
    i = skipSpace(text, skipValue(text, i));
    if (text[i] === ",") i = skipSpace(text, i + 1);
  }
  return -1;
}

function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

function skipSpace(text: string, from: number): number {
  let i = from;
  while (i < text.length && /\s|\ufeff/.test(text[i] ?? "")) i++;
  return i;
}

function skipValue(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
      if (depth === 0) return i + 1;
    } else if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") {
      if (depth === 0) return i;
      if (--depth === 0) return i + 1;
    } else if (depth === 0 && (c === "," || c === "\n" || c === " ")) return i;
  }
  return text.length;
}

// What certification forbids in a packaged visual, looked for in the package itself. The tools' own audit
// finds only fetch, eval and XMLHttpRequest, and exits 0 when it does.
import { strFromU8, unzipSync } from "fflate";
import ts from "typescript";

/** Names that reach a network or run code from text, wherever they stand in the script. */
const WAYS_OUT = new Set([
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "RTCPeerConnection",
  "EventSource",
  "sendBeacon",
  "importScripts",
  "Worker",
  "SharedWorker",
  "serviceWorker",
  "eval",
]);
/** A visual is loaded anew with every report page: all languages included, it stays this small. */
const MOST_BYTES = 120 * 1024;
/** Names that put text into the page as markup, or reach beyond the visual. */
const MARKUP = new Set([
  "innerHTML",
  "outerHTML",
  "insertAdjacentHTML",
  "createContextualFragment",
  "setHTMLUnsafe",
]);
const DOCUMENT = new Set(["write", "writeln", "cookie", "domain"]);
const LOADERS = new Set(["script", "iframe", "object", "embed", "link"]);

/** The messages that pbiviz printed at one level ("error" or "warn"), from both its streams. */
function messages(output, level) {
  const text = output.replace(/\u001b\[[0-9;]*m/g, "");
  return [...text.matchAll(new RegExp(`^\\s*${level}\\s+(.*\\S)\\s*$`, "gm"))].map((match) => match[1]);
}

/**
 * Lists what the pbiviz tool reported as an error without failing for it.
 * @param {string} output both streams of `pbiviz package`
 */
export function problemsInOutput(output) {
  return messages(output, "error").map((message) => `pbiviz: ${message}`);
}

/** Recommended features that the tool did not find: for the reader, not a reason to refuse. */
export function adviceInOutput(output) {
  return messages(output, "warn").filter((message) => message.includes("https://"));
}

/**
 * Unpacks a .pbiviz.
 * @param {Uint8Array} bytes the file
 * @returns the parsed package.json and resource, or a problem
 */
export function unpack(bytes) {
  const files = unzipSync(bytes);
  const manifest = JSON.parse(strFromU8(files["package.json"] ?? new Uint8Array()) || "null");
  const path = manifest?.resources?.[0]?.file;
  if (!path || !files[path]) throw new Error("the package has no resource");
  return { manifest, resource: JSON.parse(strFromU8(files[path])) };
}

function isFunctionFromText(node, name) {
  if (name !== "Function") return false;
  const parent = node.parent;
  const called = ts.isCallExpression(parent) || ts.isNewExpression(parent);
  return called && parent.expression === node;
}

function callProblem(node) {
  const callee = node.expression;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return "import()";
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.text;
  const first = node.arguments?.[0];
  const text = first && ts.isStringLiteralLike(first) ? first.text : undefined;
  if ((name === "setTimeout" || name === "setInterval") && text !== undefined) return `${name} with text`;
  if (name === "constructor" && text !== undefined) return "a function made from text";
  if (/^createElement(NS)?$/.test(name ?? "")) {
    const tag = node.arguments.at(-1);
    if (tag && ts.isStringLiteralLike(tag) && LOADERS.has(tag.text.toLowerCase())) return `<${tag.text}>`;
  }
  return undefined;
}

function nameProblem(node) {
  const name = node.text;
  if (WAYS_OUT.has(name) || MARKUP.has(name)) return name;
  if (ts.isIdentifier(node) && isFunctionFromText(node, name)) return "new Function";
  if (ts.isIdentifier(node) && name === "Image" && ts.isNewExpression(node.parent)) return "new Image";
  const owner = node.parent;
  if (
    DOCUMENT.has(name) &&
    ts.isPropertyAccessExpression(owner) &&
    owner.expression.getText() === "document"
  ) {
    return `document.${name}`;
  }
  return undefined;
}

/** Lists the ways out to a network or to code from text in a script, each once. */
export function waysOut(script) {
  const source = ts.createSourceFile("visual.js", script, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found = new Set();
  const visit = (node) => {
    const isName = ts.isIdentifier(node) || ts.isStringLiteralLike(node);
    const problem =
      ts.isCallExpression(node) || ts.isNewExpression(node)
        ? callProblem(node)
        : isName
          ? nameProblem(node)
          : undefined;
    if (problem) found.add(problem);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found].sort().map((name) => `the packaged script uses ${name}`);
}

function styleProblems(css) {
  const outside = /@import|url\(\s*["']?(?!data:)/i.exec(css);
  return outside ? ["the packaged style loads something from outside"] : [];
}

function manifestProblems(resource) {
  const { visual = {}, capabilities = {}, author = {} } = resource;
  const problems = [];
  if (!Array.isArray(capabilities.privileges)) problems.push("capabilities.json has no privileges list");
  else if (capabilities.privileges.length > 0) problems.push("the visual asks for privileges");
  for (const field of ["name", "displayName", "guid", "description", "supportUrl", "gitHubUrl"]) {
    if (!visual[field]) problems.push(`pbiviz.json has no visual.${field}`);
  }
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(visual.version ?? ""))
    problems.push("the version does not have four parts");
  if (!author.name || !author.email) problems.push("pbiviz.json has no author name or email");
  if ((resource.externalJS ?? []).length > 0) problems.push("the package names external scripts");
  return problems;
}

/** Lists everything in a packaged visual that certification forbids; an empty list means that it may go out. */
export function problemsInPackage(bytes) {
  const tooLarge = bytes.length > MOST_BYTES ? ["the package is larger than 120 KB"] : [];
  let resource;
  try {
    ({ resource } = unpack(bytes));
  } catch (error) {
    return [`the package cannot be read: ${error.message}`];
  }
  const content = resource.content ?? {};
  if (!content.js) return ["the package has no script"];
  return [
    ...tooLarge,
    ...manifestProblems(resource),
    ...waysOut(content.js),
    ...styleProblems(content.css ?? ""),
  ];
}

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { problemsInOutput, problemsInPackage, waysOut } from "../../scripts/lib/package-checks.mjs";
import { packageVisual } from "../../scripts/lib/package-visual.mjs";

const root = join(import.meta.dirname, "..", "..");
const SOURCES = [
  "src",
  "style",
  "stringResources",
  "assets",
  "capabilities.json",
  "pbiviz.json",
  "package.json",
  "tsconfig.json",
];

interface Resource {
  content: { js: string; css: string };
  capabilities: { privileges?: unknown[] };
  stringResources: Record<string, unknown>;
  visual: Record<string, string>;
}

/** A copy of the project that may be spoilt. */
function projectCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), "quorum-package-"));
  for (const name of SOURCES) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Each way out to a network or to code from text, as somebody might write it, and how it is reported. */
const SEEDS: readonly (readonly [string, string])[] = [
  ['fetch("https://example.com")', "fetch"],
  ['window["fetch"]("https://example.com")', "fetch"],
  ["new XMLHttpRequest()", "XMLHttpRequest"],
  ['new WebSocket("wss://example.com")', "WebSocket"],
  ['new EventSource("https://example.com")', "EventSource"],
  ['navigator.sendBeacon("https://example.com")', "sendBeacon"],
  ['importScripts("https://example.com/a.js")', "importScripts"],
  ['new Worker("a.js")', "Worker"],
  ['eval("1")', "eval"],
  ['(0, eval)("1")', "eval"],
  ['new Function("return 1")()', "new Function"],
  ['Function("return 1")()', "new Function"],
  ['[].map.constructor("return 1")()', "a function made from text"],
  ['import("https://example.com/a.js")', "import()"],
  ['setTimeout("alert(1)", 1)', "setTimeout with text"],
  ['document.createElement("script")', "<script>"],
  ['new Image().src = "https://example.com/a.png"', "new Image"],
  ['document.body.innerHTML = "<b>"', "innerHTML"],
  ['document.write("<b>")', "document.write"],
  ["new RTCPeerConnection()", "RTCPeerConnection"],
];

describe("the packaged visual", () => {
  const folder = projectCopy();
  let bytes = new Uint8Array();
  before(async () => {
    bytes = readFileSync(await packageVisual(folder));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** The package with its resource changed; without the texts, so that packing it anew does not make it too large. */
  function spoilt(change: (resource: Resource) => void): Uint8Array {
    const files = unzipSync(bytes);
    const path = Object.keys(files).find((name) => name.endsWith(".pbiviz.json")) ?? "";
    const resource = JSON.parse(strFromU8(files[path] ?? new Uint8Array())) as Resource;
    resource.stringResources = {};
    change(resource);
    return zipSync({ ...files, [path]: strToU8(JSON.stringify(resource)) });
  }

  it("has nothing that certification forbids", () => {
    assert.deepEqual(problemsInPackage(bytes), []);
  });

  for (const [code, name] of SEEDS) {
    it(`is refused with ${code}`, () => {
      const problems = problemsInPackage(
        spoilt((resource) => (resource.content.js += `;(()=>{${code}})();`)),
      );
      assert.deepEqual(problems, [`the packaged script uses ${name}`]);
    });
  }

  it("is refused beyond 120 KB", () => {
    const filling = `/*${randomBytes(120_000).toString("base64")}*/`;
    const problems = problemsInPackage(spoilt((resource) => (resource.content.js += filling)));
    assert.deepEqual(problems, ["the package is larger than 120 KB"]);
  });

  it("is refused with a privilege, without a list of privileges, without a text that the store asks for", () => {
    const one = (change: (resource: Resource) => void): string[] => problemsInPackage(spoilt(change));
    assert.deepEqual(
      one((resource) => (resource.capabilities.privileges = [{ name: "WebAccess" }])),
      ["the visual asks for privileges"],
    );
    assert.deepEqual(
      one((resource) => delete resource.capabilities.privileges),
      ["capabilities.json has no privileges list"],
    );
    for (const field of ["description", "supportUrl", "guid"]) {
      assert.deepEqual(
        one((resource) => (resource.visual[field] = "")),
        [`pbiviz.json has no visual.${field}`],
      );
    }
    assert.deepEqual(
      one((resource) => (resource.content.css += "@import url(https://example.com/a.css);")),
      ["the packaged style loads something from outside"],
    );
  });

  it("is checked by the command, which ends with exit code 1", () => {
    const file = join(folder, "spoilt.pbiviz");
    const check = () =>
      spawnSync(process.execPath, [join(root, "scripts", "package.mjs"), "--check", file], {
        encoding: "utf8",
      });
    writeFileSync(file, bytes);
    assert.equal(check().status, 0);
    writeFileSync(
      file,
      spoilt((resource) => (resource.content.js += ";new WebSocket('wss://example.com');")),
    );
    const refused = check();
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /uses WebSocket/);
  });
});

describe("packaging", () => {
  it("fails for a request, although the tool ends with exit code 0", async () => {
    const folder = projectCopy();
    try {
      const entry = join(folder, "src", "visual", "visual.ts");
      const call =
        '\n(globalThis as unknown as { seeded: unknown }).seeded = () => [fetch("https://example.com"), new EventSource("/")];\n';
      writeFileSync(entry, readFileSync(entry, "utf8") + call);
      await assert.rejects(
        packageVisual(folder),
        /pbiviz: Found 1 external request[^]*uses EventSource[^]*uses fetch/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("fails where the tool writes no package for invalid capabilities", async () => {
    const folder = projectCopy();
    try {
      const path = join(folder, "capabilities.json");
      const capabilities = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
      writeFileSync(path, JSON.stringify({ ...capabilities, dataRoles: "none" }));
      await assert.rejects(packageVisual(folder), /wrote no \.pbiviz file/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("reading the tool's output", () => {
  it("finds errors with and without colours", () => {
    assert.deepEqual(problemsInOutput(" info   fine\n error  one\n\u001b[41m error \u001b[49m two\n"), [
      "pbiviz: one",
      "pbiviz: two",
    ]);
  });
});

describe("the search for ways out", () => {
  it("lets innocent neighbours pass", () => {
    const innocent = [
      "host.fetchMoreData(true)",
      "x instanceof Function",
      "setTimeout(() => 1, 5)",
      'document.createElement("div")',
      "class Evaluate {}",
      "document.createElementNS(ns, 'svg')",
    ];
    assert.deepEqual(waysOut(innocent.join(";")), []);
  });
});

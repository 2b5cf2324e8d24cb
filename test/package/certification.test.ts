import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, it } from "node:test";

const root = join(import.meta.dirname, "..", "..");
const text = (name: string): string => readFileSync(join(root, name), "utf8");
const json = (name: string): unknown => JSON.parse(text(name));

interface PackageFile {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface VisualFile {
  readonly visual: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly assets: { readonly icon: string };
}

describe("the repository, as certification reads it", () => {
  const own = json("package.json") as PackageFile;
  const visual = json("pbiviz.json") as VisualFile;

  it("keeps node_modules, .tmp and dist out of git", () => {
    const ignored = text(".gitignore")
      .split("\n")
      .map((line) => line.replace(/\/$/, ""));
    for (const name of ["node_modules", ".tmp", "dist"]) assert.ok(ignored.includes(name), name);
  });

  it("installs the linter and has its literal script", () => {
    for (const name of ["typescript", "eslint", "eslint-plugin-powerbi-visuals"])
      assert.ok(own.devDependencies[name]);
    assert.equal(own.scripts["eslint"], "npx eslint . --ext .js,.jsx,.ts,.tsx");
  });

  it("pins every version", () => {
    for (const file of ["package.json", "cli/package.json", "playground/package.json"]) {
      const { dependencies, devDependencies } = json(file) as PackageFile;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${file}: ${name} ${version}`);
      }
    }
  });

  it("names an API version that equals the installed one", () => {
    const installed = (json("node_modules/powerbi-visuals-api/package.json") as { version: string }).version;
    assert.equal(visual.apiVersion, installed);
  });

  it("has a complete pbiviz.json, whose GUID never changes", () => {
    assert.equal(visual.visual["guid"], "quorumADC16D4A2A5E1A42158103965EF6F853");
    assert.match(visual.visual["version"] ?? "", /^\d+\.\d+\.\d+\.\d+$/);
    assert.equal(visual.author.name, "Quorum maintainers");
    for (const field of ["supportUrl", "gitHubUrl"]) assert.match(visual.visual[field] ?? "", /^https:\/\//);
  });

  it("lists every placeholder of pbiviz.json as to be replaced", () => {
    const listed = text("docs/certification.md");
    const placeholders = [...text("pbiviz.json").matchAll(/"([^"]*example\.com[^"]*)"/g)].map(
      (match) => match[1] ?? "",
    );
    assert.ok(placeholders.length > 0);
    for (const value of placeholders) assert.ok(listed.includes(value), value);
  });

  it("has an icon of 20 × 20 pixels", () => {
    const icon = readFileSync(join(root, visual.assets.icon));
    assert.equal(icon.subarray(1, 4).toString("latin1"), "PNG");
    assert.deepEqual([icon.readUInt32BE(16), icon.readUInt32BE(20)], [20, 20]);
  });
});

describe("the listing", () => {
  it("has one to five screenshots of 1366 × 768 pixels, each up to 1024 KB", () => {
    const folder = join(root, "docs", "images");
    const pictures = readdirSync(folder).filter((name) => name.endsWith(".png"));
    assert.ok(pictures.length >= 1 && pictures.length <= 5, String(pictures.length));
    for (const name of pictures) {
      const bytes = readFileSync(join(folder, name));
      assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1366, 768], name);
      assert.ok(bytes.length <= 1024 * 1024, name);
    }
  });
});

describe("the documentation", () => {
  it("CONTRIBUTING.md names modules of src/privacy that exist", () => {
    const [, way = ""] = /### `src\/privacy`.*?\n(.*?)\n## /s.exec(text("CONTRIBUTING.md")) ?? [];
    const files = readdirSync(join(root, "src/privacy"), { recursive: true }).map((file) =>
      basename(String(file), ".ts"),
    );
    const named = [...way.matchAll(/`([a-z-]+)`/g)].map(([, name = ""]) => name);
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter((name) => !files.includes(name)),
      [],
    );
  });

  for (const page of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]) {
    it(`${page} links to files that exist`, () => {
      for (const [, target = ""] of text(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert.doesNotThrow(() => readFileSync(join(root, target)), `${page}: ${target}`);
      }
    });
  }
});

// A file of src/ without a spec counts as uncovered, instead of not counting at all.
interface Context {
  keys(): string[];
  (name: string): unknown;
}
declare global {
  interface ImportMeta {
    webpackContext(folder: string, options: { recursive: boolean; regExp: RegExp }): Context;
  }
}

const sources = import.meta.webpackContext("../src", { recursive: true, regExp: /\.ts$/ });

describe("every source", () => {
  it("loads", () => {
    expect(sources.keys().length).toBeGreaterThan(50);
    for (const name of sources.keys()) expect(sources(name)).toBeDefined();
  });
});

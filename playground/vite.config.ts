import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build as bundle } from "esbuild";
import { defineConfig, type Plugin } from "vite";

const here = import.meta.dirname;
const root = join(here, "..");
const FRAME = "virtual:frame";

/** The frame's own script as text: a frame that may request nothing gets it in its page. */
function frameScript(): Plugin {
  return {
    name: "frame-script",
    resolveId: (id) => (id === FRAME ? `\0${FRAME}` : undefined),
    async load(id) {
      if (id !== `\0${FRAME}`) return undefined;
      const entry = join(here, "src", "frame", "main.ts");
      const result = await bundle({
        entryPoints: [entry],
        bundle: true,
        minify: true,
        write: false,
        format: "iife",
        target: "es2022",
        platform: "browser",
      });
      return `export default ${JSON.stringify(result.outputFiles[0]?.text ?? "")};`;
    },
  };
}

/** The packaged visual and the sample query beside the page. */
function packagedVisual(): Plugin {
  return {
    name: "packaged-visual",
    generateBundle() {
      const emit = (fileName: string, path: string): void => {
        this.emitFile({ type: "asset", fileName, source: readFileSync(path) });
      };
      const { visual } = JSON.parse(readFileSync(join(root, "pbiviz.json"), "utf8")) as {
        visual: { guid: string; version: string };
      };
      const file = join(root, "dist", `${visual.guid}.${visual.version}.pbiviz`);
      if (!existsSync(file)) this.error("The visual is not packaged yet: npm run package");
      emit("visual.pbiviz", file);
      for (const name of readdirSync(join(root, "samples"))) {
        // Without .gz in its name no server unpacks it on the way.
        if (/\.csv(\.gz)?$/.test(name)) emit(name.replace(/\.gz$/, ".packed"), join(root, "samples", name));
      }
    },
  };
}

export default defineConfig({
  root: here,
  appType: "mpa",
  base: "./",
  plugins: [frameScript(), packagedVisual()],
  worker: { format: "es" },
  build: { outDir: "dist", emptyOutDir: true, target: "es2022" },
});

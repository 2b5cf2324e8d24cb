// Specs of src/ in a real Chromium, with coverage that fails below its thresholds.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

/** Lists skipped specs and leaves the counts where scripts/test.mjs looks for them. */
function CountsReporter() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  this.onSpecComplete = (_browser, result) => {
    const name = [...result.suite, result.description].join(" › ");
    if (result.skipped) {
      counts.skipped++;
      console.log(`  skipped ${name}: ${result.pendingReason || "no reason given"}`);
    } else if (result.success) counts.passed++;
    else counts.failed++;
  };
  this.onRunComplete = () => {
    if (process.env.QUORUM_COUNTS) writeFileSync(process.env.QUORUM_COUNTS, JSON.stringify(counts));
  };
}

const webpackConfig = {
  mode: "development",
  devtool: "inline-source-map",
  performance: { hints: false },
  resolve: { extensions: [".ts", ".js", ".json"] },
  module: {
    rules: [
      {
        test: /\.ts$/,
        loader: "ts-loader",
        options: {
          onlyCompileBundledFiles: true,
          configFile: join(__dirname, "tsconfig.all.json"),
          compilerOptions: { noEmit: false },
        },
      },
      { test: /\.(json|resjson)$/, type: "json" },
      { test: /\.less$/, use: ["css-loader", "less-loader"] },
      {
        test: /\.ts$/,
        enforce: "post",
        include: join(__dirname, "src"),
        loader: "coverage-istanbul-loader",
        options: { esModules: true },
      },
    ],
  },
};

// QUORUM_SPECS="test/rows/**/*.spec.ts" runs a part, without the thresholds.
const part = process.env.QUORUM_SPECS;
const specs = part ?? "test/**/*.spec.ts";
const thresholds = { statements: 80, branches: 70, functions: 80, lines: 80 };

module.exports = async (config) => {
  const { findBrowser } = await import("./scripts/lib/browser.mjs");
  const browser = await findBrowser();
  process.env.CHROME_BIN = browser.executablePath;
  Object.assign(process.env, browser.env);
  config.set({
    basePath: __dirname,
    frameworks: ["webpack", "jasmine"],
    plugins: [
      "karma-webpack",
      "karma-jasmine",
      "karma-chrome-launcher",
      "karma-coverage",
      { "reporter:counts": ["type", CountsReporter] },
    ],
    files: [{ pattern: specs, watched: false }],
    preprocessors: { [specs]: ["webpack"] },
    mime: { "text/x-typescript": ["ts"] },
    webpack: webpackConfig,
    reporters: ["dots", "counts", "coverage"],
    coverageReporter: {
      dir: "coverage",
      reporters: [
        { type: "text-summary" },
        { type: "lcovonly", subdir: "." },
        { type: "html", subdir: "html" },
      ],
      check: part ? undefined : { global: thresholds },
    },
    // The order of specs is random; QUORUM_SEED gives that of an earlier run again.
    client: {
      jasmine: { random: true, seed: process.env.QUORUM_SEED, timeoutInterval: 20_000 },
      captureConsole: true,
    },
    browsers: ["Chromium"],
    customLaunchers: {
      Chromium: { base: "ChromeHeadless", flags: browser.args },
    },
    browserNoActivityTimeout: 120_000,
    browserDisconnectTimeout: 20_000,
    captureTimeout: 120_000,
    autoWatch: false,
    singleRun: true,
    concurrency: 1,
  });
};

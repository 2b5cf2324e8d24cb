import tseslint from "typescript-eslint";
import powerbi from "eslint-plugin-powerbi-visuals";

const typescript = ["**/*.ts", "**/*.mts"];

export default tseslint.config(
  {
    ignores: ["**/node_modules/", "**/dist/", ".tmp/", "coverage/", "test-results/"],
  },
  {
    // Generated types are only parsed: their style is the generator's.
    files: ["**/generated/**/*.ts"],
    languageOptions: { parser: tseslint.parser },
  },
  {
    files: typescript,
    ignores: ["**/generated/**"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: "./tsconfig.all.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
  { ...powerbi.configs.recommended, files: ["src/**/*.ts"] },
  {
    // A test file's describe() callback holds all its cases; scripts and commands talk on the console.
    files: ["test/**/*.ts", "**/test/**/*.ts", "bench/**/*.ts", "samples/**/*.ts", "scripts/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-console": "off",
      // node:test's own functions return promises that nobody awaits.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", name: ["describe", "it", "test", "before", "after"], package: "node:test" },
          ],
        },
      ],
    },
  },
);

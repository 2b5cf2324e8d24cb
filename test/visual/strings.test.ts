// Every language says everything: same keys, same places to fill, and nothing that the source does not ask for.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { VERSION } from "../../src/visual/version";
import { ENGLISH } from "../../src/charts/words";

const root = join(import.meta.dirname, "..", "..");
const folder = join(root, "stringResources");
const LOCALES = [
  "de-DE",
  "en-US",
  "es-ES",
  "fr-FR",
  "it-IT",
  "ja-JP",
  "ko-KR",
  "nl-NL",
  "pl-PL",
  "pt-BR",
  "zh-CN",
];
const json = (...path: readonly string[]) => JSON.parse(readFileSync(join(root, ...path), "utf8")) as unknown;
const strings = (locale: string) =>
  json("stringResources", locale, "resources.resjson") as Readonly<Record<string, string>>;
const english = strings("en-US");
const places = (text: string) => (text.match(/\{\d\}/g) ?? []).sort();
const sources = readdirSync(join(root, "src", "visual"))
  .map((name) => readFileSync(join(root, "src", "visual", name), "utf8"))
  .join("\n");

interface Capabilities {
  readonly dataRoles: readonly {
    readonly displayNameKey: string;
    readonly descriptionKey: string;
    readonly displayName: string;
  }[];
  readonly objects: Readonly<
    Record<
      string,
      {
        readonly properties: Readonly<
          Record<string, { readonly type: { readonly enumeration?: readonly { readonly value: string }[] } }>
        >;
      }
    >
  >;
}
const capabilities = json("capabilities.json") as Capabilities;

describe("string resources", () => {
  it("are there in every language", () => {
    assert.deepEqual(readdirSync(folder).sort(), LOCALES);
  });

  for (const locale of LOCALES) {
    it(`have every key with the same places in ${locale}`, () => {
      const own = strings(locale);
      assert.deepEqual(Object.keys(own).sort(), Object.keys(english).sort());
      for (const [key, text] of Object.entries(own)) {
        assert.notEqual(text.trim(), "", key);
        assert.deepEqual(places(text), places(english[key] ?? ""), key);
      }
    });
  }

  it("are translated: few strings are the same as in English", () => {
    for (const locale of LOCALES.filter((each) => each !== "en-US")) {
      const own = strings(locale);
      const same = Object.keys(english).filter((key) => own[key] === english[key]);
      assert.ok(same.length < 40, `${locale}: ${same.join(", ")}`);
    }
  });

  it("hold every key that the source asks for by name", () => {
    const asked = [...sources.matchAll(/say\(\s*"([A-Z]\w+)"|refuse\(\s*"([A-Z]\w+)"/g)].map(
      (match) => match[1] ?? match[2] ?? "",
    );
    assert.ok(asked.length > 40);
    for (const key of asked) {
      const known =
        key in english || (`${key}_title` in english && `${key}_mend` in english) || key === "Chart_word_";
      assert.ok(known, key);
    }
  });

  it("hold every word of a picture, and English pictures read the same on the command line", () => {
    for (const [word, text] of Object.entries(ENGLISH)) assert.equal(english[`Chart_word_${word}`], text);
  });

  it("hold the names of all roles, cards and choices", () => {
    for (const role of capabilities.dataRoles) {
      assert.equal(english[role.displayNameKey], role.displayName);
      assert.ok(role.descriptionKey in english, role.descriptionKey);
    }
    // Power BI takes the cards' names from the formatting model, not from capabilities.json.
    for (const name of Object.keys(capabilities.objects)) assert.ok(`Card_${name}` in english, name);
  });
});

describe("capabilities.json", () => {
  it("asks for no privilege and has every choice of the formatting pane", () => {
    const settings = readFileSync(join(root, "src", "visual", "settings.ts"), "utf8");
    assert.deepEqual((json("capabilities.json") as { privileges: unknown }).privileges, []);
    const choices = [...settings.matchAll(/(\w+) = choice\(\s*"(\w+)",\s*"(\w+)",\s*\[([^\]]*)\]/g)];
    assert.ok(choices.length >= 8);
    const enumerations = Object.values(capabilities.objects).flatMap((object) =>
      Object.entries(object.properties).flatMap(([name, { type }]) =>
        type.enumeration
          ? [
              [
                name,
                type.enumeration
                  .map((item) => item.value)
                  .sort()
                  .join(),
              ],
            ]
          : [],
      ),
    );
    for (const [, , card = "", name = "", list = ""] of choices) {
      const values = [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
      for (const value of values)
        assert.ok(`${card}_${name}_${value}` in english, `${card}_${name}_${value}`);
      const wanted = [...values].sort().join();
      assert.ok(
        enumerations.some(([property, found]) => property === name && found === wanted),
        `${name}: ${wanted}`,
      );
    }
  });

  it("reads rows in windows of 30,000", () => {
    assert.match(JSON.stringify(json("capabilities.json")), /"window":\{"count":30000\}/);
  });
});

describe("pbiviz.json", () => {
  const { visual, author } = json("pbiviz.json") as {
    visual: Readonly<Record<string, string>>;
    author: Readonly<Record<string, string>>;
  };
  it("has the version that the visual shows, and the identity that never changes", () => {
    assert.equal(visual["version"], VERSION);
    assert.equal(visual["guid"], "quorumADC16D4A2A5E1A42158103965EF6F853");
    assert.equal(author["name"], "Quorum maintainers");
    for (const name of ["supportUrl", "gitHubUrl"])
      assert.match(visual[name] ?? "", /^https:\/\/example\.com\//);
  });
});

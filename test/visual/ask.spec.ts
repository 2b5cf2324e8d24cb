import type powerbi from "powerbi-visuals-api";
import { FormattingSettingsService } from "powerbi-visuals-utils-formattingmodel";
import type { Measure } from "../../src/cells/view";
import { questionsFor, type Question } from "../../src/visual/ask";
import { readFields } from "../../src/visual/fields";
import type { ModelMinimum } from "../../src/visual/intake";
import { Settings } from "../../src/visual/settings";
import { dataView, PIVOTED } from "./data-views";

/** What is asked of the engine under settings as Power BI stores them. */
function asked(objects: powerbi.DataViewObjects, minimum: ModelMinimum = { kind: "unbound" }): Question {
  const reading = readFields(PIVOTED);
  if (reading.kind !== "ready") throw new Error("The fields are not ready.");
  const view = dataView(PIVOTED, [], { objects });
  const settings = new FormattingSettingsService().populateFormattingSettingsModel(Settings, view);
  const choice = { metric: null, attribute: null };
  const { fields } = reading;
  const [question] = questionsFor({ fields, settings, choice, attributes: [], periods: 4, minimum });
  if (!question) throw new Error("Nothing is asked.");
  return question;
}

describe("what the settings ask of the engine", () => {
  it("is each measure of the format pane", () => {
    const measures: readonly (readonly [powerbi.DataViewObject, Measure])[] = [
      [{}, { kind: "mean" }],
      [{ kind: "row-mean" }, { kind: "row-mean" }],
      [{ kind: "total" }, { kind: "total" }],
      [{ kind: "headcount" }, { kind: "headcount" }],
      [{ kind: "median" }, { kind: "percentile", q: 0.5 }],
      [
        { kind: "percentile", percentile: 75 },
        { kind: "percentile", q: 0.75 },
      ],
      [
        { kind: "share-people", limit: 20 },
        { kind: "share-people", side: "above", limit: 20 },
      ],
      [
        { kind: "share-rows", side: "below", limit: 5 },
        { kind: "share-rows", side: "below", limit: 5 },
      ],
    ];
    for (const [measure, wanted] of measures) expect(asked({ measure }).view.measure).toEqual(wanted);
  });

  it("is the policy of the card Privacy, on the safe side unless the author says otherwise", () => {
    const careful = {
      minGroupSize: 10,
      groupSize: "band",
      smallGroups: "hide",
      totalsKnown: true,
      session: true,
    };
    expect(asked({}).policy).toEqual(jasmine.objectContaining(careful as object));
    const privacy = { minimum: 12, groupSize: "exact", merge: true, totalsKnown: false, session: false };
    const lax = {
      minGroupSize: 12,
      groupSize: "exact",
      smallGroups: "merge",
      totalsKnown: false,
      session: false,
    };
    expect(asked({ privacy }).policy).toEqual(jasmine.objectContaining(lax as object));
  });

  it("is the largest minimum of author, model and floor", () => {
    const of = (own: number, model: ModelMinimum) =>
      asked({ privacy: { minimum: own } }, model).policy.minGroupSize;
    expect(of(8, { kind: "read", value: 15 })).toBe(15);
    expect(of(20, { kind: "read", value: 15 })).toBe(20);
    expect(of(2, { kind: "read", value: 1 })).toBe(5);
  });
});

import { readFields, type Fields } from "../../src/visual/fields";
import { filtersFor, selectionFrom, toggled } from "../../src/visual/selection";
import { column, PIVOTED, type Column } from "./data-views";

function fieldsOf(columns: readonly Column[]): Fields {
  const reading = readFields(columns);
  if (reading.kind !== "ready") throw new Error(reading.kind);
  return reading.fields;
}

describe("selection", () => {
  it("toggles one group, or several together", () => {
    expect([...toggled(new Set(), "A", false)]).toEqual(["A"]);
    expect([...toggled(new Set(["A"]), "A", false)]).toEqual([]);
    expect([...toggled(new Set(["A", "B"]), "A", false)]).toEqual(["A"]);
    expect([...toggled(new Set(["A"]), "B", true)]).toEqual(["A", "B"]);
    expect([...toggled(new Set(["A", "B"]), "B", true)]).toEqual(["A"]);
  });

  it("becomes a basic filter on the group's column, and comes back from it", () => {
    const fields = fieldsOf(PIVOTED);
    const filters = filtersFor(new Set(["Sales", "(Blank)"]), fields, "Organization");
    expect(filters.length).toBe(1);
    expect(filters[0]?.target).toEqual({ table: "Query", column: "Organization" });
    expect(filters[0]?.values).toEqual(["Sales", null]);
    expect([...selectionFrom(filters, fields)]).toEqual(["Sales", "(Blank)"]);
  });

  it("names the attribute of an unpivoted query", () => {
    const pair = [column("attributeName", "AttributeName"), column("attributeValue", "AttributeValue")];
    const fields = fieldsOf([...PIVOTED.filter((each) => each.roles?.["group"] !== true), ...pair]);
    const filters = filtersFor(new Set(["Sales"]), fields, "Organization");
    expect(filters.map((filter) => [filter.target.column, filter.values])).toEqual([
      ["AttributeName", ["Organization"]],
      ["AttributeValue", ["Sales"]],
    ]);
    expect([...selectionFrom(filters, fields)]).toEqual(["Sales"]);
  });

  it("gives numbers and truth values back as the model holds them", () => {
    const level = fieldsOf([
      ...PIVOTED.filter((each) => each.roles?.["group"] !== true),
      column("group", "Layer", { type: { numeric: true } as never }),
    ]);
    expect(filtersFor(new Set(["3"]), level, "Layer")[0]?.values).toEqual([3]);
    const active = fieldsOf([
      ...PIVOTED.filter((each) => each.roles?.["group"] !== true),
      column("group", "IsActive", { type: { bool: true } as never }),
    ]);
    expect(filtersFor(new Set(["true"]), active, "IsActive")[0]?.values).toEqual([true]);
  });

  it("is no filter when nothing is selected", () => {
    expect(filtersFor(new Set(), fieldsOf(PIVOTED), null)).toEqual([]);
    expect([...selectionFrom(undefined, fieldsOf(PIVOTED))]).toEqual([]);
  });
});

import type powerbi from "powerbi-visuals-api";
import { Settings } from "../../src/visual/settings";
import { Visual } from "../../src/visual/visual";
import { PIVOTED, rowsOf, update, type UpdateOptions } from "./data-views";
import { FakeHost } from "./fake-host";

type SubSelection = powerbi.visuals.CustomVisualSubSelection;
const GROUPS = [
  { group: "Sales", count: 21, hours: 10 },
  { group: "Product", count: 15, hours: 20 },
];
/** A reference line and a value axis as well, so that every part is drawn. */
const OBJECTS = { referenceLine: { kind: "target", value: 12 }, valueAxis: { show: true } };

function scene(options: UpdateOptions) {
  const fake = new FakeHost();
  const element = document.createElement("div");
  element.style.cssText = "width:600px;height:400px";
  document.body.append(element);
  const visual = new Visual({ element, host: fake.build() });
  const send = (more: UpdateOptions): void => {
    visual.update(update(PIVOTED, rowsOf(GROUPS), { objects: OBJECTS, ...more }));
  };
  send(options);
  const part = (name: string): Element => {
    const found = element.querySelector(`[data-part="${name}"]`);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  const click = (target: Element, type = "click"): void => {
    target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, clientX: 3, clientY: 3 }));
  };
  const chosen = () =>
    (fake.named("subSelect").at(-1)?.detail as readonly (SubSelection | undefined)[] | undefined)?.[0];
  return { fake, element, visual, send, part, click, chosen };
}

describe("on-object formatting", () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it("chooses the part that was clicked, and neither selects a group nor opens a menu", () => {
    const { fake, part, click, chosen } = scene({ formatMode: true });
    for (const name of ["categoryAxis", "valueAxis", "labels", "referenceLine", "privacy"]) {
      click(part(name));
      expect(chosen()?.customVisualObjects[0]?.objectName).toBe(name);
      expect(chosen()?.showUI).toBeTrue();
    }
    click(part("labels"), "contextmenu");
    expect(chosen()?.showUI).toBeFalse();
    expect(fake.named("applyJsonFilter")).toEqual([]);
    expect(fake.named("showContextMenu")).toEqual([]);
  });

  it("leaves every gesture alone outside format mode", () => {
    const { fake, part, click, element } = scene({});
    click(part("categoryAxis"));
    click(element.querySelector("[role=option]") as Element);
    expect(fake.named("subSelect")).toEqual([]);
    expect(fake.named("applyJsonFilter").length).toBe(1);
  });

  it("draws outlines around what is chosen and what is pointed at, with the note's words to edit", () => {
    const { fake, part, click, send, chosen } = scene({ formatMode: true });
    click(part("privacy"));
    send({ formatMode: true, type: 64, subSelections: [chosen() as SubSelection] });
    part("categoryAxis").dispatchEvent(new MouseEvent("pointermove", { bubbles: true }));
    const [outlines] = fake.named("updateRegionOutlines").at(-1)?.detail as [
      powerbi.visuals.SubSelectionRegionOutline[],
    ];
    expect(outlines.map(({ id, visibility }) => [id, visibility as number])).toEqual([
      ["categoryAxis", 1],
      ["privacy", 2],
    ]);
    const note = outlines[1]?.outline as powerbi.visuals.RectangleSubSelectionOutline;
    expect(note.width).toBeGreaterThan(20);
    expect(note.cVDirectEdit?.reference).toEqual({ objectName: "privacy", propertyName: "noteText" });
  });

  it("names properties and cards that the formatting pane has", () => {
    const { visual } = scene({ formatMode: true });
    const { visualOnObjectFormatting: formatting } = visual;
    const selectables = formatting.getSubSelectables?.() ?? [];
    expect(selectables.length).toBe(6);
    const cards = new Map(new Settings().cards.map((card) => [card.name, card]));
    const propertiesOf = (name: string): string =>
      JSON.stringify(Object.values(cards.get(name) ?? {}), (key, value: unknown) =>
        key === "cards" ? undefined : value,
      );
    for (const selectable of selectables) {
      const name = selectable.customVisualObjects[0]?.objectName ?? "";
      expect(cards.has(name)).toBeTrue();
      const shortcuts = formatting.getSubSelectionShortcuts([selectable], undefined) ?? [];
      const navigate = shortcuts.at(-1) as powerbi.visuals.VisualNavigateSubSelectionShortcut;
      expect(navigate.destinationInfo.cardUid).toBe(`Visual-${name}-card`);
      const styles = formatting.getSubSelectionStyles([selectable]);
      const asked = JSON.stringify([styles, shortcuts]).matchAll(/"propertyName":"(\w+)"/g);
      for (const [, property = ""] of asked)
        expect(propertiesOf(name)).withContext(`${name}.${property}`).toContain(`"name":"${property}"`);
      if (name === "labels") expect(JSON.stringify(styles)).toContain('"precision"');
    }
    expect(formatting.getSubSelectionStyles([])).toBeUndefined();
    expect(formatting.getSubSelectionShortcuts([], undefined)).toBeUndefined();
  });

  it("offers the colour of the group whose shape was clicked, as the pane keeps it; never a hidden one's", () => {
    const { element, visual, click, chosen, send } = scene({ formatMode: true });
    const { visualOnObjectFormatting: formatting } = visual;
    for (const kind of ["bar", "columns", "trend"]) {
      send({ formatMode: true, objects: { chart: { kind } } });
      click(element.querySelector('[data-part="dataPoint"][data-name="Sales"]') as Element);
      expect(chosen()?.displayName).withContext(kind).toBe("Sales");
      const styles = formatting.getSubSelectionStyles([chosen() as SubSelection]);
      const { fill } = styles as powerbi.visuals.ShapeSubSelectionStyles;
      const reference = { objectName: "dataPoint", propertyName: "fill", selector: { id: "Sales" } };
      expect(fill?.reference)
        .withContext(kind)
        .toEqual(reference as never);
      expect(JSON.stringify(visual.getFormattingModel())).toContain('"selector":{"id":"Sales"}');
    }
    send({ formatMode: true, type: 64, subSelections: [chosen() as SubSelection] });
    send({ formatMode: true, objects: { privacy: { minimum: 16 }, chart: { kind: "bar" } } });
    expect(element.querySelector('[data-name="Product"]')).toBeNull();
    const sign = element.querySelector('[aria-label^="Product"] rect:last-child') as Element;
    click(sign);
    expect(chosen()?.displayName).not.toBe("Product");
  });

  it("leads from a cell of a heat map to the scale of its colours, and names no cell", () => {
    const { element, visual, click, chosen } = scene({
      formatMode: true,
      objects: { chart: { kind: "heat" } },
    });
    click(element.querySelector('[aria-label^="Sales"] rect') as Element);
    expect(chosen()?.displayName).toBe("Heat map");
    const shortcuts = visual.visualOnObjectFormatting.getSubSelectionShortcuts(
      [chosen() as SubSelection],
      undefined,
    );
    const navigate = shortcuts?.at(-1) as powerbi.visuals.VisualNavigateSubSelectionShortcut;
    expect(navigate.destinationInfo.cardUid).toBe("Visual-heat-card");
    expect(JSON.stringify(visual.getFormattingModel())).toContain('"heat-card"');
  });

  it("hands out no data point", () => {
    const { visual } = scene({ formatMode: true });
    const told = JSON.stringify(visual.visualOnObjectFormatting.getSubSelectables?.());
    for (const { group } of GROUPS) expect(told).not.toContain(group);
  });
});

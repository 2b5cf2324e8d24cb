import type powerbi from "powerbi-visuals-api";
import { Visual } from "../../src/visual/visual";
import { column, PIVOTED, rowsOf, update, type Column, type Row, type UpdateOptions } from "./data-views";
import { FakeHost, type FakeHostOptions } from "./fake-host";

/** Unmistakable hours of a group of one: no text of the visual may hold them. */
const PLANTED = 98_765.4321;
const GROUPS = [
  { group: "Sales", count: 21, hours: 10 },
  { group: "Product", count: 15, hours: 20 },
  { group: "Finance", count: 12, hours: 30 },
  { group: "Boss", count: 1, hours: 40 },
];

const names = GROUPS.filter(({ count }) => count > 9).map(({ group }) => group);

interface Scene {
  readonly fake: FakeHost;
  readonly visual: Visual;
  readonly element: HTMLElement;
  readonly send: (columns: readonly Column[], rows: readonly Row[], options?: UpdateOptions) => void;
  readonly texts: () => string;
}

function scene(options: FakeHostOptions = {}): Scene {
  const fake = new FakeHost(options);
  const element = document.createElement("div");
  element.style.cssText = "width:600px;height:400px";
  document.body.append(element);
  const visual = new Visual({ element, host: fake.build() });
  return {
    fake,
    visual,
    element,
    send: (columns, rows, more) => {
      visual.update(update(columns, rows, more));
    },
    texts: () => element.textContent,
  };
}

function terminalEvents(fake: FakeHost): readonly string[] {
  return fake.calls.map((call) => call.name).filter((name) => name.startsWith("rendering"));
}

const options = (element: HTMLElement) => Array.from(element.querySelectorAll<SVGGElement>("[role=option]"));
const labelled = (element: HTMLElement, start: string) =>
  options(element).find((each) => each.getAttribute("aria-label")?.startsWith(start));

describe("the visual", () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it("cannot be made without options", () => {
    expect(() => new Visual()).toThrowError(TypeError);
  });

  it("shows a landing page without fields, and without a data view", () => {
    const { send, texts, visual, fake } = scene();
    send([], []);
    expect(texts()).toContain("Add fields to see a chart");
    expect(texts()).toContain("not access control");
    visual.update({ viewport: { width: 100, height: 100 }, dataViews: [], type: 2 });
    expect(texts()).toContain("Add fields");
    expect(terminalEvents(fake)).toEqual([
      "renderingStarted",
      "renderingFinished",
      "renderingStarted",
      "renderingFinished",
    ]);
  });

  it("draws the groups that may be shown, and the others with one and the same sign", () => {
    const { send, element } = scene();
    send(PIVOTED, rowsOf([...GROUPS, { group: "Tiny", count: 3, hours: 5 }]));
    const labels = options(element).map((each) => each.getAttribute("aria-label"));
    // The mean of 10, 10.1 … 12. Boss and Tiny have 4 people together: Finance hides what the total would tell.
    expect(labels).toContain("Sales: Collaboration hours 11.0, People ≥10");
    expect(labels).toContain("Boss: Collaboration hours Not shown");
    expect(labels).toContain("Tiny: Collaboration hours Not shown");
    expect(element.textContent).toContain("Shown only for groups of 10 or more");
  });

  it("lets no value of a hidden cell out: page, names, tooltips, host", () => {
    const { send, element, fake } = scene();
    const planted = GROUPS.map((each) => (each.group === "Boss" ? { ...each, hours: PLANTED } : each));
    // Without a known total nothing else has to be hidden, so there is much that could tell of it.
    send(PIVOTED, rowsOf(planted), { objects: { privacy: { totalsKnown: false } } });
    for (const each of options(element)) {
      each.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: 5, clientY: 5 }));
      each.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      each.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true }));
    }
    const everything = new XMLSerializer().serializeToString(element) + fake.told;
    const total = planted.reduce((sum, { count, hours }) => sum + count * hours, 0);
    for (const secret of [PLANTED, PLANTED * 3, total]) {
      const digits = String(Math.round(secret));
      expect(everything.replace(/[,. ]/g, "")).not.toContain(digits);
    }
    expect(fake.named("tooltip").length).toBeGreaterThan(0);
    const aimed = JSON.stringify(fake.named("applyJsonFilter"));
    expect(aimed).toContain("Sales");
    expect(aimed).not.toContain("Boss");
  });

  it("says that the page has to be opened again where a value behind an earlier picture was corrected", () => {
    const { send, texts, element } = scene();
    const rows = rowsOf(GROUPS);
    send(PIVOTED, rows);
    const value = PIVOTED.findIndex((each) => each.roles?.["metric"] === true);
    const corrected = rows.map((row, r) => row.map((cell, c) => (r === 0 && c === value ? 99 : cell)));
    send(PIVOTED, corrected);
    expect(texts()).toContain("Open the page again.");
    send(PIVOTED, corrected, { type: 4 });
    expect(texts()).toContain("Open the page again.");
    expect(options(element).length).toBe(0);
    const other = scene();
    other.send(PIVOTED, corrected);
    expect(options(other.element).length).toBeGreaterThan(0);
  });

  it("gives each refusal its mend", () => {
    const { send, texts } = scene();
    send(
      PIVOTED.filter((each) => each.roles?.["person"] !== true),
      rowsOf(GROUPS),
    );
    expect(texts()).toContain("Add Person");
    expect(texts()).toContain("Drag PersonId");
  });

  it("says what is wrong with an empty table, a text metric, and an unreadable minimum", () => {
    const { send, texts } = scene();
    send(PIVOTED, []);
    expect(texts()).toContain("No data");
    const minimum = [...PIVOTED, column("minimum", "Minimum")];
    send(
      minimum,
      rowsOf(GROUPS).map((row, index) => [...row, index === 3 ? null : 10]),
    );
    expect(texts()).toContain("The minimum group size cannot be read");
    send(
      minimum,
      rowsOf(GROUPS).map((row) => [...row, 16]),
    );
    expect(texts()).toContain("Shown only for groups of 16 or more");
  });

  it("asks for the rest of the rows, and draws nothing before they are there", () => {
    const { send, texts, element, fake } = scene({ segments: 1 });
    const rows = rowsOf(GROUPS);
    send(PIVOTED, rows.slice(0, 60), { more: true });
    expect(texts()).toContain("Loading, 60 rows so far");
    expect(options(element).length).toBe(0);
    expect(fake.named("fetchMoreData").map((call) => call.detail)).toEqual([false]);
    // A resize while rows are on their way asks for nothing twice.
    send(PIVOTED, rows.slice(0, 60), { more: true, type: 4 });
    expect(fake.named("fetchMoreData").length).toBe(1);
    // The segment repeats a row that was there.
    send(PIVOTED, rows.slice(59), { operation: 2 });
    expect(labelled(element, "Sales: Collaboration hours 11.0")).toBeDefined();
    // A change of format sends the last segment again.
    send(PIVOTED, rows.slice(59), { operation: 2 });
    expect(labelled(element, "Sales: Collaboration hours 11.0")).toBeDefined();
    expect(terminalEvents(fake).filter((name) => name === "renderingFinished").length).toBe(4);
  });

  it("counts a row once that a segment repeats", () => {
    const { send, texts } = scene({ segments: 2 });
    const rows = rowsOf(GROUPS);
    send(PIVOTED, rows.slice(0, 60), { more: true });
    send(PIVOTED, rows.slice(59, 90), { operation: 2, more: true, lastMergeIndex: 0 });
    expect(texts()).toContain("Loading, 90 rows so far");
  });

  it("says so where Power BI cuts the rows, and draws no part of them", () => {
    const { send, texts, element } = scene({ segments: 0 });
    send(PIVOTED, rowsOf(GROUPS), { more: true });
    expect(texts()).toContain("Not all rows could be loaded");
    expect(options(element).length).toBe(0);
  });

  it("draws nothing from a segment whose beginning it never saw", () => {
    const { send, element } = scene({ segments: 0 });
    send(PIVOTED, rowsOf(GROUPS), { operation: 2 });
    expect(options(element).length).toBe(0);
  });

  it("redraws on a resize without the rows", () => {
    const { send, element } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    const before = labelled(element, "Sales");
    send(PIVOTED, [], { type: 4, width: 300 });
    expect(labelled(element, "Sales")).toBe(before);
    expect(element.querySelector("svg.body")?.getAttribute("width")).toBe("300");
    // Not asked again: what was shown stays shown without a second look at the ledger.
    expect(labelled(element, "Sales: Collaboration hours 11.0")).toBeDefined();
  });

  it("reports a failure once, in words without the error's own text", () => {
    const { visual, fake, texts } = scene();
    const broken = update(PIVOTED, rowsOf(GROUPS));
    Object.defineProperty(broken, "viewport", {
      get: () => {
        throw new Error("secret 123");
      },
    });
    visual.update(broken);
    expect(terminalEvents(fake)).toEqual(["renderingStarted", "renderingFailed"]);
    expect(texts()).toContain("The chart could not be drawn");
    expect(texts() + fake.told).not.toContain("secret");
  });

  it("filters other visuals by what was clicked, adds with Ctrl, and takes back on empty space", () => {
    const { send, element, fake } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    const click = (name: string, init: MouseEventInit = {}) =>
      labelled(element, name)?.dispatchEvent(new MouseEvent("click", { bubbles: true, ...init }));
    click("Sales");
    click("Product", { ctrlKey: true });
    const filters = fake
      .named("applyJsonFilter")
      .map((call) => (call.detail as [{ values: unknown }[]])[0][0]?.values);
    expect(filters).toEqual([["Sales"], ["Sales", "Product"]]);
    expect(labelled(element, "Sales")?.getAttribute("aria-selected")).toBe("true");
    expect(options(element).some((each) => each.classList.contains("dimmed"))).toBeTrue();
    element.querySelector(".picture")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect((fake.named("applyJsonFilter").at(-1)?.detail as unknown[])[3]).toBe(1);
  });

  it("restores a selection from a bookmark", () => {
    const { send, element, fake } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    labelled(element, "Sales")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const [filters] = fake.named("applyJsonFilter")[0]?.detail as [powerbi.IFilter[]];
    const later = scene();
    later.send(PIVOTED, rowsOf(GROUPS), { filters });
    expect(labelled(later.element, "Sales")?.getAttribute("aria-selected")).toBe("true");
  });

  it("tells a touch from a mouse, and selects by a tap", () => {
    const { send, element, fake } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    const sales = labelled(element, "Sales");
    sales?.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, pointerType: "touch" }));
    sales?.dispatchEvent(new PointerEvent("click", { bubbles: true, pointerType: "touch" }));
    const [shown] = fake.named("tooltip").at(-1)?.detail as [powerbi.extensibility.TooltipShowOptions];
    expect(shown.isTouchEvent).toBeTrue();
    expect(shown.identities).toEqual([]);
    expect(fake.named("applyJsonFilter").length).toBe(1);
  });

  it("leaves other visuals alone where interactions are off", () => {
    const { send, element, fake } = scene({ allowInteractions: false });
    send(PIVOTED, rowsOf(GROUPS));
    labelled(element, "Sales")?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    expect(fake.named("applyJsonFilter")).toEqual([]);
  });

  it("opens the context menu on points and on empty space, with no identity for what is hidden", () => {
    const { send, element, fake } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    const open = (target: Element | null | undefined) =>
      target?.dispatchEvent(
        new MouseEvent("contextmenu", { bubbles: true, cancelable: true, clientX: 3, clientY: 4 }),
      );
    open(labelled(element, "Sales"));
    open(labelled(element, "Boss"));
    open(element);
    expect(fake.named("showContextMenu").map((call) => call.detail)).toEqual([
      [{ measure: "Sum(Query.Collaboration_hours)" }, { x: 3, y: 4 }],
      [{}, { x: 3, y: 4 }],
      [{}, { x: 3, y: 4 }],
    ] as never);
  });

  it("is walked with the keyboard: arrows, Home, End, Enter, menu key, Esc", () => {
    const { send, element, fake } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    const press = (key: string, init: KeyboardEventInit = {}) =>
      document.activeElement?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }),
      );
    const [first] = options(element);
    first?.focus();
    const here = () => options(element).indexOf(document.activeElement as SVGGElement);
    press("ArrowDown");
    expect(here()).toBe(1);
    // The tooltip comes with the focus, and names nobody.
    const [told] = fake.named("tooltip").at(-1)?.detail as [powerbi.extensibility.TooltipShowOptions];
    expect(told.dataItems[0]?.header).toBe("Sales");
    expect(told.identities).toEqual([]);
    press("End");
    expect(here()).toBe(3);
    press("Home");
    press("ArrowRight");
    expect(here()).toBe(1);
    press("ArrowUp");
    press("Enter");
    expect(fake.named("applyJsonFilter").length).toBe(1);
    press("F10", { shiftKey: true });
    expect(fake.named("showContextMenu").length).toBe(1);
    expect(options(element).filter((each) => each.getAttribute("tabindex") === "0").length).toBe(1);
    press("Escape");
    expect(document.activeElement).toBe(document.body);
  });

  it("explains every rule behind the shield, with policy and version", () => {
    const { send, element } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    const button = element.querySelector<HTMLButtonElement>(".shield");
    button?.click();
    const panel = element.querySelector<HTMLElement>(".panel");
    expect(panel?.hidden).toBeFalse();
    expect(panel?.textContent).toContain("at least 10 people");
    expect(panel?.textContent).toMatch(/Policy [0-9a-f]{16} · Quorum 0\.1\.0\.0/);
    expect(panel?.textContent).toContain("The minimum in force is 10, the default.");
    panel?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(panel?.hidden).toBeTrue();
    expect(document.activeElement).toBe(button);
    send(PIVOTED, rowsOf(GROUPS), { objects: { privacy: { minimum: 8 } } });
    expect(panel?.textContent).toContain("The minimum in force is 8, set by the report’s author.");
    send(PIVOTED, rowsOf(GROUPS), { objects: { privacy: { minimum: 10 } } });
    expect(panel?.textContent).toContain("The minimum in force is 10, set by the report’s author.");
    const modelled = rowsOf(GROUPS).map((row) => [...row, 12]);
    send([...PIVOTED, column("minimum", "Minimum")], modelled);
    expect(panel?.textContent).toContain("The minimum in force is 12, set by the data model.");
  });

  it("draws a trend with gaps, a crosshair and a tooltip of all groups", () => {
    const { send, element, fake } = scene();
    send(PIVOTED, rowsOf(GROUPS, 6), { objects: { chart: { kind: "trend" } } });
    const body = element.querySelector("svg.body") as SVGSVGElement;
    const box = body.getBoundingClientRect();
    body.dispatchEvent(
      new PointerEvent("pointermove", { bubbles: true, clientX: box.left + 100, clientY: box.top + 100 }),
    );
    expect(body.querySelector(".crosshair")).not.toBeNull();
    const shown = JSON.stringify(fake.named("tooltip").at(-1)?.detail);
    for (const { group } of GROUPS) expect(shown).toContain(group);
    element.querySelector(".picture")?.dispatchEvent(new PointerEvent("pointerleave"));
    expect(body.querySelector(".crosshair")).toBeNull();
  });

  it("switches the metric, or puts metrics side by side", () => {
    const { send, element, fake } = scene();
    const columns = [...PIVOTED, column("metric", "Meetings", { func: 0 })];
    const rows = rowsOf(GROUPS).map((row) => [...row, Number(row[3]) * 2]);
    send(columns, rows);
    const list = element.querySelector("select") as HTMLSelectElement;
    list.value = "Meetings";
    list.dispatchEvent(new Event("change"));
    expect(labelled(element, "Sales: Meetings 22.0")).toBeDefined();
    expect(fake.named("persistProperties").length).toBe(1);
    send(columns, rows, { objects: { chart: { metrics: "side" } } });
    expect(Array.from(element.querySelectorAll("figcaption"), (each) => each.textContent)).toEqual([
      "Collaboration hours",
      "Meetings",
    ]);
  });

  describe("where nothing is shown", () => {
    const until = async (holds: () => boolean): Promise<void> => {
      while (!holds()) await new Promise((done) => setTimeout(done, 10));
    };
    const note = (element: HTMLElement): string =>
      element.querySelector("[data-part=privacy]")?.textContent ?? "";
    // Eighteen people in twos: each week has six of them, and each group nine.
    const rows = Array.from({ length: 18 * 6 }, (_, i): Row | null => {
      const [person, week] = [i % 18, Math.floor(i / 18)];
      const date = new Date(Date.UTC(2026, 0, 4 + 7 * week));
      return person % 3 === week % 3
        ? [`p${String(person)}`, date, person < 9 ? "A" : "B", 3 + (i % 7)]
        : null;
    }).filter((row) => row !== null);

    it("names the periods that may show more, and keeps to it on a resize", async () => {
      const { send, element, fake } = scene();
      const objects = { chart: { kind: "trend" }, periods: { over: "week" } };
      const ungrouped = PIVOTED.filter((each) => each.roles?.["group"] !== true);
      const without = rows.map(([person = null, date = null, , hours = null]) => [person, date, hours]);
      send(ungrouped, without, { objects });
      await until(() => terminalEvents(fake).includes("renderingFinished"));
      expect(note(element)).toContain("This may show more: Periods › Months");
      expect(element.getAttribute("aria-busy")).toBeNull();
      send(ungrouped, [], { objects, type: 4, width: 500 });
      expect(note(element)).toContain("Periods › Months");
      send(ungrouped, without, { objects: { ...objects, periods: { over: "month" } } });
      expect(note(element)).not.toContain("may");
      expect(
        options(element).some((each) => /\d\.\d/.test(each.getAttribute("aria-label") ?? "")),
      ).toBeTrue();
    });

    it("names the field to leave out, and the same whatever the values", async () => {
      const notes: string[] = [];
      for (const hours of [1, 1000]) {
        const { send, element, fake } = scene();
        const other = rows.map((row, i) => [...row.slice(0, 3), i % 5 === 0 ? hours : 1]);
        send(PIVOTED, other, { objects: { chart: { kind: "bar" } } });
        await until(() => terminalEvents(fake).includes("renderingFinished"));
        notes.push(note(element));
      }
      expect(notes[0]).toContain("This may show more: without Organization");
      expect(notes[1]).toBe(notes[0] ?? "");
    });

    it("says what may help in general where none of these shows more", async () => {
      const { send, element, fake } = scene();
      send(PIVOTED, rowsOf([{ group: "Boss", count: 4, hours: 40 }]));
      await until(() => terminalEvents(fake).includes("renderingFinished"));
      expect(note(element)).toContain("A wider filter or longer periods may help");
    });
  });

  describe("with a metric that few people of a group have a value of", () => {
    const columns = [...PIVOTED, column("metric", "Meetings", { func: 0, format: "0.00" })];
    // Everybody has hours; of Product's fifteen people only four have meetings.
    const rowsWith = (meetings: (person: number, hours: number) => number) =>
      rowsOf(GROUPS.slice(0, 3)).map((row) => {
        const [group, person = 0] = String(row[0]).slice(1).split("-").map(Number);
        return [...row, group === 1 && person >= 4 ? null : meetings(person, Number(row[3]))];
      });
    const rows = rowsWith((person) => (person % 3 === 0 ? 5 : 2));
    const shown = (element: HTMLElement, group: string): readonly boolean[] =>
      options(element)
        .map((each) => each.getAttribute("aria-label") ?? "")
        .filter((label) => label.startsWith(group))
        .map((label) => !label.includes("Not shown"));
    const setting = (metrics: string) => ({
      objects: { chart: { metrics }, privacy: { totalsKnown: false } },
    });

    it("hides the group for both metrics side by side, each with its own decimals", () => {
      const { send, element } = scene();
      send(columns, rows, setting("side"));
      expect(shown(element, "Product")).toEqual([false, false]);
      expect(shown(element, "Sales")).toEqual([true, true]);
      expect(labelled(element, "Sales: Collaboration hours 11.0,")).toBeDefined();
      expect(labelled(element, "Sales: Meetings 3.00,")).toBeDefined();
    });

    it("hides it for that metric alone where the viewer switches", () => {
      const { send, element } = scene();
      send(columns, rows, setting("switch"));
      expect(shown(element, "Product")).toEqual([true]);
      const list = element.querySelector("select") as HTMLSelectElement;
      list.value = "Meetings";
      list.dispatchEvent(new Event("change"));
      expect(shown(element, "Product")).toEqual([false]);
      expect(labelled(element, "Sales: Meetings 3.00,")).toBeDefined();
    });

    it("hides it either way for metrics that are the same up to a factor", () => {
      const { send, element } = scene();
      const related = rowsWith((_, hours) => hours * 2);
      send(columns, related, setting("switch"));
      expect(shown(element, "Product")).toEqual([false]);
      send(columns, related, setting("side"));
      expect(shown(element, "Product")).toEqual([false, false]);
    });

    it("keeps no earlier answer where a second metric comes beside it, nor where one goes", () => {
      const { send, element } = scene();
      send(columns, rows, setting("switch"));
      expect(shown(element, "Product")).toEqual([true]);
      send(columns, rows, { ...setting("side"), type: 4 });
      expect(shown(element, "Product")).toEqual([false, false]);
      const drawn = options(element).map((each) => each.getAttribute("aria-label"));
      send(columns, rows, { ...setting("side"), width: 500, type: 4 });
      expect(options(element).map((each) => each.getAttribute("aria-label"))).toEqual(drawn);
      send(columns, rows, { ...setting("switch"), type: 4 });
      expect(shown(element, "Product")).toEqual([true]);
    });
  });

  it("lets a bookmark take back what the viewer switched to", () => {
    const { send, element } = scene();
    const columns = [...PIVOTED, column("metric", "Meetings", { func: 0 })];
    const rows = rowsOf(GROUPS).map((row) => [...row, Number(row[3]) * 2]);
    const kept = (metric: string) => ({ objects: { chart: { metric } } });
    send(columns, rows, kept("Collaboration hours"));
    const list = element.querySelector("select") as HTMLSelectElement;
    list.value = "Meetings";
    list.dispatchEvent(new Event("change"));
    expect(labelled(element, "Sales: Meetings")).toBeDefined();
    send(columns, rows, kept("Meetings"));
    expect(labelled(element, "Sales: Meetings")).toBeDefined();
    send(columns, rows, kept("Collaboration hours"));
    expect(labelled(element, "Sales: Collaboration hours")).toBeDefined();
  });

  it("puts the groups in the model's order where the rows come sorted by group", () => {
    const { send, element } = scene();
    const objects = { chart: { sort: "model" } };
    const order = () =>
      options(element).map((each) => each.getAttribute("aria-label")?.replace(/:.*/, "") ?? "");
    send(PIVOTED, rowsOf(GROUPS), { objects });
    expect(order()).toEqual(GROUPS.map(({ group }) => group));
    // Rows in another order tell nothing of the groups: names decide.
    const mixed = [...rowsOf(GROUPS)].sort((a, b) => Number(b[3]) - Number(a[3]));
    mixed.push(...mixed.splice(0, 1));
    send(PIVOTED, mixed, { objects });
    expect(order()).toEqual(GROUPS.map(({ group }) => group).sort());
  });

  it("orders names and the model's order as asked, in every chart, groups and series alike", () => {
    const { send, element } = scene();
    const sizes = ["Senior", "Junior", "Lead"];
    const columns = [...PIVOTED, column("series", "Level")];
    const rows = rowsOf(GROUPS.filter(({ count }) => count > 9).map((each) => ({ ...each, count: 60 })))
      .map((row) => [...row, sizes[Number(String(row[0]).split("-")[1]) % 3] ?? ""])
      .sort(
        (a, b) =>
          names.indexOf(String(a[2])) - names.indexOf(String(b[2])) ||
          sizes.indexOf(String(a[4])) - sizes.indexOf(String(b[4])),
      );
    const order = (chart: Record<string, string>): readonly string[] => {
      send(columns, rows, { objects: { chart } });
      return [
        ...new Set(
          options(element).map(
            (each) => each.getAttribute("aria-label")?.split(/ · (?=\d|[A-Z][a-z]+ \d)|:/)[0] ?? "",
          ),
        ),
      ];
    };
    const crossed = (groups: readonly string[], series: readonly string[]) =>
      groups.flatMap((group) => series.map((name) => `${group} · ${name}`));
    const byName = crossed([...names].sort(), [...sizes].sort());
    const byModel = crossed(names, sizes);
    for (const kind of ["bar", "columns", "heat", "trend"]) {
      expect(order({ kind, sort: "name" }))
        .withContext(kind)
        .toEqual(byName);
      expect(order({ kind, sort: "name", direction: "descending" }))
        .withContext(kind)
        .toEqual([...byName].reverse());
      expect(order({ kind, sort: "model" }))
        .withContext(kind)
        .toEqual(byModel);
      expect(order({ kind, sort: "model", direction: "descending" }))
        .withContext(kind)
        .toEqual([...byModel].reverse());
    }
  });

  it("keeps a group's colour of the theme when a filter takes other groups away", () => {
    const { send, element } = scene();
    const objects = { dataPoint: { byGroup: true } };
    const large = GROUPS.filter(({ count }) => count > 9);
    const color = () => labelled(element, "Sales")?.querySelector(".shape")?.getAttribute("fill");
    send(PIVOTED, rowsOf(large), { objects });
    const before = color();
    send(PIVOTED, rowsOf(large.filter(({ group }) => group !== "Finance")), { objects });
    expect(before).toMatch(/^#/);
    expect(color()).toBe(before);
  });

  it("switches the attribute of an unpivoted query", () => {
    const { send, element } = scene();
    const columns = [
      ...PIVOTED.filter((each) => each.roles?.["group"] !== true),
      column("attributeName", "AttributeName"),
      column("attributeValue", "AttributeValue"),
    ];
    const rows = rowsOf(GROUPS).flatMap(([person = null, date = null, group = null, hours = null]) => [
      [person, date, hours, "Organization", group],
      [person, date, hours, "Region", "Everywhere"],
    ]);
    send(columns, rows);
    expect(labelled(element, "Sales: Collaboration hours 11.0")).toBeDefined();
    const list = element.querySelector("select") as HTMLSelectElement;
    list.value = "Region";
    list.dispatchEvent(new Event("change"));
    expect(labelled(element, "Everywhere")).toBeDefined();
  });

  it("uses only the system's colours in high contrast", () => {
    const { send, element } = scene({ highContrast: true });
    send(PIVOTED, rowsOf(GROUPS), { objects: { chart: { kind: "bar" } } });
    const colors = new Set(
      Array.from(element.querySelectorAll("[fill]"), (each) => each.getAttribute("fill") ?? "").filter(
        (fill) => fill.startsWith("#"),
      ),
    );
    expect([...colors].sort()).toEqual(["#000000", "#ffffff"]);
  });

  it("mirrors the picture in a right-to-left language", () => {
    const { send, element } = scene({ locale: "ar-SA" });
    send(PIVOTED, rowsOf(GROUPS));
    expect(element.dir).toBe("rtl");
    const bar = labelled(element, "Product")?.querySelector(".shape");
    expect(Number(bar?.getAttribute("x")) + Number(bar?.getAttribute("width"))).toBeLessThan(600);
    expect(Number(bar?.getAttribute("x")) + Number(bar?.getAttribute("width"))).toBeGreaterThan(400);
  });

  it("draws into 40 × 40 pixels, and 500 groups, and one", () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      group: `Group ${String(index)}`,
      count: 11,
      hours: index,
    }));
    const drawn = (rows: ReturnType<typeof rowsOf>, extra = {}): number => {
      const { send, element, fake } = scene();
      send(PIVOTED, rows, extra);
      expect(fake.named("renderingFailed")).toEqual([]);
      return options(element).length;
    };
    expect(drawn(rowsOf(GROUPS), { width: 40, height: 40 })).toBe(4);
    expect(drawn(rowsOf(many, 1))).toBe(500);
    expect(drawn(rowsOf(GROUPS.slice(0, 1)))).toBe(1);
  });

  it("lets 500 columns scroll sideways, and nothing else", () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      group: `Group ${String(index)}`,
      count: 11,
      hours: index,
    }));
    const { send, element } = scene();
    const isWide = () => element.querySelector(".scroll")?.classList.contains("wide");
    const width = () => Number(element.querySelector("svg.body")?.getAttribute("width"));
    send(PIVOTED, rowsOf(many, 1), { objects: { chart: { kind: "columns" } } });
    expect(isWide()).toBeTrue();
    expect(width()).toBeGreaterThan(5000);
    expect(element.querySelector("svg.foot")?.getAttribute("width")).toBe("600");
    send(PIVOTED, rowsOf(many, 1), { objects: { chart: { kind: "bar" } } });
    expect(isWide()).toBeFalse();
    expect(width()).toBe(600);
  });

  it("warns the author of rows that were left out", () => {
    const { send, fake } = scene();
    send(PIVOTED, [...rowsOf(GROUPS), [null, new Date(), "Sales", 3]]);
    expect(JSON.stringify(fake.named("displayWarningIcon"))).toContain("without a person were left out: 1");
  });

  it("builds the formatting pane: Privacy first, a colour a group, the model's minimum disabled with its reason", () => {
    const { send, visual } = scene();
    send(
      [...PIVOTED, column("minimum", "Minimum")],
      rowsOf(GROUPS).map((row) => [...row, 12]),
    );
    const { cards } = visual.getFormattingModel();
    expect((cards[0] as powerbi.visuals.FormattingCard).displayName).toBe("Privacy");
    const text = JSON.stringify(cards);
    expect(text).toContain("Set by the model to 12.");
    expect(text).toContain('"selector":{"id":"Sales"}');
    expect(text).not.toContain("?");
  });

  it("has cards in its pane only for what the chart draws", () => {
    const { send, visual } = scene();
    const own = ["dataPoint", "lines", "heat", "labels"];
    const of = (kind: string): readonly string[] => {
      send(PIVOTED, rowsOf(GROUPS), { objects: { chart: { kind } } });
      const text = JSON.stringify(visual.getFormattingModel().cards);
      return own.filter((name) => text.includes(`"${name}-card"`));
    };
    expect(of("bar")).toEqual(["dataPoint", "labels"]);
    expect(of("columns")).toEqual(["dataPoint", "labels"]);
    expect(of("trend")).toEqual(["dataPoint", "lines"]);
    expect(of("heat")).toEqual(["heat", "labels"]);
  });

  it("keeps a group's colour, in both forms in which Power BI hands it back", () => {
    const { send, element } = scene();
    const fill = { solid: { color: "#123456" } };
    const shape = () => labelled(element, "Sales")?.querySelector(".shape")?.getAttribute("fill");
    send(PIVOTED, rowsOf(GROUPS), { objects: { dataPoint: { $instances: { Sales: { fill } } } } });
    expect(shape()).toBe("#123456");
    send(PIVOTED, rowsOf(GROUPS), { objects: { dataPoint: [{ id: "Sales", object: { fill } }] as never } });
    expect(shape()).toBe("#123456");
  });

  it("survives settings that a later or broken version wrote", () => {
    const { send, fake, element, visual } = scene();
    send(PIVOTED, rowsOf(GROUPS), {
      objects: {
        chart: { kind: "spiral", sort: 7 },
        privacy: { minimum: 2, groupSize: "loud" },
        labels: { decimals: 99 },
      } as never,
    });
    expect(fake.named("renderingFailed")).toEqual([]);
    expect(element.textContent).toContain("groups of 5 or more");
    // The pane shows what is in force, not what was written.
    const privacy = JSON.stringify(visual.getFormattingModel().cards[0]);
    expect(privacy).toMatch(/"propertyName":"minimum"[^}]*},"value":5,/);
  });

  it("remembers what it showed: a filter that drops one person hides what would tell of them", () => {
    const { send, element } = scene();
    send(
      PIVOTED,
      rowsOf([
        { group: "Sales", count: 21, hours: 10 },
        { group: "Product", count: 15, hours: 20 },
      ]),
    );
    expect(labelled(element, "Sales: Collaboration hours 11.0")).toBeDefined();
    send(
      PIVOTED,
      rowsOf([
        { group: "Sales", count: 19, hours: 10 },
        { group: "Product", count: 15, hours: 20 },
      ]),
    );
    expect(labelled(element, "Sales")?.getAttribute("aria-label")).toContain("Not shown");
    const forgetful = scene();
    forgetful.send(
      PIVOTED,
      rowsOf([
        { group: "Sales", count: 19, hours: 10 },
        { group: "Product", count: 15, hours: 20 },
      ]),
    );
    expect(labelled(forgetful.element, "Sales: Collaboration hours 10.9")).toBeDefined();
  });

  it("says behind the shield that an earlier minimum can hide a group, and how to begin anew", () => {
    const rows = rowsOf([
      { group: "Sales", count: 40, hours: 10 },
      { group: "Legal", count: 8, hours: 15 },
      { group: "Boss", count: 4, hours: 40 },
    ]);
    const minimum = (value: number) => ({
      objects: { privacy: { merge: true, totalsKnown: false, minimum: value } },
    });
    const legal = (element: HTMLElement) => labelled(element, "Legal")?.getAttribute("aria-label");
    const { send, element } = scene();
    // Other is Legal and Boss: with Legal shown as well, Boss would follow.
    send(PIVOTED, rows, minimum(10));
    expect(labelled(element, "Other")?.getAttribute("aria-label")).toMatch(/\d\.\d/);
    send(PIVOTED, rows, minimum(5));
    expect(legal(element)).toContain("Not shown");
    expect(element.querySelector(".panel")?.textContent).toContain(
      "showed earlier, with another filter or another minimum. Open the page again to begin anew.",
    );
    const again = scene();
    again.send(PIVOTED, rows, minimum(5));
    expect(legal(again.element)).toMatch(/\d\.\d/);
  });

  it("shows nothing of another date column, which the ledger could not compare", () => {
    const { send, element } = scene();
    const other = PIVOTED.map((one) =>
      one.roles?.["period"] === true ? { ...one, queryName: "Query.MonthStart" } : one,
    );
    send(PIVOTED, rowsOf(GROUPS));
    expect(labelled(element, "Sales")).toBeDefined();
    send(other, rowsOf(GROUPS));
    expect(labelled(element, "Sales")).toBeUndefined();
    expect(element.textContent).toContain("Open the page again.");
    send(PIVOTED, rowsOf(GROUPS));
    expect(labelled(element, "Sales")).toBeDefined();
  });

  it("leaves nothing behind when it goes", () => {
    const { send, visual, element } = scene();
    send(PIVOTED, rowsOf(GROUPS));
    visual.destroy();
    expect(element.childElementCount).toBe(0);
  });
});

import { Visual } from "../../src/visual/visual";
import { PIVOTED, update, type Row, type UpdateOptions } from "./data-views";
import { FakeHost } from "./fake-host";

/** More rows than are worked through at once: groups of 40 people each over 40 weeks. */
function manyRows(prefix: string, hours = 10): readonly Row[] {
  const start = Date.UTC(2024, 0, 7);
  return Array.from({ length: 40 * 1200 }, (_, row): Row => {
    const [person, week] = [row % 1200, Math.floor(row / 1200)];
    const date = new Date(start + week * 604_800_000);
    return [`p${String(person)}`, date, `${prefix} ${String(person % 30)}`, hours + (person % 7)];
  });
}

interface Scene {
  readonly fake: FakeHost;
  readonly visual: Visual;
  readonly element: HTMLElement;
  readonly send: (rows: readonly Row[], options?: UpdateOptions) => void;
  readonly busy: () => boolean;
  /** Labels of what is drawn. */
  readonly labels: () => readonly string[];
  readonly events: () => readonly string[];
  readonly settled: () => Promise<void>;
}

function scene(): Scene {
  const fake = new FakeHost({ segments: 1 });
  const element = document.createElement("div");
  element.style.cssText = "width:600px;height:400px";
  document.body.append(element);
  const visual = new Visual({ element, host: fake.build() });
  const busy = (): boolean => element.getAttribute("aria-busy") === "true";
  return {
    fake,
    visual,
    element,
    busy,
    send: (rows, options) => {
      visual.update(update(PIVOTED, rows, options));
    },
    labels: () =>
      Array.from(element.querySelectorAll("[role=option]"), (each) => each.getAttribute("aria-label") ?? ""),
    events: () => fake.calls.map(({ name }) => name).filter((name) => name.startsWith("rendering")),
    settled: async () => {
      while (busy()) await new Promise((done) => setTimeout(done));
    },
  };
}

describe("the visual with many rows", () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  it("works turn by turn, and ends the update when the picture is there", async () => {
    const { send, busy, labels, events, settled, element } = scene();
    const rows = manyRows("Group");
    send(rows.slice(0, 24_000), { more: true });
    expect(element.textContent).toContain("Loading, 24,000 rows so far");
    send(rows.slice(24_000), { operation: 2 });
    expect(busy()).toBeTrue();
    expect(labels()).toEqual([]);
    expect(element.textContent).toContain("Loading");
    expect(events()).toEqual(["renderingStarted", "renderingFinished", "renderingStarted"]);
    await settled();
    expect(labels().length).toBe(30);
    expect(events().slice(3)).toEqual(["renderingFinished"]);
  });

  it("gives up the rows that a newer update replaces, and draws the newer ones only", async () => {
    const { send, busy, labels, events, settled } = scene();
    send(manyRows("Old"));
    expect(busy()).toBeTrue();
    send(manyRows("New"));
    await settled();
    expect(labels().filter((label) => label.startsWith("New")).length).toBe(30);
    expect(labels().filter((label) => label.startsWith("Old"))).toEqual([]);
    expect(events()).toEqual([
      "renderingStarted",
      "renderingFinished",
      "renderingStarted",
      "renderingFinished",
    ]);
  });

  it("puts nothing down in the ledger that was never drawn", async () => {
    /** Labels of rows in whose place others came after so many turns, and whether that was before they were drawn. */
    const drawn = async (first: readonly Row[] | null, turns: number) => {
      const { send, busy, labels, settled } = scene();
      if (first) send(first);
      for (let turn = 0; busy() && turn < turns; turn += 1) await new Promise((done) => setTimeout(done));
      const replaced = busy();
      // One of a group of 40 is left out: shown before and after, the difference would be one person.
      send(manyRows("Group").filter(([person]) => person !== "p0"));
      await settled();
      return { replaced, labels: labels() };
    };
    const { labels: alone } = await drawn(null, 0);
    expect(alone.some((label) => label.startsWith("Group 0:") && !label.includes("Not shown"))).toBeTrue();
    for (let turns = 0; ; turns += 1) {
      const { replaced, labels } = await drawn(manyRows("Group"), turns);
      if (replaced) expect(labels).toEqual(alone);
      else {
        expect(turns).toBeGreaterThan(0);
        expect(
          labels.some((label) => label.startsWith("Group 0:") && label.includes("Not shown")),
        ).toBeTrue();
        break;
      }
    }
  });

  it("goes on with its work after a resize", async () => {
    const { send, busy, labels, events, settled, element } = scene();
    send(manyRows("Group"));
    expect(busy()).toBeTrue();
    for (const width of [500, 400, 300]) send([], { type: 4, width });
    await settled();
    expect(labels().length).toBe(30);
    expect(element.querySelector("svg.body")?.getAttribute("width")).toBe("300");
    expect(events().length).toBe(8);
  });

  it("stops when it is taken away", async () => {
    const { send, visual, element, events, labels } = scene();
    send(manyRows("Group"));
    visual.destroy();
    await new Promise((done) => setTimeout(done, 200));
    expect(labels()).toEqual([]);
    expect(element.childElementCount).toBe(0);
    expect(events()).toEqual(["renderingStarted", "renderingFinished"]);
  });

  it("keeps the picture on the screen until the next one is made", async () => {
    const { send, busy, labels, settled } = scene();
    send(manyRows("Before"));
    await settled();
    const before = labels();
    send(manyRows("After"));
    expect(busy()).toBeTrue();
    expect(labels()).toEqual(before);
    await settled();
    expect(labels().every((label) => label.startsWith("After"))).toBeTrue();
  });
});

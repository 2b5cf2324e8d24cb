// A browser over the report page with the packaged visual in it, for every end-to-end test.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type ElementHandle, type Frame, type Page } from "playwright-core";
import { findBrowser } from "../../scripts/lib/browser.mjs";
import { ensurePackaged } from "../../scripts/lib/package-visual.mjs";
import { servePlayground } from "../../scripts/lib/playground.mjs";
import { fontScript, type Han } from "./fonts";

/** Real material beside the project; tests that need it are skipped with a reason where it is missing. */
export const SHARED = join(import.meta.dirname, "..", "..", "..", "shared", "data");
export const sharedMissing = existsSync(SHARED) ? false : "../shared/data is not there";

export interface HostEvent {
  readonly tile: string;
  readonly name: string;
  readonly detail: string;
}

interface Exposed {
  quorum: {
    log: { entries: HostEvent[]; clear(): void };
    report: {
      tiles: { id: string; state: { title: string } }[];
      data: { name: string; length: number };
      model: { values(field: string): Promise<unknown> };
      openData(source: { kind: "text"; name: string; text: string }): Promise<void>;
      bind(tile: unknown, bindings: readonly Binding[]): void;
      format(tile: unknown, objectName: string, selector: null, properties: Record<string, unknown>): void;
      setTheme(name: string): void;
      setSlicers(slicers: Change["slicers"]): void;
    };
  };
}

export interface Binding {
  readonly role: string;
  readonly field: string;
  readonly summary: string;
}

/** Fields, settings and slicers of the first visual, all at once. */
export interface Change {
  readonly bindings: readonly Binding[];
  readonly objects: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly slicers?: readonly {
    readonly field: string;
    readonly values: readonly string[];
    readonly from: null;
    readonly to: null;
  }[];
}

/** The bindings of a pivoted query in the usual roles. */
export function pivoted(group: string, metric: string): Binding[] {
  return [
    { role: "person", field: "PersonId", summary: "none" },
    { role: "period", field: "MetricDate", summary: "none" },
    { role: "group", field: group, summary: "none" },
    { role: "metric", field: metric, summary: "sum" },
  ];
}

const ASKING = ["query", "restart", "fetchMoreData", "renderingStarted"];
const ENDS = ["renderingFinished", "renderingFailed"];

/** The update with a query's first rows is one of everything. */
const ANSWER = "update type 510";

/** Whether a visual was asked for something that it has not drawn yet. */
function awaited(events: readonly HostEvent[]): boolean {
  return [...new Set(events.map((event) => event.tile))].some((tile) => {
    const own = events.filter((event) => event.tile === tile);
    const names = own.map((event) => event.name);
    const answered = own.map(({ name, detail }) => `${name} ${detail}`.startsWith(ANSWER)).lastIndexOf(true);
    if (names.lastIndexOf("query") > answered) return true;
    const last = (wanted: readonly string[]) => Math.max(...wanted.map((name) => names.lastIndexOf(name)));
    return last(ASKING) > last(ENDS);
  });
}

/** In a visual's frame: answers the page's echo, after everything that the frame told before. */
function answerEcho(): void {
  if (window.parent === window) return;
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string" && data.startsWith("echo ")) window.parent.postMessage(data, "*");
  });
}

/** On the page: waits until everything on its way has arrived, in the model, in the frames and back. */
async function everythingArrives(): Promise<void> {
  const { report } = (window as unknown as Exposed).quorum;
  // Sizes are observed when a picture is drawn.
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  await report.model.values("");
  for (const frame of document.querySelectorAll<HTMLIFrameElement>(".tile iframe")) {
    const echo = `echo ${crypto.randomUUID()}`;
    const answered = new AbortController();
    window.addEventListener(
      "message",
      ({ data }) => {
        if (data === echo) answered.abort();
      },
      { signal: answered.signal },
    );
    // A frame that is being made does not hear yet; one that was taken away never will.
    while (!answered.signal.aborted && frame.isConnected) {
      frame.contentWindow?.postMessage(echo, "*");
      await new Promise((later) => setTimeout(later, 10));
    }
  }
}

/** How long a test waits for something that has to come: long enough for a machine that does much else. */
const PATIENCE = 120_000;

/**
 * Letters, colours and edges as the browser alone draws them, whatever the screen, the processor, and the
 * part of the picture that an earlier change left to be drawn again.
 */
const STEADY = [
  "--font-render-hinting=none",
  "--disable-lcd-text",
  "--force-color-profile=srgb",
  "--disable-partial-raster",
  "--disable-skia-runtime-opts",
];

/** The report page in a browser, and what a test does with it. */
export class Playground {
  /** Errors and warnings of the page itself and of its frames, as the browser saw them. */
  readonly complaints: string[] = [];
  /** Addresses that anything on the page asked for. */
  readonly requests: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
    private readonly browser: Browser,
    private readonly closeServer: () => Promise<void>,
  ) {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("request", (request) => this.requests.push(request.url()));
  }

  /**
   * Serves the page, opens it with a preset and waits until its first visual has drawn. `bundled` takes the
   * browser that npm carries, and fonts from npm for some text, so that pictures are the same everywhere.
   */
  static async open(
    options: { preset?: string; width?: number; height?: number; bundled?: { text: string; han: Han } } = {},
  ): Promise<Playground> {
    const { width = 1366, height = 768, preset, bundled } = options;
    if (process.env["QUORUM_PLAYGROUND_BUILT"] === undefined) await ensurePackaged();
    const server = await servePlayground({
      port: 0,
      build: process.env["QUORUM_PLAYGROUND_BUILT"] === undefined,
    });
    const { executablePath, args, env } = await findBrowser({ bundled: bundled !== undefined });
    const environment = { ...(process.env as Record<string, string>), ...env };
    const browser = await chromium.launch({
      executablePath,
      args: bundled ? [...args, ...STEADY] : args,
      env: environment,
    });
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce" });
    page.setDefaultTimeout(PATIENCE);
    await page.addInitScript(answerEcho);
    if (bundled) await page.addInitScript(fontScript(bundled.text, bundled.han));
    const playground = new Playground(page, server.url, browser, server.close);
    try {
      await playground.goto(preset);
    } catch (error) {
      // A browser that is left open keeps the whole run from ending.
      await playground.close();
      throw error;
    }
    return playground;
  }

  async goto(preset?: string): Promise<void> {
    await this.page.goto(
      preset === undefined ? this.url : `${this.url}?preset=${encodeURIComponent(preset)}`,
    );
    await this.page.waitForFunction(() => "quorum" in window);
    await this.settled();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.closeServer();
  }

  /** The frame of a visual on the page, the first unless told. */
  async frame(index = 0): Promise<Frame> {
    const handle = await this.page.locator(".tile iframe").nth(index).elementHandle();
    const frame = await (handle as ElementHandle<HTMLIFrameElement> | null)?.contentFrame();
    if (!frame) throw new Error("The visual has no frame.");
    return frame;
  }

  /** All text that a visual shows, one line a text, and its aria labels. */
  async text(index = 0): Promise<string> {
    const frame = await this.frame(index);
    return frame.locator("#visual").evaluate((element) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const texts: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement?.checkVisibility() === true) texts.push(node.textContent ?? "");
      }
      const labelled = [...element.querySelectorAll("[aria-label]")].filter((child) =>
        child.checkVisibility(),
      );
      return [...texts, ...labelled.map((child) => child.getAttribute("aria-label") ?? "")].join("\n");
    });
  }

  events(): Promise<HostEvent[]> {
    return this.page.evaluate(() => [...(window as unknown as Exposed).quorum.log.entries]);
  }

  clearEvents(): Promise<void> {
    return this.page.evaluate(() => {
      (window as unknown as Exposed).quorum.log.clear();
    });
  }

  /** Waits until every visual has drawn what was asked of it last, and nothing more comes for a moment. */
  async settled(quiet = 200): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    let before = -1;
    for (;;) {
      await this.page.evaluate(everythingArrives);
      const events = await this.events();
      if (events.length > 0 && events.length === before && !awaited(events)) return;
      if (Date.now() > deadline) {
        const notice = await this.page.locator("#notice").textContent();
        throw new Error(`The page did not settle: ${notice ?? ""} ${JSON.stringify(events.slice(-5))}`);
      }
      before = events.length;
      await this.page.waitForTimeout(quiet);
    }
  }

  /** Waits until the page has heard of an event with this name. */
  async heard(name: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) => (window as unknown as Exposed).quorum.log.entries.some((event) => event.name === wanted),
      name,
    );
  }

  /** A picture of a visual alone. The frame may be drawn later than the page around it: the second of two alike. */
  async picture(index = 0): Promise<Buffer> {
    const tile = this.page.locator(".tile iframe").nth(index);
    const frame = await this.frame(index);
    const taken: Buffer[] = [];
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline;) {
      await frame.evaluate(
        () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
      );
      const picture = await tile.screenshot({ animations: "disabled" });
      if (taken.at(-1)?.equals(picture) === true) return picture;
      taken.push(picture);
    }
    throw new Error("The picture does not come to rest.");
  }

  /** Opens data as if they had been dropped, in the named roles. */
  async openText(name: string, text: string, bindings?: readonly Binding[]): Promise<void> {
    await this.page.evaluate(
      ([file, content]) =>
        (window as unknown as Exposed).quorum.report.openData({ kind: "text", name: file, text: content }),
      [name, text] as const,
    );
    await this.settled();
    if (bindings) await this.bind(bindings);
  }

  async bind(bindings: readonly Binding[], index = 0): Promise<void> {
    await this.page.evaluate(
      ([fields, at]) => {
        const { report } = (window as unknown as Exposed).quorum;
        report.bind(report.tiles[at], fields);
      },
      [bindings, index] as const,
    );
    await this.settled();
  }

  async format(objectName: string, properties: Record<string, unknown>, index = 0): Promise<void> {
    await this.page.evaluate(
      ([name, values, at]) => {
        const { report } = (window as unknown as Exposed).quorum;
        report.format(report.tiles[at], name, null, values);
      },
      [objectName, properties, index] as const,
    );
    await this.settled();
  }

  /** Changes fields, settings and slicers of the first visual, and waits for what it draws in the end. */
  async change(change: Change): Promise<void> {
    await this.page.evaluate(({ bindings, objects, slicers = [] }) => {
      const { report } = (window as unknown as Exposed).quorum;
      const [tile] = report.tiles;
      for (const [name, values] of Object.entries(objects)) report.format(tile, name, null, values);
      report.setSlicers(slicers);
      report.bind(tile, bindings);
    }, change);
    await this.settled();
  }

  /** What the points of a visual say of themselves to a screen reader. */
  async points(index = 0): Promise<string[]> {
    const frame = await this.frame(index);
    return frame
      .locator("#visual [data-point]")
      .evaluateAll((points) => points.map((point) => point.getAttribute("aria-label") ?? ""));
  }

  /** Gives every visual on the page this size in pixels, until the page is opened again. */
  async size(width: number, height: number): Promise<void> {
    await this.page.locator(".tile-body").evaluateAll(
      (bodies, size) => {
        for (const body of bodies) (body as HTMLElement).style.cssText = size;
      },
      `flex: none; width: ${String(width)}px; height: ${String(height)}px`,
    );
    await this.settled();
  }

  async theme(name: "light" | "dark" | "contrast"): Promise<void> {
    await this.page.selectOption("#theme", name);
    await this.settled();
  }

  /** Drops a file of this machine on the page, as a person would. */
  async drop(path: string, bytes: Buffer): Promise<void> {
    const name = path.split(/[\\/]/).pop() ?? path;
    const transfer = await this.page.evaluateHandle(
      ([file, base64]) => {
        const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const made = new DataTransfer();
        made.items.add(new File([content], file, { type: "text/csv" }));
        return made;
      },
      [name, bytes.toString("base64")] as const,
    );
    await this.clearEvents();
    await this.page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
    await this.page.dispatchEvent("body", "drop", { dataTransfer: transfer });
    await this.page.waitForFunction(
      (file) => (window as unknown as Exposed).quorum.report.data.name === file,
      name,
    );
    await this.settled();
  }

  /**
   * What is wrong with the host events since they were cleared: updates without exactly one end, anything on
   * the console, blocked requests, services asked for.
   */
  async troubles(): Promise<string[]> {
    // An update that is under way has its end still to come; one that never ends is a trouble.
    // Looked at once: a new update may begin at any time.
    let events = await this.events();
    for (const deadline = Date.now() + PATIENCE; awaited(events) && Date.now() < deadline;) {
      await this.page.waitForTimeout(100);
      events = await this.events();
    }
    const troubles = events
      .filter(
        (event) =>
          event.name.startsWith("console.") || ["blocked", "asked for a service"].includes(event.name),
      )
      .map((event) => `${event.name}: ${event.detail}`);
    for (const tile of new Set(events.map((event) => event.tile))) {
      let open = 0;
      for (const { name } of events.filter((event) => event.tile === tile)) {
        if (name === "renderingStarted") open++;
        if (name === "renderingFinished" || name === "renderingFailed") open--;
        if (open < 0 || open > 1) troubles.push(`${tile}: rendering events out of step at ${name}`);
      }
      if (open !== 0) troubles.push(`${tile}: an update without an end`);
    }
    return [...troubles, ...this.complaints];
  }
}

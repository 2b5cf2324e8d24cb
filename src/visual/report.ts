import type powerbi from "powerbi-visuals-api";
import { drawChart } from "../charts/draw";
import type { Point } from "../charts/picture";
import type { Answer } from "./answer";
import { currentOf, switchableAttributes, type Asked, type Choice } from "./ask";
import { chartOptions, wordsFrom } from "./chart-options";
import { controls } from "./controls";
import { browserMeasure, styleFrom } from "./look";
import { messagePage, type Message } from "./message";
import { ordered, type ModelOrder } from "./order";
import { element } from "./page";
import { incompletePeriods } from "./periods";
import { listen } from "./pointing";
import type { Selection } from "./selection";
import { chosen } from "./settings";
import { Shield } from "./shield";
import { ThemeColors } from "./theme-colors";
import { Frame } from "./stage";
import type { Texts } from "./texts";

/** What a viewer may ask of the visual. */
export interface Wishes {
  select(point: Point, together: boolean): void;
  clear(): void;
  menu(point: Point | null, x: number, y: number): void;
  choose(choice: Partial<Choice>): void;
}

/** Everything that is needed to draw. */
export interface Drawing {
  readonly asked: Asked;
  readonly answers: readonly Answer[];
  /** Days of the query's own periods. */
  readonly days: readonly number[];
  readonly colors: Readonly<Record<string, string>>;
  readonly order: ModelOrder;
  readonly viewport: powerbi.IViewport;
  readonly selection: Selection;
  /** What may show more, where nothing is shown and it is known. */
  readonly advice: string | null;
}

const CONTROLS_HEIGHT = 32;
const CAPTION_HEIGHT = 24;
/** A chart beside others gets no narrower than this; then they stand below each other. */
const LEAST_WIDTH = 240;

/** The visual's place in the page: the pictures with what belongs to them, or a text instead. */
export class Report {
  private readonly pictures = element("div", { class: "pictures" });
  private readonly bar = element("div");
  private readonly shield: Shield;
  private readonly themeColors = new ThemeColors();
  private readonly measureText = browserMeasure(
    "'Segoe UI', wf_segoe-ui_normal, helvetica, arial, sans-serif",
  );
  private readonly rtl: boolean;
  private frames: readonly Frame[] = [];

  constructor(
    private readonly root: HTMLElement,
    private readonly host: powerbi.extensibility.visual.IVisualHost,
    private readonly texts: Texts,
    private readonly wishes: Wishes,
  ) {
    this.rtl = /^(ar|he|fa|ur)\b/i.test(host.locale);
    this.shield = new Shield(texts);
    root.classList.add("quorum");
    root.lang = host.locale;
    root.dir = this.rtl ? "rtl" : "ltr";
    root.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      wishes.menu(null, event.clientX, event.clientY);
    });
  }

  destroy(): void {
    this.root.replaceChildren();
  }

  /** Says that another picture than the one on the screen is being made. */
  busy(): void {
    this.root.setAttribute("aria-busy", "true");
  }

  page(content: HTMLElement): void {
    this.frames = [];
    this.theme();
    this.root.removeAttribute("aria-busy");
    this.root.replaceChildren(content);
  }

  messages(messages: readonly Message[]): void {
    this.page(messagePage(messages));
  }

  /** Rows are coming. What was drawn before is taken away: it is not the answer to this query. */
  loading(text: string): void {
    const bar = element("progress", { "aria-label": text });
    this.page(element("section", { class: "message loading", role: "status" }, element("p", {}, text), bar));
  }

  draw(drawing: Drawing): void {
    const { answers, asked, viewport } = drawing;
    this.root.removeAttribute("aria-busy");
    const switches = this.switches(asked, viewport);
    this.keepFrames(answers.length);
    const across = Math.max(1, Math.min(answers.length, Math.floor(viewport.width / LEAST_WIDTH)));
    const down = Math.ceil(answers.length / across);
    const caption = answers.length > 1 ? CAPTION_HEIGHT : 0;
    const width = Math.max(1, Math.floor(viewport.width / across) - (across > 1 ? 12 : 0));
    const height = Math.max(answers.length > 1 ? 120 : 1, (viewport.height - switches) / down - caption);
    answers.forEach((answer, index) => {
      const options = this.optionsOf(answer, index, drawing, width, Math.floor(height));
      const release = ordered(answer.release, drawing.order, asked.settings.chart, this.texts.locale);
      const picture = drawChart(release, options);
      const title = caption > 0 ? answer.question.title : "";
      this.frames[index]?.show({ picture, title }, (point) => selected(point, drawing.selection));
    });
    this.showShield(drawing);
  }

  select(selection: Selection): void {
    for (const frame of this.frames) frame.markPoints((point) => selected(point, selection));
  }

  private optionsOf(answer: Answer, index: number, drawing: Drawing, width: number, height: number) {
    const { settings, fields } = drawing.asked;
    const style = styleFrom(this.host.colorPalette, settings.colors.defaultColor.value.value);
    const { over, weekStart } = answer.question.view;
    return chartOptions(answer.question, settings, {
      width,
      height,
      id: `quorum-${String(index)}`,
      kind: answer.kind,
      style,
      words: wordsFrom(this.texts, drawing.advice),
      colors: style.highContrast ? {} : drawing.colors,
      themeColors: this.themeColors.of(answer.release, style.palette),
      incomplete: settings.lines.incomplete.value ? incompletePeriods(drawing.days, over, weekStart) : [],
      rtl: this.rtl,
      locale: this.texts.locale,
      measureText: this.measureText,
      dateFormat: fields.period?.column.format,
    });
  }

  /** Lists to switch metric and attribute; gives the height that they take. */
  private switches({ fields, settings, attributes, choice }: Asked, viewport: powerbi.IViewport): number {
    const side = chosen(settings.chart.metrics) === "side";
    const metrics = side ? [] : fields.metrics.map((metric) => metric.name);
    const pairs = switchableAttributes({ fields, attributes });
    const room = viewport.height >= 120 && viewport.width >= 160;
    if (!room || (metrics.length < 2 && pairs.length < 2)) {
      this.bar.replaceChildren();
      return 0;
    }
    const metric = currentOf(metrics, choice.metric ?? settings.chart.metric.value);
    const attribute = currentOf(pairs, choice.attribute ?? settings.chart.attribute.value);
    const bar = controls([
      {
        label: this.texts.say("Role_metric"),
        names: metrics,
        current: metric,
        onChange: (name) => {
          this.wishes.choose({ metric: name });
        },
      },
      {
        label: this.texts.say("Role_group"),
        names: pairs,
        current: attribute,
        onChange: (name) => {
          this.wishes.choose({ attribute: name });
        },
      },
    ]);
    this.bar.replaceChildren(bar);
    return CONTROLS_HEIGHT;
  }

  /** As many frames as pictures; those that are there stay, with their focus and scrolling. */
  private keepFrames(count: number): void {
    this.theme();
    const kept = this.frames.slice(0, count);
    while (kept.length < count) {
      const frame = new Frame();
      listen(frame, {
        ...this.wishes,
        leave: () => {
          (document.activeElement as HTMLElement | null)?.blur();
        },
        tooltips: this.host.tooltipService,
        rtl: this.rtl,
      });
      kept.push(frame);
    }
    this.frames = kept;
    const wanted = kept.map((frame) => frame.element);
    const current = Array.from(this.pictures.children);
    if (wanted.length !== current.length || wanted.some((each, index) => each !== current[index])) {
      this.pictures.replaceChildren(...wanted);
    }
    if (this.pictures.parentElement !== this.root) {
      this.root.replaceChildren(this.bar, this.pictures, this.shield.button, this.shield.panel);
    }
  }

  private showShield({ answers, asked, viewport }: Drawing): void {
    const first = answers[0];
    this.shield.button.hidden = !first || viewport.width < 140 || viewport.height < 90;
    if (!first) return;
    const { minimum, settings } = asked;
    const { policy } = first.question;
    const own = settings.privacy.isMinimumSet ? "author" : "default";
    const setBy = minimum.kind === "read" && minimum.value >= policy.minGroupSize ? "model" : own;
    this.shield.show({ policy, hash: first.release.policy.hash, setBy });
  }

  /** Colours of the theme for what is not a picture. */
  private theme(): void {
    const { colorPalette } = this.host;
    const style = styleFrom(colorPalette, "");
    this.root.classList.toggle("high-contrast", style.highContrast);
    const colors = {
      foreground: style.foreground,
      background: style.background,
      muted: style.muted,
      faint: style.faint,
    };
    for (const [name, value] of Object.entries(colors)) this.root.style.setProperty(`--${name}`, value);
  }
}

/** Whether a point belongs to the selection; null where nothing is selected. */
function selected({ cell }: Point, selection: Selection): boolean | null {
  if (selection.size === 0) return null;
  return cell.group !== null && selection.has(cell.group);
}

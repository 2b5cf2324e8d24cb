import type powerbi from "powerbi-visuals-api";
import { FormattingSettingsService } from "powerbi-visuals-utils-formattingmodel";
import "./../../style/visual.less";
import { memorySource, type MemorySource } from "../cells/memory-source";
import { Ledger } from "../privacy/ledger";
import { PolicyError } from "../privacy/policy";
import { atOnce } from "../privacy/steps";
import type { Problem } from "../rows/problems";
import type { Point } from "../charts/picture";
import { adviceFor, needAdvice } from "./advice";
import { answersAgain, areAnswered, propose, type Answer } from "./answer";
import { questionsFor, type Asked, type Choice, type Question } from "./ask";
import { groupColors } from "./chart-options";
import { nextStep, type Step } from "./decide";
import { readFields, type Fields } from "./fields";
import { Intake, type ModelMinimum } from "./intake";
import { landingPage } from "./landing";
import { Rendering } from "./lifecycle";
import { messages, problemMessage, type Message } from "./message";
import { OnObject } from "./on-object";
import { modelOrder, noOrder } from "./order";
import { arrangePane } from "./pane";
import { Report, type Drawing } from "./report";
import { SessionFields } from "./session-fields";
import { filtersFor, selectionFrom, toggled, type Selection } from "./selection";
import { chosen, Settings } from "./settings";
import { Texts } from "./texts";
import { Turns } from "./turns";

type ConstructorOptions = powerbi.extensibility.visual.VisualConstructorOptions;
type UpdateOptions = powerbi.extensibility.visual.VisualUpdateOptions;

// The API's const enums exist for its own compiler only.
const DATA_CHANGED = 2;
const FILTER_MERGE = 0;
const FILTER_REMOVE = 1;
/** So many rows are worked through within a moment: nobody has to wait in between. */
const MOMENTARY = 30_000;

export class Visual implements powerbi.extensibility.visual.IVisual {
  private readonly host: powerbi.extensibility.visual.IVisualHost;
  private readonly texts: Texts;
  private readonly formatting: FormattingSettingsService;
  private readonly selectionManager: powerbi.extensibility.ISelectionManager;
  private readonly report: Report;
  private readonly rendering: Rendering;
  private readonly onObject: OnObject;
  /** The name that Power BI looks for. */
  readonly visualOnObjectFormatting: powerbi.extensibility.visual.VisualOnObjectFormatting;
  private readonly turns = new Turns();
  private readonly intake = new Intake();
  /** What this visual has shown since it was created. */
  private readonly ledger = new Ledger();
  private readonly shownFields = new SessionFields();
  private settings = new Settings();
  private source: MemorySource | null = null;
  private step: Step = { kind: "landing" };
  /** What is on the screen, and where it is from: not yet `source` while newer rows are worked on. */
  private answers: readonly Answer[] = [];
  private answered: MemorySource | null = null;
  /** What may show more than the answers; undefined: not worked out yet. */
  private advice: string | null | undefined;
  private colors: Readonly<Record<string, string>> = {};
  private choice: Choice = { metric: null, attribute: null };
  private selection: Selection = new Set();
  private viewport: powerbi.IViewport = { width: 0, height: 0 };

  /** `options` is optional only because the generated plugin file asks for it; Power BI always gives it. */
  constructor(options?: ConstructorOptions) {
    if (!options) throw new TypeError("Power BI gave the visual no options.");
    const { host, element } = options;
    this.host = host;
    this.rendering = new Rendering(host.eventService);
    const localization = host.createLocalizationManager();
    this.texts = new Texts(localization, host.locale);
    this.formatting = new FormattingSettingsService(localization);
    this.selectionManager = host.createSelectionManager();
    this.onObject = new OnObject(element, host.subSelectionService, this.texts);
    this.visualOnObjectFormatting = this.onObject.formatting;
    this.report = new Report(element, host, this.texts, {
      select: (point, together) => {
        this.select(point, together);
      },
      clear: () => {
        this.applySelection(new Set());
      },
      menu: (point, x, y) => {
        this.openMenu(point, x, y);
      },
      choose: (choice) => {
        this.choose(choice);
      },
    });
  }

  /** Reads what came, decides what it asks for, and does it: at once, or turn by turn where there is much to do. */
  update(options: UpdateOptions): void {
    this.rendering.start(options);
    this.work(() => {
      this.read(options);
      return this.act(this.step);
    });
  }

  getFormattingModel(): powerbi.visuals.FormattingModel {
    arrangePane(this.settings, this.answers, this.minimum(), this.colors, this.texts);
    return this.formatting.buildFormattingModel(this.settings);
  }

  destroy(): void {
    this.turns.close();
    this.rendering.finish();
    this.report.destroy();
    this.intake.clear();
  }

  /** Settings, fields and rows of an update. Rows are read only where the update brings any. */
  private read(options: UpdateOptions): void {
    this.viewport = options.viewport;
    this.onObject.read(options);
    const dataView = options.dataViews[0] as powerbi.DataView | undefined;
    const data = (options.type & DATA_CHANGED) !== 0 || this.step.kind === "landing";
    if (!dataView) this.intake.clear();
    if (dataView) this.readSettings(dataView);
    this.colors = groupColors(dataView?.metadata.objects);
    const reading = readFields(dataView?.table?.columns ?? dataView?.metadata.columns ?? []);
    if (reading.kind !== "ready") this.intake.clear();
    else {
      this.selection = selectionFrom(options.jsonFilters, reading.fields);
      if (data && dataView) this.intake.take(dataView, reading.fields, options.operationKind);
    }
    this.step = nextStep({ reading, rows: this.intake.rowCount, more: this.intake.more });
  }

  /** What a bookmark brings back wins over what the viewer switched to since. */
  private readSettings(dataView: powerbi.DataView): void {
    const { metric, attribute } = this.settings.chart;
    this.settings = this.formatting.populateFormattingSettingsModel(Settings, dataView);
    const { chart, privacy } = this.settings;
    privacy.isMinimumSet = dataView.metadata.objects?.["privacy"]?.["minimum"] !== undefined;
    if (chart.metric.value !== metric.value || chart.attribute.value !== attribute.value)
      this.choice = { metric: null, attribute: null };
  }

  /** Begins work in place of what is under way, and ends the update when the work is done. */
  private work(begin: () => Iterable<void>): void {
    const { rendering, onObject } = this;
    const whole = function* (): Generator<void> {
      yield* begin();
      onObject.outline();
      rendering.finish();
    };
    this.turns.run(whole(), (error) => {
      rendering.fail(error, (reason) => this.showError(reason));
    });
    if (this.turns.underWay) this.report.busy();
  }

  private act(step: Step): Iterable<void> {
    if (step.kind === "draw") return this.draw(step.fields);
    this.forget();
    switch (step.kind) {
      case "landing":
        this.report.page(landingPage(this.texts));
        break;
      case "refuse":
        this.report.messages(messages(step.refusals, this.texts));
        break;
      case "no-rows":
        this.report.messages([this.message("NoRows")]);
        break;
      case "fetch-more":
        this.fetchMore();
        break;
    }
    return [];
  }

  private fetchMore(): void {
    const rows = this.texts.count(this.intake.rowCount);
    // False: only the new rows come with the next update, so nothing is read twice.
    if (this.intake.waiting || this.host.fetchMoreData(false)) {
      this.intake.ask();
      this.report.loading(this.texts.say("Loading", rows));
    } else this.report.messages([this.message("Cut", rows)]);
  }

  /**
   * What is on the screen stays until the picture is made. What is decided is put down in the ledger and drawn in
   * one step: a newer update that takes the place of this work leaves nothing there that was never drawn.
   */
  private *draw(fields: Fields): Generator<void> {
    const { store } = this.intake;
    if (!store) return;
    store.finish();
    const obstacles = this.obstacles(store.problems, fields);
    if (obstacles.length > 0) {
      this.report.messages(obstacles);
      return;
    }
    if (this.source?.rows !== store) this.source = memorySource(store);
    const { source } = this;
    const asked: Asked = {
      fields,
      settings: this.settings,
      choice: this.choice,
      attributes: store.attributes,
      periods: store.periods.length,
      minimum: this.minimum(),
    };
    yield* this.answer(questionsFor(asked), source);
    if (this.answers.some(({ isRefused }) => isRefused)) {
      this.report.messages([this.message("Session")]);
      return;
    }
    if (
      this.answers.some(({ release }) =>
        release.cells.some(({ status }) => status === "shown" || status === "clipped"),
      )
    )
      this.shownFields.shown(fields);
    const drawing: Drawing = {
      asked,
      answers: this.answers,
      days: store.periods,
      colors: this.colors,
      order: chosen(this.settings.chart.sort) === "model" ? modelOrder(store, fields) : noOrder,
      viewport: this.viewport,
      selection: this.selection,
      advice: this.advice ?? null,
    };
    this.report.draw(drawing);
    this.warn(store.problems);
    yield* this.advise(drawing, source);
  }

  /** Answers from the same rows to the same questions stay: a resize or another colour only draws. */
  private *answer(questions: readonly Question[], source: MemorySource): Generator<void> {
    if (this.answered === source && areAnswered(questions, this.answers)) {
      this.answers = answersAgain(questions, this.answers);
      return;
    }
    const steps = propose(questions, source, this.ledger);
    const { answers, ledger } = source.rows.length > MOMENTARY ? yield* steps : atOnce(steps);
    this.ledger.become(ledger);
    this.answers = answers;
    this.answered = source;
    this.advice = undefined;
  }

  /** Adds to a picture of nothing what may show more, once that is worked out. */
  private *advise(drawing: Drawing, source: MemorySource): Generator<void> {
    if (this.advice !== undefined || !needAdvice(drawing.answers, source)) return;
    yield;
    this.advice = yield* adviceFor(drawing.answers, source, this.ledger, this.texts);
    this.report.draw({ ...drawing, selection: this.selection, advice: this.advice });
  }

  /** What keeps the rows from being drawn at all. */
  private obstacles(problems: readonly Problem[], fields: Fields): readonly Message[] {
    const errors = problems.filter((problem) => problem.severity === "error");
    const found = errors.map((problem) => problemMessage(problem, this.texts));
    if (this.settings.privacy.session.value && !this.shownFields.fits(fields))
      found.push(this.message("Session"));
    return this.minimum().kind === "unreadable" ? [...found, this.message("Minimum")] : found;
  }

  /** Tells the author, not the reader, what was left out of the picture. */
  private warn(problems: readonly Problem[]): void {
    const warnings = problems.filter((problem) => problem.severity === "warning");
    if (warnings.length === 0) return;
    const texts = warnings.map((problem) => problemMessage(problem, this.texts).mend);
    this.host.displayWarningIcon(this.texts.say("Warning_title"), texts.join("\n"));
  }

  private minimum(): ModelMinimum {
    const reading = this.step.kind === "draw" ? this.step.fields : null;
    return reading ? this.intake.modelMinimum(reading) : { kind: "unbound" };
  }

  private forget(): void {
    this.answers = [];
    this.answered = null;
    this.source = null;
  }

  private choose(choice: Partial<Choice>): void {
    this.choice = { ...this.choice, ...choice };
    const properties = { metric: this.choice.metric ?? "", attribute: this.choice.attribute ?? "" };
    const selector = null as unknown as powerbi.data.Selector;
    this.host.persistProperties({ merge: [{ objectName: "chart", selector, properties }] });
    this.work(() => (this.step.kind === "draw" ? this.draw(this.step.fields) : []));
  }

  /** Only what is shown can be selected: a hidden group is handed to nobody. */
  private select(point: Point, together: boolean): void {
    if (!point.shown || point.cell.group === null) this.applySelection(new Set());
    else this.applySelection(toggled(this.selection, point.cell.group, together));
  }

  private applySelection(selection: Selection): void {
    if (this.step.kind !== "draw" || this.host.hostCapabilities.allowInteractions === false) return;
    if (selection.size === 0 && this.selection.size === 0) return;
    this.selection = selection;
    const attribute = this.answers[0]?.question.view.by ?? null;
    const filters = filtersFor(selection, this.step.fields, attribute);
    const action = filters.length > 0 ? FILTER_MERGE : FILTER_REMOVE;
    this.host.applyJsonFilter([...filters], "general", "filter", action as powerbi.FilterAction);
    this.report.select(selection);
  }

  /** A row's identity would name a person, so a point is known to the menu by its metric alone. */
  private openMenu(point: Point | null, x: number, y: number): void {
    const metric = this.answers[0]?.question.metric.column.queryName;
    const nothing = {} as powerbi.visuals.ISelectionId;
    const identity =
      point?.shown === true && metric !== undefined
        ? this.host.createSelectionIdBuilder().withMeasure(metric).createSelectionId()
        : nothing;
    void this.selectionManager.showContextMenu(identity, { x, y });
  }

  private message(key: string, ...values: readonly string[]): Message {
    return { title: this.texts.say(`${key}_title`), mend: this.texts.say(`${key}_mend`, ...values) };
  }

  /** Never the error's own text, which may quote the data; but a policy's problems are about the policy. */
  private showError(error: unknown): string {
    const title = this.texts.say("Error_title");
    const name = error instanceof Error ? error.name : "Error";
    const mend = error instanceof PolicyError ? error.message : this.texts.say("Error_unexpected", name);
    this.report.messages([{ title, mend }]);
    return `${title} (${name})`;
  }
}

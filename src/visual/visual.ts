import type powerbi from "powerbi-visuals-api";
import { FormattingSettingsService } from "powerbi-visuals-utils-formattingmodel";
import "./../../style/visual.less";
import { landingPage } from "./landing";
import { withRenderingEvents } from "./lifecycle";
import { messagePage } from "./message";
import { Settings } from "./settings";
import { Texts } from "./texts";

type ConstructorOptions = powerbi.extensibility.visual.VisualConstructorOptions;
type UpdateOptions = powerbi.extensibility.visual.VisualUpdateOptions;

export class Visual implements powerbi.extensibility.visual.IVisual {
  private readonly host: powerbi.extensibility.visual.IVisualHost;
  private readonly root: HTMLElement;
  private readonly texts: Texts;
  private readonly formatting: FormattingSettingsService;
  private settings = new Settings();

  /** `options` is optional only because the generated plugin file asks for it; Power BI always gives it. */
  constructor(options?: ConstructorOptions) {
    if (!options) throw new TypeError("Power BI gave the visual no options.");
    this.host = options.host;
    this.root = options.element;
    this.root.classList.add("quorum");
    const localization = options.host.createLocalizationManager();
    this.texts = new Texts(localization, options.host.locale);
    this.formatting = new FormattingSettingsService(localization);
  }

  update(options: UpdateOptions): void {
    withRenderingEvents(
      this.host.eventService,
      options,
      () => {
        this.draw(options);
      },
      (error) => this.showError(error),
    );
  }

  getFormattingModel(): powerbi.visuals.FormattingModel {
    return this.formatting.buildFormattingModel(this.settings);
  }

  private draw(options: UpdateOptions): void {
    const dataView = options.dataViews[0];
    if (dataView) this.settings = this.formatting.populateFormattingSettingsModel(Settings, dataView);
    this.root.replaceChildren(landingPage(this.texts));
  }

  /** Never the error's own text: it may quote the data. */
  private showError(error: unknown): string {
    const title = this.texts.say("Error_title");
    const name = error instanceof Error ? error.name : "Error";
    this.root.replaceChildren(messagePage({ title, mend: this.texts.say("Error_unexpected", name) }));
    return `${title} (${name})`;
  }
}

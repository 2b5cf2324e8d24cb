import type powerbi from "powerbi-visuals-api";

type UpdateOptions = powerbi.extensibility.visual.VisualUpdateOptions;
type Events = powerbi.extensibility.IVisualEventService;

/** The rendering events of one update after another: each that starts ends exactly once, whatever happens between. */
export class Rendering {
  private underWay: UpdateOptions | null = null;

  constructor(private readonly events: Events) {}

  /** An update starts. One that is still under way ends here: the newer one takes over its work. */
  start(options: UpdateOptions): void {
    this.finish();
    this.underWay = options;
    this.events.renderingStarted(options);
  }

  /** What the update asked for is on the screen. Nothing happens where none is under way. */
  finish(): void {
    const options = this.end();
    if (options) this.events.renderingFinished(options);
  }

  /** The update failed; `show` shows the error and returns the reason for the host. */
  fail(error: unknown, show: (error: unknown) => string): void {
    const reason = reasonOf(error, show);
    const options = this.end();
    if (options) this.events.renderingFailed(options, reason);
  }

  private end(): UpdateOptions | null {
    const options = this.underWay;
    this.underWay = null;
    return options;
  }
}

/** Showing the error may fail as well; the host still gets its one event. */
function reasonOf(error: unknown, show: (error: unknown) => string): string {
  try {
    return show(error);
  } catch {
    return "The error could not be shown.";
  }
}

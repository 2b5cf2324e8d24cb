import type powerbi from "powerbi-visuals-api";

type UpdateOptions = powerbi.extensibility.visual.VisualUpdateOptions;
type Events = powerbi.extensibility.IVisualEventService;

/**
 * Runs one update between `renderingStarted` and exactly one terminal event, whatever happens inside.
 * A failure is handed to `onError`, which shows it and returns the reason for the host.
 */
export function withRenderingEvents(
  events: Events,
  options: UpdateOptions,
  draw: () => void,
  onError: (error: unknown) => string,
): void {
  events.renderingStarted(options);
  let failure: string | null = null;
  try {
    draw();
  } catch (error) {
    failure = reasonOf(error, onError);
  }
  if (failure === null) events.renderingFinished(options);
  else events.renderingFailed(options, failure);
}

/** Showing the error may fail as well; the host still gets its one event. */
function reasonOf(error: unknown, onError: (error: unknown) => string): string {
  try {
    return onError(error);
  } catch {
    return "The error could not be shown.";
  }
}

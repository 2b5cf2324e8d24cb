import { SingleBar } from "cli-progress";

/** Progress of one long piece of work. */
export interface Progress {
  /** Adds to what is done, in the unit of `total`. */
  advance(by: number): void;
  /** Takes the bar away; safe to call twice. */
  stop(): void;
}

const SILENT: Progress = { advance: () => undefined, stop: () => undefined };

/**
 * A progress bar on standard error with percentage and time left; silent where standard error is no terminal.
 * @param title what is being done, in two or three words.
 * @param total how much there is to do; unknown when left out, then only the amount is counted.
 * @param unit of the amounts, for example "MB" or "rows".
 */
export function startProgress(title: string, total: number | undefined, unit = ""): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const known = total !== undefined && total > 0;
  const format = known ? `${title} {bar} {percentage}% · {eta_formatted} left` : `${title} {value} ${unit}`;
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
  });
  bar.start(known ? total : Number.MAX_SAFE_INTEGER, 0);
  let running = true;
  return {
    advance: (by) => {
      if (running) bar.increment(by);
    },
    stop: () => {
      if (running) bar.stop();
      running = false;
    },
  };
}

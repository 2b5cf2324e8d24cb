import { segmentLength, type Segment } from "./segment";
import type { RowStore } from "./store";

/** Rows between two pauses: a few milliseconds of work. */
const ROWS_A_TURN = 16_384;

/** How a store is filled while something else has to stay responsive. */
export interface FeedOptions {
  /** Lets others work before more rows are read: `() => new Promise((done) => setTimeout(done))`. */
  readonly pause: () => Promise<void>;
  /** Told after every turn how many rows have been read. */
  readonly onProgress?: (rowsRead: number) => void;
  /** An AbortSignal, or anything else with its flag; looked at after every pause. */
  readonly signal?: { readonly aborted: boolean };
}

/**
 * Appends segments turn by turn and finishes the store. Answers "cancelled" when the signal says so: the store
 * is then left as it is, incomplete, and can be fed on or thrown away. An error of the source is passed on and
 * leaves the store incomplete as well.
 */
export async function feed(
  store: RowStore,
  segments: Iterable<Segment> | AsyncIterable<Segment>,
  { pause, onProgress, signal }: FeedOptions,
): Promise<"finished" | "cancelled"> {
  let rowsRead = 0;
  for await (const segment of segments) {
    const length = segmentLength(segment);
    for (let from = 0; from < length; from += ROWS_A_TURN) {
      if (signal?.aborted === true) return "cancelled";
      const to = Math.min(length, from + ROWS_A_TURN);
      store.append(segment, from, to);
      rowsRead += to - from;
      onProgress?.(rowsRead);
      await pause();
    }
  }
  if (signal?.aborted === true) return "cancelled";
  store.finish();
  return "finished";
}

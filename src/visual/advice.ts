import type { MemorySource } from "../cells/memory-source";
import { coarserViews, isAllHidden, type CoarserView } from "../privacy/coarser";
import type { Ledger } from "../privacy/ledger";
import type { Answer } from "./answer";
import type { Texts } from "./texts";

/** With more rows than these each view takes too long to be tried. */
const MOST_ROWS = 200_000;

/** Whether nothing is shown, and what would show more can be worked out. */
export function needAdvice(answers: readonly Answer[], source: MemorySource): boolean {
  return source.rows.length <= MOST_ROWS && answers.every(({ release }) => isAllHidden(release));
}

/**
 * Where nothing is shown: which choice of periods or fields may show more, as a text; null where none does. Tried
 * against a copy of the ledger, one view a step. Who counts where decides, never a value.
 */
export function* adviceFor(
  [first]: readonly Answer[],
  source: MemorySource,
  ledger: Ledger,
  texts: Texts,
): Generator<void, string | null> {
  if (!first) return null;
  const { view, policy } = first.question;
  const changes = new Map<CoarserView["change"], string>();
  for (const found of coarserViews(source, view, policy, ledger)) {
    // The first of each kind is the least coarse.
    if (found && !changes.has(found.change)) changes.set(found.change, changeOf(first, found, texts));
    yield;
  }
  if (changes.size === 0) return null;
  const list = new Intl.ListFormat(texts.locale, { type: "disjunction" });
  return texts.say("Coarser_may", list.format(changes.values()));
}

function changeOf(
  { question: { view } }: Answer,
  { change, view: { over } }: CoarserView,
  texts: Texts,
): string {
  return change === "period"
    ? `${texts.say("Card_periods")} › ${texts.say(`Periods_over_${over}`)}`
    : texts.say("Coarser_without", (change === "series" ? view.series : view.by) ?? "");
}

import type { ChartKind } from "../charts/options";
import { chooseKind } from "../charts/choose";
import type { CellSource } from "../cells/cell-source";
import type { Ledger } from "../privacy/ledger";
import { protect } from "../privacy/protect";
import type { Release } from "../privacy/release";
import type { Question } from "./ask";

/** A question with its protected answer. From here on nothing sees a row. */
export interface Answer {
  readonly question: Question;
  readonly release: Release;
  readonly kind: ChartKind;
}

/**
 * Asks the engine and protects what comes back, also against what the ledger says was shown before, and puts
 * it down there. The reviewer's audit stays behind. A question that was answered from the same rows is not
 * asked again: a resize or another colour only draws.
 */
export function answer(
  source: CellSource,
  question: Question,
  ledger: Ledger,
  before: readonly Answer[] = [],
): Answer {
  const same = sameIn(before, question);
  const release = same?.release ?? protect(source, question.view, question.policy, ledger).release;
  const shape = {
    groups: release.groups.length,
    series: release.series.length,
    periods: release.periods.length,
  };
  return { question, release, kind: question.kind ?? chooseKind(shape) };
}

/** The questions that were not answered from the same rows. */
export function unanswered(questions: readonly Question[], before: readonly Answer[]): readonly Question[] {
  return questions.filter((question) => sameIn(before, question) === undefined);
}

function sameIn(before: readonly Answer[], { view, policy }: Question): Answer | undefined {
  const key = JSON.stringify([view, policy]);
  return before.find(({ question }) => JSON.stringify([question.view, question.policy]) === key);
}

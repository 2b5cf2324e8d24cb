import type { ChartKind } from "../charts/options";
import { chooseKind } from "../charts/choose";
import type { CellSource } from "../cells/cell-source";
import type { Ledger } from "../privacy/ledger";
import { protectTogether, type Protected } from "../privacy/protect";
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
 * it down there. The reviewer's audit stays behind. Questions that were answered from the same rows are not
 * asked again: a resize or another colour only draws.
 */
export function answersTo(
  questions: readonly Question[],
  source: CellSource,
  ledger: Ledger,
  before: readonly Answer[] = [],
): Answer[] {
  const releases = areAnswered(questions, before)
    ? before.map(({ release }) => release)
    : protectQuestions(questions, source, ledger).map(({ release }) => release);
  return questions.map((question, q) => answerOf(question, releases[q] as Release));
}

/**
 * Protects metrics that stand side by side under one mask: what is hidden for one is hidden for all. Their
 * questions differ in metric and decimals alone.
 */
export function protectQuestions(
  questions: readonly Question[],
  source: CellSource,
  ledger: Ledger,
): Protected[] {
  const [first] = questions;
  if (!first) return [];
  const views = questions.map(({ view }) => view);
  const decimals = questions.map(({ policy }) => policy.decimals);
  return protectTogether(source, views, first.policy, ledger, decimals);
}

/** Whether all of these were answered, and nothing beside them: one more metric can hide cells of the others. */
export function areAnswered(questions: readonly Question[], before: readonly Answer[]): boolean {
  const key = (all: readonly Question[]): string => JSON.stringify(all.map((q) => [q.view, q.policy]));
  return key(questions) === key(before.map(({ question }) => question));
}

function answerOf(question: Question, release: Release): Answer {
  const shape = {
    groups: release.groups.length,
    series: release.series.length,
    periods: release.periods.length,
  };
  return { question, release, kind: question.kind ?? chooseKind(shape) };
}

import type { ChartKind } from "../charts/options";
import { chooseKind } from "../charts/choose";
import type { CellSource } from "../cells/cell-source";
import type { MemorySource } from "../cells/memory-source";
import type { View } from "../cells/view";
import type { Ledger } from "../privacy/ledger";
import { releaseOf } from "../privacy/assemble";
import { defaultPolicy, type Policy } from "../privacy/policy";
import { decideInSteps, protectTogether, type Protected, type Ruled } from "../privacy/protect";
import type { Release } from "../privacy/release";
import type { Steps } from "../privacy/steps";
import type { Question } from "./ask";

/** A question with its protected answer. From here on nothing sees a row. */
export interface Answer {
  readonly question: Question;
  readonly release: Release;
  readonly kind: ChartKind;
  /** Nothing of the view is shown, since the session cannot compare it with what was shown before. */
  readonly isRefused: boolean;
}

/** Answers, and the ledger as it is once they are shown. */
export interface Proposed {
  readonly answers: readonly Answer[];
  readonly ledger: Ledger;
}

/**
 * Asks the engine and protects what comes back, also against what the ledger says was shown before, a step at a
 * time. Nothing is put down in the ledger itself, but in a copy: the answers may never be shown. The reviewer's
 * audit stays behind.
 */
export function* propose(
  questions: readonly Question[],
  source: MemorySource,
  ledger: Ledger,
): Steps<Proposed> {
  for (const { view } of questions) yield* source.prepare(view);
  const copy = ledger.copy();
  const found = yield* decideInSteps(source, ...askedTogether(questions, copy));
  const answers = questions.map((question, q) => {
    const { mask, findings, policy } = found[q] as Ruled;
    return answerOf(question, releaseOf(mask, policy), findings.memoryFull || findings.dataChanged);
  });
  return { answers, ledger: copy };
}

/** The same releases for questions that ask for the same, perhaps drawn otherwise. */
export function answersAgain(questions: readonly Question[], before: readonly Answer[]): Answer[] {
  return questions.map((question, q) => {
    const { release, isRefused } = before[q] as Answer;
    return answerOf(question, release, isRefused);
  });
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
  return protectTogether(source, ...askedTogether(questions, ledger));
}

/** What the engine is asked: views under the first question's policy, each with decimals of its own. */
function askedTogether(
  questions: readonly Question[],
  ledger: Ledger,
): [readonly View[], Policy, Ledger, readonly (number | null)[]] {
  const policy = questions[0]?.policy ?? defaultPolicy;
  return [
    questions.map(({ view }) => view),
    policy,
    ledger,
    questions.map(({ policy: { decimals } }) => decimals),
  ];
}

/** Whether all of these were answered, and nothing beside them: one more metric can hide cells of the others. */
export function areAnswered(questions: readonly Question[], before: readonly Answer[]): boolean {
  const key = (all: readonly Question[]): string => JSON.stringify(all.map((q) => [q.view, q.policy]));
  return key(questions) === key(before.map(({ question }) => question));
}

function answerOf(question: Question, release: Release, isRefused: boolean): Answer {
  const shape = {
    groups: release.groups.length,
    series: release.series.length,
    periods: release.periods.length,
  };
  return { question, release, kind: question.kind ?? chooseKind(shape), isRefused };
}

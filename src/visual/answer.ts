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
 * it down there. The reviewer's audit stays behind.
 */
export function answer(source: CellSource, question: Question, ledger: Ledger): Answer {
  const { release } = protect(source, question.view, question.policy, ledger);
  const shape = {
    groups: release.groups.length,
    series: release.series.length,
    periods: release.periods.length,
  };
  return { question, release, kind: question.kind ?? chooseKind(shape) };
}

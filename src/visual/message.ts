import type { Problem } from "../rows/problems";
import type { Refusal } from "./fields";
import { element } from "./page";
import type { Texts } from "./texts";

/** A text in place of the picture: what is wrong, and what to do. */
export interface Message {
  readonly title: string;
  readonly mend: string;
}

export function messagePage(messages: readonly Message[]): HTMLElement {
  const parts = messages.flatMap(({ title, mend }) => [element("h1", {}, title), element("p", {}, mend)]);
  return element("section", { class: "message", role: "status", tabindex: "0" }, ...parts);
}

/** Each refusal with its mend. */
export function messages(refusals: readonly Refusal[], texts: Texts): readonly Message[] {
  return refusals.map(({ key, values }) => ({
    title: texts.say(`${key}_title`, ...values),
    mend: texts.say(`${key}_mend`, ...values),
  }));
}

/** A problem of the rows in the viewer's language. It names columns and counts, never a value. */
export function problemMessage({ kind, column, count }: Problem, texts: Texts): Message {
  const mend = texts.say(`Problem_${kind.replaceAll("-", "_")}`, texts.count(count), column ?? "");
  return { title: texts.say("Problem_title"), mend };
}

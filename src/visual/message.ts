import { element } from "./page";

/** A text in place of the picture: what is wrong, and what to do. */
export interface Message {
  readonly title: string;
  readonly mend: string;
}

export function messagePage(message: Message): HTMLElement {
  return element(
    "section",
    { class: "message", role: "status" },
    element("h1", {}, message.title),
    element("p", {}, message.mend),
  );
}

import { element } from "./page";
import type { Texts } from "./texts";

/** What an author sees before a field is bound: what to bind, and what the visual does and does not promise. */
export function landingPage(texts: Texts): HTMLElement {
  const step = (key: string) => element("li", {}, texts.say(key));
  return element(
    "section",
    { class: "landing", tabindex: "0" },
    element("h1", {}, texts.say("Landing_title")),
    element("p", {}, texts.say("Landing_what")),
    element(
      "ol",
      {},
      step("Landing_person"),
      step("Landing_period"),
      step("Landing_metric"),
      step("Landing_group"),
    ),
    element("p", {}, texts.say("Landing_unpivoted")),
    element("p", {}, texts.say("Landing_aggregated")),
    element("p", { class: "limits" }, texts.say("Landing_limits")),
  );
}

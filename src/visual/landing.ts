import { element } from "./page";
import type { Texts } from "./texts";

/** What an author sees before a field is bound: what to bind, and what the visual does and does not promise. */
export function landingPage(texts: Texts): HTMLElement {
  const role = (name: string): string => `${texts.say(`Role_${name}`)}: ${texts.say(`RoleHelp_${name}`)}`;
  const always = ["person", "period", "metric", "group"].map((name) => element("li", {}, role(name)));
  const instead = ["attributeName", "attributeValue", "people"].map((name) => element("p", {}, role(name)));
  return element(
    "section",
    { class: "landing", tabindex: "0" },
    element("h1", {}, texts.say("Landing_title")),
    element("p", {}, texts.say("Landing_what")),
    element("ol", {}, ...always),
    ...instead,
    element("p", { class: "limits" }, texts.say("Landing_limits")),
  );
}

import type { Policy } from "../privacy/policy";
import { element, shieldIcon } from "./page";
import type { Texts } from "./texts";
import { VERSION } from "./version";

/** What the panel tells: rules and settings, never a size, never which rule hid what. */
export interface ShieldFacts {
  readonly policy: Policy;
  readonly hash: string;
  /** Where the minimum in force is from. */
  readonly setBy: "default" | "author" | "model";
}

/** The shield at the corner of the picture, and the panel of plain words that it opens. */
export class Shield {
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;

  constructor(private readonly texts: Texts) {
    const label = texts.say("Shield_open");
    this.button = element(
      "button",
      { class: "shield", type: "button", "aria-label": label, title: label, "aria-expanded": "false" },
      shieldIcon(),
    );
    this.panel = element("section", {
      class: "panel",
      role: "dialog",
      "aria-label": label,
      tabindex: "-1",
      hidden: "",
    });
    this.button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.toggle(this.panel.hidden);
    });
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.toggle(false);
    });
  }

  show(facts: ShieldFacts): void {
    const close = element(
      "button",
      { class: "close", type: "button", "aria-label": this.texts.say("Shield_close") },
      "×",
    );
    close.addEventListener("click", () => {
      this.toggle(false);
    });
    const rules = rulesOf(facts.policy, this.texts).map((rule) => element("li", {}, rule));
    const minimum = this.texts.count(facts.policy.minGroupSize);
    this.panel.replaceChildren(
      close,
      element("h1", {}, this.texts.say("Shield_open")),
      element("p", {}, this.texts.say("Shield_intro")),
      element("ul", {}, ...rules),
      element("p", {}, this.texts.say(`Shield_by_${facts.setBy}`, minimum)),
      element("p", {}, this.texts.say("Shield_limits")),
      element("p", { class: "stamp" }, this.texts.say("Shield_stamp", facts.hash, VERSION)),
    );
  }

  private toggle(open: boolean): void {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.panel.focus();
    else this.button.focus();
  }
}

/** Every rule that may hide a cell, in the order of the documentation. */
function rulesOf(policy: Policy, texts: Texts): readonly string[] {
  const percent = (share: number): string =>
    new Intl.NumberFormat(texts.locale, { style: "percent", maximumFractionDigits: 1 }).format(share);
  const rules = [texts.say("Rule_minimum", texts.count(policy.minGroupSize)), texts.say("Rule_arithmetic")];
  if (policy.dominance !== null) rules.push(texts.say("Rule_dominance", percent(policy.dominance)));
  if (policy.pPercent !== null) rules.push(texts.say("Rule_estimate", percent(policy.pPercent)));
  if (policy.homogeneity) rules.push(texts.say("Rule_same"));
  rules.push(texts.say("Rule_share", texts.count(policy.shareMinimum)), texts.say("Rule_quantile"));
  if (policy.session) rules.push(texts.say("Rule_session"));
  rules.push(
    texts.say(policy.totalsKnown ? "Rule_totals_known" : "Rule_totals_unknown"),
    texts.say("Rule_rounding"),
  );
  return rules;
}

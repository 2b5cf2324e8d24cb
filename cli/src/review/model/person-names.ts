/**
 * How sure a name makes it that a column tells one person from another.
 * "identity": the rows of its table are about that person. "weak": only beside an identity.
 * "reference": it names a person, but the rows are about something else (who changed an item, whose report it is).
 */
export type PersonName = "identity" | "weak" | "reference";

const PERSON =
  "(?:person|people|people historical|employee|user|worker|staff|staff member|team member|audit user|entra user|aad user)";
const IDENTIFIER = "(?:id|ids|key|guid|hash|identifier|object id|sid|principal name|upn)";
const OWNER =
  "(?:user|person|people|employee|worker|staff|work|primary|sender|recipient|organizer|attendee|member|contact|business)";

const PATTERNS: readonly (readonly [PersonName, RegExp, "text" | "any"])[] = [
  [
    "reference",
    /^(created|modified|updated|changed|configured|published|triggered|executed|refreshed|deleted|submitted|requested|approved) by( name| user| user id| email)?$/,
    "text",
  ],
  [
    "reference",
    /^(manager|supervisor|leader|owner|creator|author|modifier|line manager|reports to)( user)? (id|key|guid|upn|principal name|e ?mail|email address|name|full name|display name)$/,
    "any",
  ],
  ["identity", new RegExp(`^(?:\\w+ )?${PERSON} ${IDENTIFIER}$`), "any"],
  ["identity", /^(employee|personnel|staff|worker|payroll) (number|no|num|code)$/, "any"],
  [
    "identity",
    /^(upn|sam account name|user login|login name|login id|social security number|ssn|national id|passport number)$/,
    "any",
  ],
  ["identity", new RegExp(`^(?:${OWNER} )?(?:e mail|email|mail)(?: address(?:es)?| id)?$`), "text"],
  [
    "identity",
    /^(user|person|employee|worker|staff|staff member|effective user|executing user)( display| full)? name$/,
    "text",
  ],
  ["identity", /^(executing user|effective user|user)$/, "text"],
  [
    "weak",
    /^(display name|full name|first name|last name|given name|family name|surname|middle name|alias|nick ?name|object id|phone|phone number|mobile phone)$/,
    "any",
  ],
];

/** Words of a column's name: `Audit_UserId`, `userPrincipalName` and `User ID` are read alike. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .toLowerCase();
}

/** What the name of a column, and its data type where known, say of people. */
export function recognise(name: string, type: string): PersonName | undefined {
  if (/^(double|decimal|boolean|dateTime|date|time|binary)$/i.test(type)) return undefined;
  const words = wordsOf(name);
  const mustBeText = type !== "" && !/^(string|automatic|variant|unknown)$/i.test(type);
  return PATTERNS.find(([, pattern, kind]) => pattern.test(words) && !(kind === "text" && mustBeText))?.[0];
}

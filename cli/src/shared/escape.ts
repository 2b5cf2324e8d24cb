// Text from the data is escaped for where it goes, in this one place.

// Control characters, and the marks that turn the direction of text round.
const UNSAFE_IN_TERMINAL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** One line that cannot move the cursor, colour or re-order a terminal: such characters become `\u{1b}`. */
export function forTerminal(text: string): string {
  return text.replace(UNSAFE_IN_TERMINAL, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Text or attribute value of HTML and of SVG. */
export function forHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(NOT_IN_XML, "\ufffd").replace(/[&<>"']/g, (c) => entities[c] ?? c);
}

/**
 * JSON for a `<script type="application/json">` element: it cannot end the element or begin a comment, and
 * JSON.parse gives the same value back.
 */
export function forScript(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** With or without apostrophes in front, so that one more can be taken away again. */
const FORMULA = /^'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/**
 * A CSV field that no spreadsheet takes for a formula: text that begins with = + - @ (also in full width), tab
 * or carriage return gets an apostrophe (OWASP, "CSV Injection"). Numbers are no text and stay. Quoting is
 * csv-stringify's.
 */
export function forSpreadsheet<T>(field: T): T | string {
  return typeof field === "string" && FORMULA.test(field) ? `'${field}` : field;
}

/** The text of a CSV field that `forSpreadsheet` wrote. */
export function fromSpreadsheet(field: string): string {
  return field.startsWith("'") && FORMULA.test(field) ? field.slice(1) : field;
}

/** Text of a Markdown table cell or paragraph. */
export function forMarkdown(text: string): string {
  return forTerminal(text).replace(/[\\`*_{}[\]()#+\-!|<>~]/g, (c) => `\\${c}`);
}

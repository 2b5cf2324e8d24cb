// What gives a table of persons away when its type does not.

const PERSON_COLUMN =
  /^(person|employee|user|object|aad|entra|participant|worker)[ _-]?(object)?[ _-]?id$|^(e-?)?mail([ _-]?address)?$|^(upn|user[ _-]?principal[ _-]?name|display[ _-]?name|given[ _-]?name|surname|alias)$/i;
const GUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/i;
const MAIL = /[^\s@]+@[^\s@]+\.[^\s@]+/;
/** A long hexadecimal or base64 word: a pseudonym. */
const DIGEST = /^(?:[0-9a-f]{32,}|[A-Za-z0-9+/]{43}=)$/i;

/** Whether a column's name says that it tells persons apart. */
export function isPersonColumn(name: string): boolean {
  return PERSON_COLUMN.test(name.trim());
}

/** Whether a text looks like one person's id, e-mail address or pseudonym. */
export function isPersonValue(text: string): boolean {
  return GUID.test(text) || MAIL.test(text) || DIGEST.test(text.trim());
}

/**
 * The part of a column's name that identifies it: lower case, letters and digits only, so that
 * "Collaboration hours", `Collaboration_hours` and "collaboration-hours" are one name.
 */
export function nameKey(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/**
 * Position of a wanted name among column names: an exact match wins over one that differs in case,
 * spaces, underscores or punctuation only. -1 where there is none.
 */
export function findName(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted);
  if (exact >= 0) return exact;
  const key = nameKey(wanted);
  return key === "" ? -1 : names.findIndex((name) => nameKey(name) === key);
}

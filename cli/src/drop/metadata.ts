import { z } from "zod";
import { InputError } from "../shared/errors";

// The fields are those of Microsoft's pages "Viva Insights integration" (metadata/JobMetadata/Metadata.json) and
// "Use encryption with Microsoft Graph Data Connect" (metadata/MoreMetadata/…/encryptionKeyDetails.json).

/** Where the two metadata files lie inside a drop's folder, in the order in which they are looked for. */
export const JOB_METADATA = "metadata/JobMetadata/Metadata.json";
export const KEY_METADATA = "metadata/MoreMetadata/EncryptedDatasets/encryptionKeyDetails.json";

/** A metadata file is a page of text; anything larger is something else. */
export const METADATA_LIMIT = 1024 * 1024;

const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "expected a date and time");
const count = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/, "expected a whole number")
    .transform(Number),
]);
const base64 = z.string().regex(/^[A-Za-z0-9+/_-]+={0,2}$/, "expected Base64");

const keyDetails = z.looseObject({
  DecryptionKeyType: z.string().optional(),
  value: base64,
  iv: base64,
});

const fields = z.looseObject({
  CopyActivityId: z.string().optional(),
  JobSubmissionTime: moment.optional(),
  JobCompletionTime: moment.optional(),
  RequestStartDate: moment.optional(),
  RequestEndDate: moment.optional(),
  ColumnsRequested: z.union([z.string(), z.array(z.string())]).optional(),
  NumberOfRowsExtracted: count.optional(),
  DataFactoryName: z.string().optional(),
  TenantId: z.string().optional(),
  /** What went wrong on Microsoft's side, as a list; empty when nothing did. */
  Errors: z
    .union([z.string(), z.array(z.unknown()), z.looseObject({})])
    .optional()
    .transform(listed),
  TableName: z.string().optional(),
  ApplicationId: z.string().optional(),
  OfficeGeo: z.string().optional(),
  ExtractionResultId: z.string().optional(),
  PublicKeyVersion: z.union([z.string(), z.number().transform(String)]).optional(),
  DecryptionKeyDetails: keyDetails.optional(),
});

/** The file key as the metadata bring it: still encrypted by the customer's public key. */
export type KeyDetails = z.infer<typeof keyDetails>;

/** What a drop says of itself. Fields that nobody documented are kept. */
export type DropMetadata = z.infer<typeof fields> & {
  /** Documented fields that the file lacks. */
  readonly missing: readonly string[];
};

/**
 * Reads one of the two metadata files.
 * @param text the file's content; @param file its name for messages.
 * @throws InputError naming each field that is not of its type (never its value).
 */
export function parseMetadata(text: string, file: string): DropMetadata {
  const raw = record(text, file);
  const checked = fields.safeParse({ ...raw, ...keyFields(raw) });
  if (!checked.success) {
    const problems = checked.error.issues.map((issue) => `${issue.path.join(".") || "it"}: ${issue.message}`);
    throw new InputError(
      `The metadata are not what a data drop has (${problems.join("; ")}).`,
      "Ask for the drop again, or check that the folder is one.",
      { file },
    );
  }
  const known = checked.data;
  const missing = Object.keys(fields.shape).filter((name) => !(name in raw) && !hasValue(known[name]));
  return { ...known, missing };
}

/** Both files together; the job's metadata win. */
export function mergeMetadata(job: DropMetadata, key: DropMetadata): DropMetadata {
  const missing = job.missing.filter((name) => key.missing.includes(name));
  return { ...key, ...job, Errors: [...job.Errors, ...key.Errors], missing };
}

function record(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    value = undefined;
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    // A field that is null says as much as one that is not there.
    return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
  }
  throw new InputError("The metadata are not a JSON object.", "The drop may still be arriving: try later.", {
    file,
  });
}

/**
 * The key's two parts under the names of either page: `value` and `iv` inside DecryptionKeyDetails (an object, a
 * list of one, or either as JSON text), or DecryptionKeyValue and DecryptionKeyIV beside it.
 */
function keyFields(raw: Record<string, unknown>): Record<string, unknown> {
  let details = raw["DecryptionKeyDetails"];
  if (typeof details === "string" && /^\s*[{[]/.test(details)) {
    try {
      details = JSON.parse(details);
    } catch {
      return {};
    }
  }
  if (Array.isArray(details) && details.length === 1) details = details[0];
  const inner = typeof details === "object" && details !== null ? (details as Record<string, unknown>) : {};
  const value = inner["value"] ?? inner["DecryptionKeyValue"] ?? raw["DecryptionKeyValue"];
  const iv = inner["iv"] ?? inner["DecryptionKeyIV"] ?? raw["DecryptionKeyIV"];
  if (value === undefined && iv === undefined) {
    return {};
  }
  return { DecryptionKeyDetails: { ...inner, value, iv } };
}

function hasValue(field: unknown): boolean {
  return field !== undefined && !(Array.isArray(field) && field.length === 0);
}

function listed(errors: string | unknown[] | Record<string, unknown> | undefined): string[] {
  if (errors === undefined) return [];
  if (typeof errors === "string") {
    const text = errors.trim();
    return text === "" || text === "[]" ? [] : [text];
  }
  if (Array.isArray(errors))
    return errors.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  return Object.keys(errors).length === 0 ? [] : [JSON.stringify(errors)];
}

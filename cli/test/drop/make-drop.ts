// Drops as the partner integration delivers them, made from rows with keys generated on the spot.
import {
  constants,
  createCipheriv,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { JOB_METADATA, KEY_METADATA } from "../../src/drop/metadata";

const sharedDrops = join(import.meta.dirname, "..", "..", "..", "..", "shared", "data", "data-drop");
/** Reason to skip a test that needs Microsoft's sample rows; false when they are there. */
export const withoutSamples = existsSync(sharedDrops) ? false : `${sharedDrops} is missing`;

export const sampleRows = {
  v1: async () => readFile(join(sharedDrops, "VivaInsightsDataset_PersonReport_v1.sample.ndjson")),
  v0: async () => readFile(join(sharedDrops, "VivaInsightsDataset_v0.sample.ndjson")),
  users: async () => readFile(join(sharedDrops, "User_v1.sample.ndjson")),
};

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly pem: string;
}

export function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { publicKey, pem: privateKey.export({ type: "pkcs8", format: "pem" }) as string };
}

export type Padding = "oaep-sha1" | "oaep-sha256" | "pkcs1";
export type KeyForm =
  "raw" | "base64-utf8" | "base64-utf16le" | "base64-utf16be" | "base64-utf16le-mark" | "base64url";

/** The envelope's content: what the file key looks like before RSA. */
function keyInForm(key: Buffer, form: KeyForm): Buffer {
  const text = key.toString("base64");
  switch (form) {
    case "raw":
      return key;
    case "base64-utf8":
      return Buffer.from(text, "utf8");
    case "base64url":
      return Buffer.from(key.toString("base64url"), "utf8");
    case "base64-utf16le":
      return Buffer.from(text, "utf16le");
    case "base64-utf16be":
      return Buffer.from(text, "utf16le").swap16();
    case "base64-utf16le-mark":
      return Buffer.from(`\ufeff${text}`, "utf16le");
  }
}

export interface DropSpec {
  readonly rows: Buffer | string;
  /** Left out for a drop that is not encrypted. */
  readonly keys?: KeyPair;
  readonly padding?: Padding;
  readonly form?: KeyForm;
  readonly zip?: boolean;
  /** Fields that replace those of the metadata. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Which of the two metadata files there is. */
  readonly described?: "job" | "key" | "both";
  readonly tenant?: string;
  /** What happens to the stored data file. */
  readonly corrupt?: (stored: Buffer) => Buffer;
  /** The file key, for searching it afterwards. */
  readonly fileKey?: Buffer;
}

/** A drop's files by their path inside its folder, the metadata last as the pipeline writes them. */
export function makeDrop(spec: DropSpec): Map<string, Buffer> {
  const rows = Buffer.from(spec.rows);
  const packed = spec.zip === false ? rows : gzipSync(rows);
  const fileKey = spec.fileKey ?? randomBytes(32);
  const iv = randomBytes(16);
  const encrypted = spec.keys === undefined ? packed : encrypt(packed, fileKey, iv);
  const stored = spec.corrupt?.(encrypted) ?? encrypted;
  const key =
    spec.keys === undefined
      ? {}
      : {
          PublicKeyVersion: "1",
          DecryptionKeyDetails: {
            DecryptionKeyType: "File",
            value: wrap(
              keyInForm(fileKey, spec.form ?? "base64-utf8"),
              spec.keys,
              spec.padding ?? "oaep-sha1",
            ),
            iv: iv.toString("base64"),
          },
        };
  const job = { ...jobMetadata(rows, spec.tenant), ...key, ...spec.metadata };
  const files = new Map<string, Buffer>();
  if (stored.length > 0) files.set("VivaInsightsDataset_PersonReport_v1_0001", stored);
  const described = spec.described ?? "job";
  if (described !== "key") files.set(JOB_METADATA, Buffer.from(JSON.stringify(job)));
  if (described !== "job") files.set(KEY_METADATA, Buffer.from(JSON.stringify(key)));
  return files;
}

/** Writes a drop's files under a folder. */
export async function writeDrop(folder: string, files: ReadonlyMap<string, Buffer>): Promise<string> {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

function jobMetadata(rows: Buffer, tenant = "11111111-2222-3333-4444-555555555555"): Record<string, unknown> {
  return {
    CopyActivityId: "5c7b1c53-6a4a-4b3e-9d8e-0c9a1f6a7d11",
    JobSubmissionTime: "2024-05-06T02:00:00Z",
    JobCompletionTime: "2024-05-06T02:46:10Z",
    RequestStartDate: "2024-04-22T00:00:00Z",
    RequestEndDate: "2024-05-06T00:00:00Z",
    ColumnsRequested: "MetricDate,Collaboration hours,IsActive",
    NumberOfRowsExtracted: rows
      .toString("utf8")
      .split("\n")
      .filter((line) => line.trim() !== "").length,
    DataFactoryName: "contoso-factory",
    TenantId: tenant,
    Errors: "",
    TableName: "VivaInsightsDataset_PersonReport_v1",
    ApplicationId: "99999999-8888-7777-6666-555555555555",
    OfficeGeo: "NAM",
    ExtractionResultId: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    PublicKeyVersion: null,
    DecryptionKeyDetails: null,
  };
}

function encrypt(data: Buffer, key: Buffer, iv: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

function wrap(content: Buffer, { publicKey }: KeyPair, padding: Padding): string {
  const options =
    padding === "pkcs1"
      ? { key: publicKey, padding: constants.RSA_PKCS1_PADDING }
      : {
          key: publicKey,
          padding: constants.RSA_PKCS1_OAEP_PADDING,
          oaepHash: padding === "oaep-sha1" ? "sha1" : "sha256",
        };
  return publicEncrypt(options, content).toString("base64");
}

import { constants, createPrivateKey, privateDecrypt, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { InputError } from "../shared/errors";
import type { PrivateKeys } from "./file-key";

/** Environment variable with the passphrase of encrypted PEM keys. */
const PASSPHRASE = "QUORUM_KEY_PASSPHRASE";

/** Private keys of PEM files (PKCS#8 or PKCS#1), tried one after the other. */
export async function pemFileKeys(files: readonly string[]): Promise<PrivateKeys> {
  const keys: KeyObject[] = [];
  for (const file of files) {
    const pem = await readFile(file).catch((error: unknown) => {
      const code = (error as NodeJS.ErrnoException).code ?? "unreadable";
      throw new InputError(`The private key cannot be read (${code}).`, "Check the name and its rights.", {
        file,
      });
    });
    keys.push(privateKey(pem, file));
  }
  return pemKeys(keys, files.join(", "));
}

/** A private key that an environment variable holds as PEM; the variable is emptied, so that no child inherits it. */
export function environmentKeys(variable: string): PrivateKeys {
  const text = process.env[variable];
  if (text === undefined || text === "") {
    throw new InputError(`The environment variable ${variable} is empty.`, "Put the PEM key into it.");
  }
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the user names the variable
  delete process.env[variable];
  // A PEM in one line is common where variables cannot hold several.
  const key = privateKey(Buffer.from(text.replace(/\\n/g, "\n")), `environment variable ${variable}`);
  return pemKeys([key], `environment variable ${variable}`);
}

/**
 * RSA in this process. The padding is documented nowhere: OAEP with SHA-1 (Key Vault's and .NET's "OAEP"), then
 * with SHA-256. Node refuses PKCS#1 v1.5 (CVE-2023-46809), which therefore works through Key Vault only.
 */
function pemKeys(keys: readonly KeyObject[], from: string): PrivateKeys {
  let open = [...keys];
  return {
    from,
    async *unwrap(wrapped) {
      for (const key of open) {
        for (const oaepHash of ["sha1", "sha256"]) {
          try {
            yield await Promise.resolve(
              privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, wrapped),
            );
          } catch {
            // Not this key or not this hash: OAEP does not say which.
          }
        }
      }
    },
    close: () => {
      open = [];
    },
  };
}

function privateKey(pem: Buffer, file: string): KeyObject {
  try {
    const passphrase = process.env[PASSPHRASE];
    const key = createPrivateKey({ key: pem, format: "pem", ...(passphrase ? { passphrase } : {}) });
    if (key.asymmetricKeyType !== "rsa") throw new TypeError();
    return key;
  } catch {
    throw new InputError(
      "This is no RSA private key in PEM form, or its passphrase is wrong.",
      `Expected "-----BEGIN PRIVATE KEY-----"; a passphrase goes into ${PASSPHRASE}.`,
      { file },
    );
  } finally {
    pem.fill(0);
  }
}

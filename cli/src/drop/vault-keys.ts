import { DefaultAzureCredential, type TokenCredential } from "@azure/identity";
import { CryptographyClient, type CryptographyClientOptions } from "@azure/keyvault-keys";
import { InputError } from "../shared/errors";
import type { KeyHint, PrivateKeys } from "./file-key";

// The padding is documented nowhere; PKCS#1 v1.5 last, as Key Vault advises against it.
const ALGORITHMS = ["RSA-OAEP", "RSA-OAEP-256", "RSA1_5"] as const;

/** What tests replace: the credential, and trust in a vault on this machine. */
export interface VaultAccess {
  readonly credential?: TokenCredential;
  readonly client?: CryptographyClientOptions;
}

/**
 * Private keys in Azure Key Vault: the wrapped file key goes there and comes back opened.
 *
 * Microsoft's page tells partners to name each key by the customer's tenant id, and PublicKeyVersion is the key's
 * version, so the metadata say which key it is; `name` overrides the first.
 */
export function vaultKeys(vault: string, name: string | undefined, access: VaultAccess = {}): PrivateKeys {
  const url = vaultUrl(vault);
  const credential = access.credential ?? new DefaultAzureCredential();
  return {
    from: `key vault ${url.host}`,
    async *unwrap(wrapped, hint) {
      const keyId = keyIdOf(url, name, hint);
      const client = new CryptographyClient(keyId, credential, access.client);
      for (const algorithm of ALGORITHMS) {
        const opened = await tryUnwrap(client, algorithm, wrapped, keyId);
        if (opened !== undefined) yield opened;
      }
    },
    close: () => undefined,
  };
}

async function tryUnwrap(
  client: CryptographyClient,
  algorithm: (typeof ALGORITHMS)[number],
  wrapped: Buffer,
  keyId: string,
): Promise<Buffer | undefined> {
  try {
    const { result } = await client.unwrapKey(algorithm, wrapped);
    return Buffer.from(result.buffer, result.byteOffset, result.byteLength);
  } catch (error) {
    // 400: the padding does not fit, or this key does not take the algorithm.
    if (statusOf(error) === 400) return undefined;
    throw refused(error, keyId);
  }
}

function refused(error: unknown, keyId: string): Error {
  const place = { file: keyId };
  switch (statusOf(error)) {
    case 401:
    case 403:
      return new InputError(
        "The key vault refuses to open the file key.",
        'Give this identity the permission "unwrap key" (role Key Vault Crypto User).',
        place,
      );
    case 404:
      return new InputError(
        "The key vault has no such key.",
        "Check --key-name and the key's version.",
        place,
      );
    default: {
      const why = error instanceof Error ? error.name : "no answer";
      return new InputError(`The key vault did not answer as it should (${why}).`, "Try later.", place);
    }
  }
}

function statusOf(error: unknown): number | undefined {
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === "number" ? statusCode : undefined;
}

function keyIdOf(vault: URL, name: string | undefined, hint: KeyHint): string {
  const key = name ?? hint.tenantId;
  if (key === undefined) {
    throw new InputError("The metadata have no TenantId to name the vault's key by.", "Set --key-name.");
  }
  // PublicKeyVersion may be a whole key id or only its last part.
  const version = hint.version?.split("/").at(-1) ?? "";
  return new URL(`/keys/${encodeURIComponent(key)}${version ? `/${encodeURIComponent(version)}` : ""}`, vault)
    .href;
}

function vaultUrl(vault: string): URL {
  if (!URL.canParse(vault) || new URL(vault).protocol !== "https:") {
    throw new InputError("This is no key vault.", "Give https://<name>.vault.azure.net.", { file: vault });
  }
  return new URL(vault);
}

import type { Command } from "commander";
import { repeated } from "../shared/options";
import type { PrivateKeys } from "./file-key";
import { environmentKeys, pemFileKeys } from "./pem-keys";

/** Where private keys are, as the options say; the keys themselves are never on a command line. */
export interface KeyOptions {
  readonly key?: string[];
  readonly keyEnv?: string;
  readonly keyVault?: string;
  readonly keyName?: string;
}

/** Adds the options that every command with encrypted drops has. */
export function keyOptions(command: Command): Command {
  return command
    .option(
      "--key <pem file>",
      "private key; give it again for more customers or older keys: all are tried",
      repeated,
    )
    .option("--key-env <variable>", "environment variable that holds a private key in PEM form")
    .option("--key-vault <url>", "key vault that holds the private keys; they never leave it")
    .option("--key-name <name>", "name of the vault's key (default: the customer's tenant id)");
}

/** Opens the holders of private keys that the options name, vaults last since they cost a call. */
export async function openKeys(options: KeyOptions): Promise<PrivateKeys[]> {
  const holders: PrivateKeys[] = [];
  if (options.key && options.key.length > 0) holders.push(await pemFileKeys(options.key));
  if (options.keyEnv !== undefined) holders.push(environmentKeys(options.keyEnv));
  if (options.keyVault !== undefined) {
    const { vaultKeys } = await import("./vault-keys");
    holders.push(vaultKeys(options.keyVault, options.keyName));
  }
  return holders;
}

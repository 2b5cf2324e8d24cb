import {
  ClientSecretCredential,
  DeviceCodeCredential,
  ManagedIdentityCredential,
  type AccessToken,
  type TokenCredential,
} from "@azure/identity";
import { InputError, messageOf } from "../shared/errors";
import { say } from "../shared/output";
import type { Clock } from "./clock";
import { ServiceError } from "./errors";
import type { TokenSource } from "./transport";

export const SIGN_IN_METHODS = ["device-code", "client-secret", "managed-identity"] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

export interface SignIn {
  readonly method: SignInMethod;
  readonly tenant?: string;
  readonly clientId?: string;
  /** Entra's sign-in host. */
  readonly authority: string;
  readonly scope: string;
}

/** A token is renewed this long before it ends, so that it does not end on its way. */
const EARLY_MS = 120_000;

/**
 * Tokens by @azure/identity. The client secret comes from the environment variable AZURE_CLIENT_SECRET alone:
 * a command line is seen by every process of the machine and kept in the shell's history.
 * @throws InputError when something that the method needs is missing.
 */
export function tokensFor(signIn: SignIn, clock: Clock, signal?: AbortSignal): TokenSource {
  // A new credential has an empty cache: that is how a refused token is got rid of.
  return cached(() => credentialFor(signIn), signIn.scope, clock, signal);
}

function cached(
  create: () => TokenCredential,
  scope: string,
  clock: Clock,
  signal?: AbortSignal,
): TokenSource {
  let credential = create();
  let current: AccessToken | undefined;
  return {
    async token() {
      if (current === undefined || current.expiresOnTimestamp - EARLY_MS < clock.now()) {
        try {
          current = (await credential.getToken(scope, signal ? { abortSignal: signal } : {})) ?? undefined;
        } catch (error) {
          throw new ServiceError(`Sign-in failed: ${firstLine(messageOf(error))}`);
        }
        if (current === undefined) throw new ServiceError("Sign-in gave no token.");
      }
      return current.token;
    },
    forget() {
      current = undefined;
      credential = create();
    },
  };
}

function credentialFor(signIn: SignIn): TokenCredential {
  const tenant = signIn.tenant ?? process.env["AZURE_TENANT_ID"];
  const client = signIn.clientId ?? process.env["AZURE_CLIENT_ID"];
  switch (signIn.method) {
    case "managed-identity":
      return client === undefined
        ? new ManagedIdentityCredential()
        : new ManagedIdentityCredential({ clientId: client });
    case "client-secret":
      return new ClientSecretCredential(
        needed(tenant, "tenant", "--tenant or AZURE_TENANT_ID"),
        needed(client, "client id", "--client-id or AZURE_CLIENT_ID"),
        needed(
          process.env["AZURE_CLIENT_SECRET"],
          "client secret",
          "the environment variable AZURE_CLIENT_SECRET",
        ),
        { authorityHost: signIn.authority },
      );
    case "device-code":
      return new DeviceCodeCredential({
        tenantId: tenant ?? "organizations",
        clientId: needed(client, "client id", "--client-id or AZURE_CLIENT_ID"),
        authorityHost: signIn.authority,
        userPromptCallback: ({ message }) => {
          say(message);
        },
      });
  }
}

function needed(value: string | undefined, what: string, where: string): string {
  if (value !== undefined && value !== "") return value;
  throw new InputError(`Sign-in needs a ${what}.`, `Give it by ${where}.`);
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").slice(0, 300);
}

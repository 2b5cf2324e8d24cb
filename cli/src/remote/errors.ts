import { CommandError, EXIT } from "../shared/errors";

/** The service answered with an error, or not at all. The message says what to do. */
export class ServiceError extends CommandError {
  override readonly name: string = "ServiceError";
  readonly exitCode = EXIT.badInput;
  constructor(
    message: string,
    /** HTTP status, or undefined where there was no answer. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/** A request that may not be repeated was sent, and nobody knows whether it was carried out. */
export class UncertainOutcome extends ServiceError {
  override readonly name = "UncertainOutcome";
}

/** The service has not answered for so long that the command stops; what was done is kept in its state. */
export class ServiceDown extends ServiceError {
  override readonly name = "ServiceDown";
}

const ADVICE: Readonly<Record<number, string>> = {
  400: "Check the options of the command.",
  401: "Sign in again; the token was refused.",
  403: "The account lacks a permission: docs/power-bi-service.md and docs/partner-data.md list them per command.",
  404: "Check the ids: not found, or not visible to this account.",
  410: "It has expired: run the command again.",
};

/** An error from an answer's status and body. Only the service's own code and message are repeated. */
export function errorOf(what: string, status: number, body: unknown): ServiceError {
  const told = messageIn(body);
  const advice = ADVICE[status];
  return new ServiceError(
    `${what} failed: HTTP ${status}${told ? `, ${told}` : ""}.${advice ? ` ${advice}` : ""}`,
    status,
  );
}

function messageIn(body: unknown): string {
  if (typeof body !== "object" || body === null) return "";
  const inner = (body as { error?: unknown }).error;
  const error = typeof inner === "object" && inner !== null ? inner : body;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return [code, message]
    .filter((x) => typeof x === "string")
    .join(": ")
    .slice(0, 500)
    .replace(/\.$/, "");
}

/** Exit codes of every command: what a script may rely on. */
export const EXIT = { done: 0, refused: 1, badInput: 2 } as const;

/** Where in the input something is wrong. */
export interface Place {
  readonly file?: string;
  /** Counted from 1, the header included. */
  readonly line?: number;
}

/** An error that ends the command with a message for a person and a chosen exit code. */
export abstract class CommandError extends Error {
  abstract readonly exitCode: number;
}

/**
 * Bad usage or input (exit code 2). `message` says what is wrong, `remedy` what to do about it; neither may
 * hold a personal value of the rows.
 */
export class InputError extends CommandError {
  override readonly name = "InputError";
  readonly exitCode = EXIT.badInput;
  readonly place: Place;
  readonly remedy: string;

  constructor(message: string, remedy: string, place: Place = {}) {
    const where = [place.file, place.line === undefined ? undefined : `line ${place.line}`].filter(Boolean);
    super(`${where.length > 0 ? `${where.join(", ")}: ` : ""}${message} ${remedy}`.trim());
    this.place = place;
    this.remedy = remedy;
  }
}

/** The error for a file that is not there; the same in every command. */
export function noSuchFile(file: string): InputError {
  return new InputError("There is no such file.", "Check the name and the folder.", { file });
}

/** Why a file could not be opened. */
export function unreadable(error: unknown, file: string): InputError {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return noSuchFile(file);
  return new InputError(`cannot be read (${messageOf(error)}).`, "Check the file and its permissions.", {
    file,
  });
}

/** The command understood what was asked and refuses it, or found something unsafe (exit code 1). */
export class Refusal extends CommandError {
  override readonly name = "Refusal";
  readonly exitCode = EXIT.refused;
}

/** Message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

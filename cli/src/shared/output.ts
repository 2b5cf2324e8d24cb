import { messageOf } from "./errors";
import { forTerminal } from "./escape";
import { writeWhole } from "./whole-file";

/** A message for the person at the terminal: standard error, one line, escaped. */
export function say(message: string): void {
  process.stderr.write(`${forTerminal(message)}\n`);
}

const told = new Set<string>();

/** The same, once: a large file is opened again where DuckDB cannot take it, and has nothing new to tell. */
export function sayOnce(message: string): void {
  if (told.has(message)) return;
  told.add(message);
  say(message);
}

/**
 * The command's result: to a file, whole or not at all, or to standard output.
 * @param mode of the file; 0o600 for rows of persons, and for what is not for viewers.
 */
export async function deliver(
  data: string | Uint8Array,
  file: string | undefined,
  mode?: number,
): Promise<void> {
  if (file !== undefined && file !== "-") {
    await writeWhole(file, data, mode);
    say(`Written: ${file}`);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(data, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** `head` and the like close the pipe early: that is no error of ours. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    say(`quorum: standard output cannot be written (${messageOf(error)}).`);
    process.exit(2);
  });
}

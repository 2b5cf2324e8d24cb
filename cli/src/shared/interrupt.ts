/** Something that has to be undone or finished when the user stops the command. */
type CleanUp = () => void | Promise<void>;

const pending = new Set<CleanUp>();

/**
 * Registers what Ctrl-C (SIGINT) or SIGTERM must do before the command ends: take away half-written files, wipe
 * keys, close connections.
 * @returns a function that takes the registration back.
 */
export function onInterrupt(cleanUp: CleanUp): () => void {
  pending.add(cleanUp);
  return () => pending.delete(cleanUp);
}

/** Makes the signals run what was registered, last first, and end with 128 + the signal's number. */
export function handleInterrupts(): void {
  const end = async (code: number): Promise<void> => {
    for (const cleanUp of [...pending].reverse()) {
      try {
        await cleanUp();
      } catch {
        // The others still have to run.
      }
    }
    process.exit(code);
  };
  process.once("SIGINT", () => void end(130));
  process.once("SIGTERM", () => void end(143));
}

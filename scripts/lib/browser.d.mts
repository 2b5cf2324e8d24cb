export interface Browser {
  readonly executablePath: string;
  /** Flags to start it with. */
  readonly args: string[];
  /** What to add to its environment. */
  readonly env: Record<string, string>;
  /** True for the Chromium that npm carries. */
  readonly bundled: boolean;
}
export function findBrowser(options?: { bundled?: boolean }): Promise<Browser>;

export function packagePath(folder?: string): string;
export function packageVisual(folder?: string): Promise<string>;
export function ensurePackaged(): Promise<string>;

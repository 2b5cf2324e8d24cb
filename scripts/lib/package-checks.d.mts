export function problemsInOutput(output: string): string[];
export function adviceInOutput(output: string): string[];
export function waysOut(script: string): string[];
export function problemsInPackage(bytes: Uint8Array): string[];

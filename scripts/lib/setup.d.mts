export function adviceFor(output: string): string;
export function checkNode(version?: string): void;
export function staleReason(folder?: string): string | null;

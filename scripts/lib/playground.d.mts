export function buildPlayground(): Promise<void>;
export function servePlayground(options?: {
  port?: number;
  build?: boolean;
}): Promise<{ url: string; close: () => Promise<void> }>;

// The report page, built once and served from its files.
import { join } from "node:path";
import { root } from "./run.mjs";

/** Builds the page with the packaged visual in it. */
export async function buildPlayground() {
  const { build } = await import("vite");
  await build({ root: join(root, "playground"), logLevel: "warn" });
}

/**
 * Builds and serves the page on this machine only; takes the next free port when the wanted one is in use
 * (0: any). Resolves to its address and a function that ends it.
 */
export async function servePlayground({ port = 0, build = true } = {}) {
  if (build) await buildPlayground();
  const { preview } = await import("vite");
  const server = await preview({
    root: join(root, "playground"),
    logLevel: "warn",
    preview: { host: "127.0.0.1", port, strictPort: false },
  });
  const address = server.httpServer.address();
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

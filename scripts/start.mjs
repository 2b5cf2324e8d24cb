// npm start: packages the visual if need be and opens a local report page that hosts it.
import { Failure, main } from "./lib/run.mjs";
import { ensureInstalled } from "./lib/setup.mjs";

await main(async () => {
  const port = Number(process.env.PORT ?? 4280);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure(`PORT is ${process.env.PORT}, which is no port number.`);
  await ensureInstalled();
  const { ensurePackaged } = await import("./lib/package-visual.mjs");
  await ensurePackaged();
  console.log("Building the report page …");
  const { servePlayground } = await import("./lib/playground.mjs");
  const { url } = await servePlayground({ port });
  console.log(
    `\nThe report page is at ${url}\nEnd with Ctrl+C. Files that you drop on it never leave the page.`,
  );
});

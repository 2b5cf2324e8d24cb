import { InputError } from "../shared/errors";

/** Where a cloud's services are. */
export interface Cloud {
  readonly powerBi: string;
  /** Scope of a Power BI token. */
  readonly scope: string;
  /** Entra's sign-in host. */
  readonly authority: string;
}

/** Endpoints per cloud (learn.microsoft.com, "Power BI embedded analytics for national clouds"). */
export const CLOUDS: Readonly<Record<string, Cloud>> = {
  public: {
    powerBi: "https://api.powerbi.com",
    scope: "https://analysis.windows.net/powerbi/api/.default",
    authority: "https://login.microsoftonline.com",
  },
  gcc: {
    powerBi: "https://api.powerbigov.us",
    scope: "https://analysis.usgovcloudapi.net/powerbi/api/.default",
    authority: "https://login.microsoftonline.com",
  },
  "gcc-high": {
    powerBi: "https://api.high.powerbigov.us",
    scope: "https://high.analysis.usgovcloudapi.net/powerbi/api/.default",
    authority: "https://login.microsoftonline.us",
  },
  dod: {
    powerBi: "https://api.mil.powerbigov.us",
    scope: "https://mil.analysis.usgovcloudapi.net/powerbi/api/.default",
    authority: "https://login.microsoftonline.us",
  },
  china: {
    powerBi: "https://api.powerbi.cn",
    scope: "https://analysis.chinacloudapi.cn/powerbi/api/.default",
    authority: "https://login.partner.microsoftonline.cn",
  },
};

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * A base address that a token may be sent to: https, or plain http on this machine only.
 * @throws InputError for anything else.
 */
export function safeEndpoint(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new InputError(`"${address}" is no address.`, "Give one that begins with https://.");
  }
  const safe = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
  if (!safe || url.username !== "" || url.password !== "") {
    throw new InputError(
      `A token is not sent to ${url.protocol}//${url.host}.`,
      "Use https and no password in the address.",
    );
  }
  return url.href.replace(/\/$/, "");
}

import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { DefaultAzureCredential } from "@azure/identity";
import {
  ContainerClient,
  RestError,
  StorageSharedKeyCredential,
  type StoragePipelineOptions,
} from "@azure/storage-blob";
import pRetry, { AbortError } from "p-retry";
import { InputError } from "../shared/errors";
import type { DropStore, StoredFile } from "./store";

// The names that the Azure command line uses for the same secrets.
const KEY = "AZURE_STORAGE_KEY";
const SAS = "AZURE_STORAGE_SAS_TOKEN";

/** How a store tries again. */
export interface Patience {
  readonly tries: number;
  /** Before the second try, in milliseconds; doubled each time up to half a minute. */
  readonly firstWait: number;
}

const PATIENCE: Patience = { tries: 6, firstWait: 1000 };
const LONGEST_WAIT = 30_000;

/** What is read of a file at a time. */
const BLOCK = 4 * 1024 * 1024;

/** Drops in a container of a storage account, or under a folder of it. */
export class BlobStore implements DropStore {
  readonly name: string;

  /** @param prefix folder inside the container, "" for all of it. */
  constructor(
    private readonly container: ContainerClient,
    private readonly prefix: string,
    private readonly patience: Patience = PATIENCE,
  ) {
    const { origin, pathname } = new URL(container.url);
    this.name = `${origin}${pathname}${prefix === "" ? "" : `/${prefix}`}`;
  }

  async *list(signal?: AbortSignal): AsyncGenerator<StoredFile> {
    const start = this.prefix === "" ? "" : `${this.prefix}/`;
    const options = { ...(start ? { prefix: start } : {}), ...(signal ? { abortSignal: signal } : {}) };
    let continuationToken: string | undefined;
    do {
      // A page is asked for anew each time: an iterator that has thrown says that it is at its end.
      const page = await this.again(async () => {
        const pages = this.container.listBlobsFlat(options);
        const next = await pages.byPage(continuationToken ? { continuationToken } : {}).next();
        return next.done ? undefined : next.value;
      }, signal);
      for (const { name, properties } of page?.segment.blobItems ?? []) {
        yield {
          path: name.slice(start.length),
          size: properties.contentLength ?? 0,
          modified: properties.lastModified,
          version: properties.etag,
        };
      }
      continuationToken = page?.continuationToken;
    } while (continuationToken);
  }

  open(file: StoredFile, signal?: AbortSignal): Promise<Readable> {
    return Promise.resolve(Readable.from(this.blocks(file, signal), { objectMode: false }));
  }

  async remove(path: string): Promise<void> {
    await this.again(() => this.container.getBlobClient(this.pathOf(path)).deleteIfExists());
  }

  /**
   * The file block by block, the next one on its way while one is used. Each is asked for anew when its connection
   * drops, and all are of the same version of the file.
   */
  private async *blocks({ path, size, version }: StoredFile, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const blob = this.container.getBlobClient(this.pathOf(path));
    const options = { conditions: { ifMatch: version }, ...(signal ? { abortSignal: signal } : {}) };
    const fetch = (offset: number): Promise<Buffer> => {
      const block = this.again(
        () => blob.downloadToBuffer(offset, Math.min(BLOCK, size - offset), options),
        signal,
      );
      // It may fail while nobody waits for it yet.
      block.catch(() => undefined);
      return block;
    };
    let next = size > 0 ? fetch(0) : undefined;
    for (let offset = BLOCK; next !== undefined; offset += BLOCK) {
      const block = await next;
      next = offset < size ? fetch(offset) : undefined;
      yield block;
    }
  }

  private pathOf(path: string): string {
    return this.prefix === "" ? path : `${this.prefix}/${path}`;
  }

  /**
   * Tries again after dropped connections, damaged answers, 429 and 5xx, waiting longer each time or as long as the
   * account asks. The library's own retries are off: they know neither 429 nor Retry-After.
   */
  private again<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return pRetry(
      async () => {
        try {
          return await work();
        } catch (error) {
          throw isPassing(error, signal) ? this.explained(error) : new AbortError(this.explained(error));
        }
      },
      {
        retries: this.patience.tries - 1,
        minTimeout: this.patience.firstWait,
        maxTimeout: LONGEST_WAIT,
        randomize: true,
        onFailedAttempt: (error) => pause(retryAfter(error.cause), signal),
        ...(signal ? { signal } : {}),
      },
    );
  }

  private explained(error: unknown): Error {
    const known = error instanceof RestError ? error : undefined;
    if (known === undefined && !isCut(error)) return error as Error;
    const code = known?.code ?? known?.statusCode ?? "the connection was cut";
    const [message, remedy] = EXPLANATIONS[known?.statusCode ?? 0] ?? [
      "The storage account did not answer as it should",
      "Try later.",
    ];
    const explained = new InputError(`${message} (${code}).`, remedy, { file: this.name });
    explained.cause = error;
    return explained;
  }
}

const NO_ACCESS = [
  "The storage account refuses access",
  `Sign in with "Storage Blob Data Reader" on the container, or set ${SAS} or ${KEY}.`,
] as const;
const EXPLANATIONS: Readonly<Record<number, readonly [string, string]>> = {
  401: NO_ACCESS,
  403: NO_ACCESS,
  404: ["There is no such container or file", "Check the address."],
  412: ["A file changed while it was read", "Try again."],
};

/** No status: no connection. PARSE_ERROR and an abort that was not ours: the answer was cut off. */
function isPassing(error: unknown, signal: AbortSignal | undefined): boolean {
  if (!(error instanceof RestError)) return isCut(error) && signal?.aborted !== true;
  const { statusCode, code } = error;
  return (
    statusCode === undefined || statusCode === 429 || statusCode >= 500 || code === RestError.PARSE_ERROR
  );
}

function isCut(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || "code" in error);
}

/** Milliseconds that the account asks to wait, at most a minute. */
function retryAfter(error: unknown): number {
  const header = error instanceof RestError ? error.response?.headers.get("retry-after") : undefined;
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) ? Math.min(60, Math.max(0, seconds)) * 1000 : 0;
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (milliseconds > 0) await setTimeout(milliseconds, undefined, signal ? { signal } : {});
}

/**
 * Opens `https://<account>.blob.core.windows.net/<container>[/<folder>]` (plain http and the account in the path for a
 * storage emulator on this machine). Signs in with a key or SAS token of the environment, else through Entra.
 * @throws InputError for an address that is none, or that holds a secret: command lines are seen by everybody.
 */
export function openContainer(address: string, patience: Patience = PATIENCE): BlobStore {
  const url = checkedAddress(address);
  const parts = url.pathname.split("/").filter((part) => part !== "");
  const emulated = isLoopback(url);
  const account = emulated ? parts.shift() : url.hostname.split(".")[0];
  const container = parts.shift();
  if (container === undefined || account === undefined) {
    throw new InputError("The address names no container.", EXAMPLE, { file: address });
  }
  const base = `${url.origin}/${emulated ? `${account}/` : ""}${container}`;
  const prefix = parts.map((part) => decodeURIComponent(part)).join("/");
  return new BlobStore(containerClient(base, account), prefix, patience);
}

const EXAMPLE = "Give https://<account>.blob.core.windows.net/<container>/<folder>.";

function checkedAddress(address: string): URL {
  if (!URL.canParse(address)) throw new InputError("This is no address.", EXAMPLE, { file: address });
  const url = new URL(address);
  if (url.search !== "" || url.password !== "") {
    const secretless = `${url.origin}${url.pathname}`;
    throw new InputError(
      "The address holds a secret, which other users of this machine can see in its list of processes.",
      `Put what follows the "?" into ${SAS} and give the address without it.`,
      { file: secretless },
    );
  }
  if (url.protocol !== "https:" && !isLoopback(url)) {
    throw new InputError("The address is not encrypted.", "Use https.", { file: address });
  }
  return url;
}

function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127\./.test(url.hostname);
}

function containerClient(base: string, account: string): ContainerClient {
  const options: StoragePipelineOptions = {
    retryOptions: { maxTries: 1 },
    userAgentOptions: { userAgentPrefix: "quorum" },
  };
  const sas = process.env[SAS];
  if (sas) return new ContainerClient(`${base}?${sas.replace(/^\?/, "")}`, undefined, options);
  const key = process.env[KEY];
  if (key) return new ContainerClient(base, new StorageSharedKeyCredential(account, key), options);
  return new ContainerClient(base, new DefaultAzureCredential(), options);
}

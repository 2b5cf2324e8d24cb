import type { Readable } from "node:stream";
import { DefaultAzureCredential } from "@azure/identity";
import {
  ContainerClient,
  RestError,
  StorageRetryPolicyType,
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
    const pages = this.container
      .listBlobsFlat({ ...(start ? { prefix: start } : {}), ...(signal ? { abortSignal: signal } : {}) })
      .byPage()
      [Symbol.asyncIterator]();
    for (;;) {
      const page = await this.again(() => pages.next(), signal);
      if (page.done) return;
      for (const { name, properties } of page.value.segment.blobItems) {
        yield {
          path: name.slice(start.length),
          size: properties.contentLength ?? 0,
          modified: properties.lastModified,
          version: properties.etag,
        };
      }
    }
  }

  async open(file: StoredFile, signal?: AbortSignal): Promise<Readable> {
    const blob = this.container.getBlobClient(this.pathOf(file.path));
    const answer = await this.again(
      () =>
        blob.download(0, undefined, {
          // A dropped connection goes on where it stopped, and only in the same version of the blob.
          conditions: { ifMatch: file.version },
          maxRetryRequests: this.patience.tries,
          ...(signal ? { abortSignal: signal } : {}),
        }),
      signal,
    );
    if (answer.readableStreamBody === undefined) throw new TypeError("The storage account gave no stream");
    return answer.readableStreamBody as Readable;
  }

  async remove(path: string): Promise<void> {
    await this.again(() => this.container.getBlobClient(this.pathOf(path)).deleteIfExists());
  }

  private pathOf(path: string): string {
    return this.prefix === "" ? path : `${this.prefix}/${path}`;
  }

  /** The library retries dropped connections and 5xx; 429 it leaves to its user. */
  private again<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return pRetry(
      async () => {
        try {
          return await work();
        } catch (error) {
          if (error instanceof RestError && error.statusCode === 429) throw error;
          throw new AbortError(this.explained(error));
        }
      },
      {
        retries: this.patience.tries - 1,
        minTimeout: this.patience.firstWait,
        maxTimeout: LONGEST_WAIT,
        randomize: true,
        ...(signal ? { signal } : {}),
      },
    );
  }

  private explained(error: unknown): Error {
    if (!(error instanceof RestError)) return error as Error;
    const place = { file: this.name };
    const code = error.code ?? error.statusCode ?? "no answer";
    switch (error.statusCode) {
      case 401:
      case 403:
        return new InputError(
          `The storage account refuses access (${code}).`,
          `Sign in with "Storage Blob Data Reader" on the container, or set ${SAS} or ${KEY}.`,
          place,
        );
      case 404:
        return new InputError(`There is no such container or file (${code}).`, "Check the address.", place);
      case 412:
        return new InputError("A file changed while it was read.", "Try again.", place);
      default:
        return new InputError(
          `The storage account did not answer as it should (${code}).`,
          "Try later.",
          place,
        );
    }
  }
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
  return new BlobStore(containerClient(base, account, patience), prefix, patience);
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

function containerClient(base: string, account: string, patience: Patience): ContainerClient {
  const options: StoragePipelineOptions = {
    retryOptions: {
      retryPolicyType: StorageRetryPolicyType.EXPONENTIAL,
      maxTries: patience.tries,
      retryDelayInMs: patience.firstWait,
      maxRetryDelayInMs: LONGEST_WAIT,
    },
    userAgentOptions: { userAgentPrefix: "quorum" },
  };
  const sas = process.env[SAS];
  if (sas) return new ContainerClient(`${base}?${sas.replace(/^\?/, "")}`, undefined, options);
  const key = process.env[KEY];
  if (key) return new ContainerClient(base, new StorageSharedKeyCredential(account, key), options);
  return new ContainerClient(base, new DefaultAzureCredential(), options);
}

import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ServiceError, UncertainOutcome } from "../remote/errors";
import { retryAfterMs } from "../remote/transport";
import { InputError } from "../shared/errors";
import { writeBeside } from "../shared/whole-file";
import { dataOf, type PowerBi, type Schemas } from "./power-bi";

export type ExportFormat = Schemas["ExportReportRequest"]["format"];

/** Formats that only paginated reports have. */
const PAGINATED_ONLY: readonly string[] = ["XLSX", "DOCX", "CSV", "XML", "MHTML", "IMAGE", "ACCESSIBLEPDF"];

export interface ExportOptions {
  readonly workspace: string;
  readonly report: string;
  readonly format: ExportFormat;
  readonly paginated: boolean;
  /** Names of pages; all when empty. */
  readonly pages: readonly string[];
  /** Name of the one visual of the one page. */
  readonly visual?: string;
  readonly bookmark?: string;
  readonly filter?: string;
  readonly locale?: string;
  /** Whose rows are seen (row-level security), with roles. */
  readonly identity?: string;
  readonly roles: readonly string[];
  readonly datasets: readonly string[];
  /** name=value of a paginated report. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Told how much is done, in percent. */
  readonly onProgress?: (percent: number) => void;
}

const DEFAULT_POLL_MS = 10_000;
/** An export that takes longer has been given up by the service. */
const LONGEST_MS = 2 * 3_600_000;
const DOWNLOADS = 4;

/**
 * Exports a report into a file: starts the export, polls as often as the service says, downloads the result
 * before its address ends, and puts the file in place when it is whole.
 * @returns the extension that the service gives the file, for example ".zip" for a PNG of several pages.
 * @throws InputError for options that do not go together; ServiceError when the export fails.
 */
export async function exportReport(service: PowerBi, options: ExportOptions, file: string): Promise<string> {
  const body = requestBody(options);
  const ended = await follow(service, options, await start(service, options, body));
  await download(service, options, ended, file);
  return ended.ResourceFileExtension ?? "";
}

/** @throws InputError for options that do not go together. */
export function requestBody(options: ExportOptions): Schemas["ExportReportRequest"] {
  const paginated =
    options.paginated || options.parameters.length > 0 || PAGINATED_ONLY.includes(options.format);
  if (paginated && (options.pages.length > 0 || options.bookmark || options.filter)) {
    throw new InputError(
      `--page, --visual, --bookmark and --filter are of Power BI reports, not of a paginated one (${options.format}).`,
      "Leave them out, or choose pdf, pptx or png.",
    );
  }
  if (options.visual !== undefined && options.pages.length !== 1) {
    throw new InputError("--visual needs exactly one --page.", "Name the page that the visual is on.");
  }
  const identities = identitiesOf(options);
  if (!paginated) return { format: options.format, powerBIReportConfiguration: powerBi(options, identities) };
  const parameterValues = options.parameters.map(([name, value]) => ({ name, value }));
  return {
    format: options.format,
    paginatedReportConfiguration: {
      ...identities,
      ...(options.locale ? { formatSettings: { locale: options.locale } } : {}),
      ...(parameterValues.length > 0 ? { parameterValues } : {}),
    },
  };
}

type Identities = Pick<Schemas["PowerBIReportExportConfiguration"], "identities">;

function identitiesOf({ identity, roles, datasets }: ExportOptions): Identities {
  if (identity === undefined) return {};
  return {
    identities: [
      {
        username: identity,
        ...(roles.length > 0 ? { roles: [...roles] } : {}),
        ...(datasets.length > 0 ? { datasets: [...datasets] } : {}),
      },
    ],
  };
}

function powerBi(
  options: ExportOptions,
  identities: Identities,
): Schemas["PowerBIReportExportConfiguration"] {
  const { pages, visual, bookmark, filter, locale } = options;
  return {
    ...identities,
    ...(locale ? { settings: { locale } } : {}),
    ...(bookmark ? { defaultBookmark: { name: bookmark } } : {}),
    ...(filter ? { reportLevelFilters: [{ filter }] } : {}),
    ...(pages.length > 0
      ? { pages: pages.map((pageName) => ({ pageName, ...(visual ? { visualName: visual } : {}) })) }
      : {}),
  };
}

/** An export only reads: one that was started twice is waste and no harm, so it may be asked for again. */
async function start(
  service: PowerBi,
  options: ExportOptions,
  body: Schemas["ExportReportRequest"],
): Promise<string> {
  const answer = await service.api.POST("/v1.0/myorg/groups/{groupId}/reports/{reportId}/ExportTo", {
    params: { path: { groupId: options.workspace, reportId: options.report } },
    body,
    fetch: service.sending({ idempotent: true }),
  });
  const { id } = dataOf("The export", answer);
  if (id === undefined) throw new ServiceError("The export was started without an id.");
  return id;
}

async function follow(service: PowerBi, options: ExportOptions, id: string): Promise<Schemas["Export"]> {
  const end = service.clock.now() + LONGEST_MS;
  while (service.clock.now() < end) {
    const answer = await service.api.GET(
      "/v1.0/myorg/groups/{groupId}/reports/{reportId}/exports/{exportId}",
      {
        params: { path: { groupId: options.workspace, reportId: options.report, exportId: id } },
      },
    );
    const state = dataOf("The export's state", answer);
    options.onProgress?.(state.percentComplete ?? 0);
    if (state.status === "Succeeded") return { ...state, id };
    if (state.status === "Failed") {
      throw new ServiceError(
        "The export failed. Check page, visual, bookmark and filter, and try it in the service.",
      );
    }
    const asked = retryAfterMs(answer.response.headers.get("retry-after"), service.clock.now());
    await service.clock.sleep(asked ?? DEFAULT_POLL_MS, service.signal);
  }
  throw new ServiceError("The export has not ended within two hours. Try fewer pages.");
}

async function download(
  service: PowerBi,
  options: ExportOptions,
  ended: Schemas["Export"],
  file: string,
): Promise<void> {
  if (ended.expirationTime !== undefined && Date.parse(ended.expirationTime) <= service.clock.now()) {
    throw new ServiceError("The export's file has expired (after 24 hours). Run the command again.", 410);
  }
  await writeBeside(file, async (unfinished) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await service.api.GET(
        "/v1.0/myorg/groups/{groupId}/reports/{reportId}/exports/{exportId}/file",
        {
          params: {
            path: { groupId: options.workspace, reportId: options.report, exportId: ended.id ?? "" },
          },
          parseAs: "stream",
          fetch: service.sending({ stream: true }),
        },
      );
      const body = dataOf("The download", answer) as unknown as ReadableStream<Uint8Array> | null | undefined;
      if (body === null || body === undefined) throw new ServiceError("The download is empty.");
      try {
        await pipeline(Readable.fromWeb(body as never), createWriteStream(unfinished, { mode: 0o600 }));
        return;
      } catch (error) {
        if (attempt === DOWNLOADS)
          throw new UncertainOutcome(`The download broke ${String(DOWNLOADS)} times.`);
        if (service.signal?.aborted) throw error;
        await service.clock.sleep(1000, service.signal);
      }
    }
  });
}

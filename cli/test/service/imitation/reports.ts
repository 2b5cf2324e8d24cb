import type { Call, Handler } from "./server";

export interface ExportJob {
  readonly id: string;
  readonly report: string;
  readonly format: string;
  readonly startedAt: number;
  readonly request: unknown;
  readonly fails: boolean;
  /** When its file is taken away. */
  readonly expiresAt: number;
}

const RUN_MS = 45_000;
const DAY = 86_400_000;
const EXTENSIONS: Readonly<Record<string, string>> = { PNG: ".zip", IMAGE: ".png", ACCESSIBLEPDF: ".pdf" };

/** What a file of the imitation holds, so that a test can tell it. */
export function fileContent(format: string): Buffer {
  return Buffer.from(`exported as ${format}\n`.repeat(2000));
}

const start: Handler = ({ world, match, body }) => {
  const { format } = body as { format: string };
  const job: ExportJob = {
    id: world.id(),
    report: match.path["reportId"] ?? "",
    format,
    startedAt: world.clock.now(),
    request: body,
    fails: JSON.stringify(body).includes("no-such-page"),
    expiresAt: world.clock.now() + RUN_MS + DAY,
  };
  world.exports.set(job.id, job);
  return { status: 202, headers: { "retry-after": "5" }, body: describe(job, job.startedAt) };
};

function describe(job: ExportJob, now: number): unknown {
  const over = now >= job.startedAt + RUN_MS;
  const ended = job.fails ? "Failed" : "Succeeded";
  const base = {
    id: job.id,
    createdDateTime: new Date(job.startedAt).toISOString(),
    lastActionDateTime: new Date(now).toISOString(),
    reportId: job.report,
    reportName: "Sample",
    status: over ? ended : now === job.startedAt ? "NotStarted" : "Running",
    percentComplete: over ? 100 : Math.floor((100 * (now - job.startedAt)) / RUN_MS),
  };
  if (!over || job.fails) return base;
  return {
    ...base,
    resourceLocation: `https://api.powerbi.com/v1.0/myorg/reports/${job.report}/exports/${job.id}/file`,
    ResourceFileExtension: EXTENSIONS[job.format] ?? `.${job.format.toLowerCase()}`,
    expirationTime: new Date(job.expiresAt).toISOString(),
  };
}

function jobOf({ world, match }: Call): ExportJob | undefined {
  return world.exports.get(match.path["exportId"] ?? "");
}

const status: Handler = (call) => {
  const job = jobOf(call);
  if (job === undefined) return { status: 404 };
  const now = call.world.clock.now();
  const over = now >= job.startedAt + RUN_MS;
  return {
    status: over ? 200 : 202,
    ...(over ? {} : { headers: { "retry-after": "10" } }),
    body: describe(job, now),
  };
};

const file: Handler = (call) => {
  const job = jobOf(call);
  if (job === undefined) return { status: 404 };
  const now = call.world.clock.now();
  if (now >= job.expiresAt) return { status: 404, body: { error: { code: "ExportData_Expired" } } };
  return { status: 200, file: fileContent(job.format) };
};

export const reportHandlers: Readonly<Record<string, Handler>> = {
  Reports_ExportToFileInGroup: start,
  Reports_GetExportToFileStatusInGroup: status,
  Reports_GetFileOfExportToFileInGroup: file,
};

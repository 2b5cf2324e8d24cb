import { open, readFile, readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { InputError } from "../../shared/errors";
import type { Gaps } from "../gaps";
import { folderParts } from "./folder";
import { field, listAt, textAt, type Json } from "./json";
import { decodeText } from "../../shared/text";
import { LIMITS, parseJson, type Parts } from "./parts";
import { unzipParts } from "./zip";

/** A report that was opened: its parts and, where they are within reach, its model's. */
export interface Opened {
  readonly kind: "project" | "pbit" | "pbix";
  /** The file, or the report's folder, as it was named. */
  readonly path: string;
  readonly report: Parts;
  /** Folder of the report's parts relative to `base`; empty for zips. */
  readonly reportFolder: string;
  readonly model: Parts | undefined;
  readonly modelFolder: string;
  /** A live connection in place of a model, in words. */
  readonly connection?: string;
}

/**
 * Opens a .pbip, a report's folder (or one that holds a single report), a .pbit or a .pbix for reading.
 * @throws InputError when there is none, it is protected, broken, too large, or the folder holds several.
 */
export async function openReport(path: string, gaps: Gaps): Promise<Opened> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new InputError("does not exist.", "Name a .pbip, .pbit, .pbix or a report's folder.", {
      file: path,
    });
  if (found.isDirectory()) return openProject(await reportFolderIn(path), path, gaps);
  if (/\.pbip$/i.test(path)) return openProject(await reportOfPbip(path, gaps), dirname(path), gaps);
  if (/\.pbir$/i.test(path)) return openProject(dirname(path), dirname(dirname(path)), gaps);
  return openArchive(path, found.size, gaps);
}

async function openArchive(path: string, size: number, gaps: Gaps): Promise<Opened> {
  if (size > LIMITS.archive) {
    throw new InputError(
      `is larger than ${LIMITS.archive / 2 ** 20} MB.`,
      "Save it as a project (.pbip) or template (.pbit): they hold no data.",
      { file: path },
    );
  }
  await refuseProtected(path);
  const parts = unzipParts(await readFile(path), path, gaps);
  if (
    !parts.has("Report/Layout") &&
    !parts.has("DataModelSchema") &&
    !parts.has("Report/definition/report.json")
  ) {
    throw new InputError("is a zip, but no Power BI report.", "Name a .pbip, .pbit or .pbix.", {
      file: path,
    });
  }
  const kind = parts.has("DataModelSchema") ? "pbit" : "pbix";
  const live = kind === "pbix" ? liveConnection(parts, gaps) : undefined;
  if (kind === "pbix") {
    gaps.add(
      "model",
      path,
      live === undefined
        ? "The model is stored in a binary form that cannot be read. Save the report as .pbip or .pbit and review that."
        : `The model is elsewhere (${live}). Review it there.`,
    );
  }
  return {
    kind,
    path,
    report: parts,
    reportFolder: "",
    model: kind === "pbit" ? parts : undefined,
    modelFolder: "",
    ...(live === undefined ? {} : { connection: live }),
  };
}

/** Rights-protected and encrypted files are recognised by their first bytes; what is inside cannot be read. */
async function refuseProtected(path: string): Promise<void> {
  const file = await open(path);
  const start = Buffer.alloc(8);
  await file.read(start, 0, 8, 0);
  await file.close();
  if (
    start.toString("latin1").startsWith(".pfile") ||
    start.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))
  ) {
    throw new InputError(
      "is protected, unreadable.",
      "Remove the protection, or save it as a project where the policy allows that.",
      { file: path },
    );
  }
}

function liveConnection(parts: Parts, gaps: Gaps): string | undefined {
  const bytes = parts.get("Connections");
  if (!bytes) return undefined;
  const json = parseJson(decodeText(bytes), "Connections", gaps);
  const [first] = listAt(json, "Connections");
  return first === undefined
    ? undefined
    : `live connection to ${describeConnection(textAt(first, "ConnectionString"))}`;
}

/** Server and model of a connection string; nothing else of it is repeated (it may hold names or secrets). */
function describeConnection(text: string | undefined): string {
  const part = (name: string): string | undefined => {
    const found = new RegExp(`(?:^|;)\\s*${name}\\s*=\\s*("[^"]*"|[^;]*)`, "i").exec(text ?? "");
    return found?.[1]?.replace(/"/g, "").trim();
  };
  const server = part("data source");
  const model = part("initial catalog");
  return (
    [model && `model "${model}"`, server && `at ${server}`].filter(Boolean).join(" ") ||
    "a model in the service"
  );
}

async function reportOfPbip(path: string, gaps: Gaps): Promise<string> {
  const json = parseJson(decodeText(await readFile(path)), path, gaps);
  const reports = listAt(json, "artifacts")
    .map((artifact) => textAt(artifact, "report", "path"))
    .filter((p) => p !== undefined);
  const [report] = reports;
  if (report === undefined) {
    throw new InputError("names no report.", "Name the report's folder instead.", { file: path });
  }
  if (reports.length > 1) throw severalReports(path, reports);
  const folder = inside(dirname(path), report);
  if (folder === undefined) {
    throw new InputError("names a report outside its own folder.", "Name the report's folder instead.", {
      file: path,
    });
  }
  return folder;
}

async function reportFolderIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  if (names.includes("definition.pbir") || names.includes("report.json")) return folder;
  const reports: string[] = [];
  for (const name of names) {
    const inner = await readdir(join(folder, name)).catch((): string[] => []);
    if (inner.includes("definition.pbir") || (/\.Report$/i.test(name) && inner.includes("report.json")))
      reports.push(name);
  }
  const [report] = reports;
  if (report === undefined) {
    throw new InputError("holds no Power BI report.", "Name a .pbip, .pbit, .pbix or a report's folder.", {
      file: folder,
    });
  }
  if (reports.length > 1) throw severalReports(folder, reports);
  return join(folder, report);
}

function severalReports(path: string, reports: readonly string[]): InputError {
  const names = reports.slice(0, 10).join(", ");
  return new InputError(
    `holds ${reports.length} reports (${names}).`,
    "Review them one at a time: name one.",
    { file: path },
  );
}

async function openProject(reportFolder: string, root: string, gaps: Gaps): Promise<Opened> {
  const report = readFolder(reportFolder, gaps);
  const base = dirname(resolve(reportFolder));
  const opened = {
    kind: "project" as const,
    path: reportFolder,
    report,
    reportFolder: basename(resolve(reportFolder)),
  };
  const pbir = report.get("definition.pbir");
  const reference = pbir && field(parseJson(decodeText(pbir), "definition.pbir", gaps), "datasetReference");
  const byPath = textAt(reference, "byPath", "path");
  if (byPath === undefined) return { ...opened, ...withoutModel(reference, reportFolder, gaps) };
  const modelFolder =
    inside(resolve(root), relative(resolve(root), resolve(reportFolder, byPath))) ??
    inside(base, relative(base, resolve(reportFolder, byPath)));
  const isThere =
    modelFolder !== undefined && (await stat(modelFolder).catch(() => undefined))?.isDirectory();
  if (modelFolder === undefined || !isThere || isAbsolute(byPath)) {
    const why = modelFolder === undefined || isAbsolute(byPath) ? "lies outside the project" : "is missing";
    gaps.add("model", join(opened.reportFolder, "definition.pbir"), `The folder of its model ${why}.`);
    return { ...opened, model: undefined, modelFolder: "" };
  }
  const model = folderParts(modelFolder, gaps);
  return { ...opened, model, modelFolder: relative(base, modelFolder).split(sep).join("/") };
}

function readFolder(folder: string, gaps: Gaps): Parts {
  try {
    return folderParts(folder, gaps);
  } catch {
    throw new InputError("cannot be opened.", "Check the folder that the project names.", { file: folder });
  }
}

function withoutModel(
  reference: Json | undefined,
  folder: string,
  gaps: Gaps,
): Pick<Opened, "model" | "modelFolder" | "connection"> {
  const connection = field(reference, "byConnection");
  if (connection === undefined) {
    gaps.add("model", join(basename(folder), "definition.pbir"), "It names no model.");
    return { model: undefined, modelFolder: "" };
  }
  const words = `connection to ${describeConnection(textAt(connection, "connectionString"))}`;
  gaps.add(
    "model",
    join(basename(folder), "definition.pbir"),
    `The model is elsewhere (${words}). Review it there.`,
  );
  return { model: undefined, modelFolder: "", connection: words };
}

/** The path below `root`, or undefined where it leads outside. */
function inside(root: string, path: string): string | undefined {
  const full = resolve(root, path);
  const below = relative(resolve(root), full);
  return below.startsWith("..") || isAbsolute(below) ? undefined : full;
}

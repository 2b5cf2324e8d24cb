import { extname } from "node:path";
import { Option, type Command } from "commander";
import { InputError } from "../shared/errors";
import { say } from "../shared/output";
import { startProgress } from "../shared/progress";
import { repeated } from "../shared/options";
import { openService, serviceOptions, type ServiceOptions } from "./command-context";
import { exportReport, requestBody, type ExportFormat, type ExportOptions } from "./export-report";

const FORMATS = ["pdf", "pptx", "png", "xlsx", "docx", "csv", "xml", "mhtml", "image", "accessiblepdf"];

interface Options extends ServiceOptions {
  readonly report: string;
  readonly format: string;
  readonly out: string;
  readonly page: readonly string[];
  readonly visual?: string;
  readonly bookmark?: string;
  readonly filter?: string;
  readonly locale?: string;
  readonly identity?: string;
  readonly role: readonly string[];
  readonly dataset: readonly string[];
  readonly parameter: readonly string[];
  readonly paginated?: boolean;
}

/** `quorum service export`. */
export function registerExport(service: Command): void {
  const command = serviceOptions(
    service.command("export").description("Exports a Power BI or paginated report to a file"),
  )
    .requiredOption("--report <id>", "the report's id")
    .addOption(new Option("--format <format>", "the file's format").choices(FORMATS).makeOptionMandatory())
    .requiredOption("--out <file>", "the file; it is there when it is whole");
  reportOptions(command)
    .addHelpText(
      "after",
      "\nExample:\n  quorum service export --workspace <id> --report <id> --format pdf --page ReportSection1 --out june.pdf\n\nThe file shows what the report shows: Quorum protects it only where the report is built on a release or a safe base.\n",
    )
    .action(run);
}

function reportOptions(command: Command): Command {
  return command
    .option("--page <name>", "a page by its name (ReportSection…); may be repeated", repeated, [])
    .option("--visual <name>", "one visual of that page")
    .option("--bookmark <name>", "apply this bookmark")
    .option("--filter <expression>", "filter the report, for example \"Base/Organization eq 'Finance'\"")
    .option("--locale <name>", "language, for example de-de")
    .option("--identity <user>", "see what this user sees (row-level security)")
    .option("--role <name>", "with this role; may be repeated", repeated, [])
    .option("--dataset <id>", "dataset that the identity is for; may be repeated", repeated, [])
    .option("--parameter <name=value>", "parameter of a paginated report; may be repeated", repeated, [])
    .option("--paginated", "the report is a paginated one, though the format is pdf, pptx or png");
}

async function run(options: Options): Promise<void> {
  const asked: ExportOptions = {
    ...options,
    format: options.format.toUpperCase() as ExportFormat,
    paginated: options.paginated ?? false,
    pages: options.page,
    roles: options.role,
    datasets: options.dataset,
    parameters: options.parameter.map(parameter),
  };
  requestBody(asked);
  const service = openService(options, "Stopped. No file was written.");
  const bar = startProgress("Exporting", 100, "%");
  let shown = 0;
  try {
    const onProgress = (percent: number): void => {
      bar.advance(percent - shown);
      shown = percent;
    };
    const extension = await exportReport(service, { ...asked, onProgress }, options.out);
    bar.stop();
    say(`Written: ${options.out}`);
    if (extension !== "" && extension.toLowerCase() !== extname(options.out).toLowerCase()) {
      say(`The service calls this file ${extension}: rename ${options.out} if it does not open.`);
    }
  } finally {
    bar.stop();
  }
}

function parameter(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new InputError(`"${text}" is no parameter.`, "Write --parameter name=value.");
  return [text.slice(0, at), text.slice(at + 1)];
}

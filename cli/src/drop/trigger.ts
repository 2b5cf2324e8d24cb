import { setTimeout } from "node:timers/promises";
import { DataFactoryManagementClient } from "@azure/arm-datafactory";
import { ResourceManagementClient } from "@azure/arm-resources";
import { DefaultAzureCredential, type TokenCredential } from "@azure/identity";
import { InputError, Refusal } from "../shared/errors";

/** Where the pipeline is. */
export interface Target {
  readonly subscription: string;
  readonly resourceGroup: string;
}

/** What tests and national clouds replace. */
export interface ArmAccess {
  /** https://management.azure.com unless given. */
  readonly endpoint?: string;
  readonly credential?: TokenCredential;
  /** Options that go to Microsoft's clients as they are. */
  readonly client?: Readonly<Record<string, unknown>>;
}

export interface Run extends Target {
  readonly factory: string;
  readonly pipeline: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** How often a run is asked about, in milliseconds. */
const POLL = 30_000;
const ENDED = new Set(["Succeeded", "Failed", "Cancelled"]);

/**
 * Starts the pipeline, once: the request is not repeated when its answer is lost, since a second one would start a
 * second extraction.
 * @returns the run's id.
 * @throws InputError with what Azure says; Refusal when nobody knows whether it was started.
 */
export async function startPipeline(run: Run, access: ArmAccess = {}): Promise<string> {
  const client = dataFactory(run, access, { maxRetries: 0 });
  try {
    const { runId } = await client.pipelines.createRun(run.resourceGroup, run.factory, run.pipeline, {
      parameters: { ...run.parameters },
    });
    return runId;
  } catch (error) {
    const status = statusOf(error);
    if (status !== undefined && status < 500) throw explained(error, `pipeline ${run.pipeline}`);
    throw new Refusal(
      "Azure's answer was lost, so the pipeline may have been started. Look at the factory's runs before trying again.",
    );
  }
}

/**
 * Asks about a run until it ends.
 * @param onStatus told of every new status.
 * @throws Refusal when the run failed or was cancelled, with the pipeline's message.
 */
export async function waitForRun(
  run: Run,
  runId: string,
  options: {
    readonly signal?: AbortSignal;
    readonly poll?: number;
    readonly onStatus?: (status: string) => void;
  },
  access: ArmAccess = {},
): Promise<void> {
  const client = dataFactory(run, access);
  let last = "";
  for (;;) {
    let status: string;
    let message: string | undefined;
    try {
      const found = await client.pipelineRuns.get(run.resourceGroup, run.factory, runId, {
        ...(options.signal ? { abortSignal: options.signal } : {}),
      });
      status = found.status ?? "Unknown";
      message = found.message;
    } catch (error) {
      throw explained(error, `run ${runId}`);
    }
    if (status !== last) options.onStatus?.(status);
    last = status;
    if (status === "Succeeded") return;
    if (ENDED.has(status))
      throw new Refusal(`The run ${status.toLowerCase()}: ${(message ?? "").slice(0, 500)}`);
    await setTimeout(options.poll ?? POLL, undefined, options.signal ? { signal: options.signal } : {});
  }
}

export interface Deployment extends Target {
  readonly name: string;
  readonly template: Readonly<Record<string, unknown>>;
  /** Name → value, as ARM wants them. */
  readonly parameters: Readonly<Record<string, { readonly value: unknown }>>;
}

/**
 * Deploys an ARM template into a resource group (…/providers/Microsoft.Resources/deployments/{name}) and waits for its
 * end. Incremental: what the template does not name is left alone.
 * @throws InputError with what Azure says.
 */
export async function deployTemplate(
  deployment: Deployment,
  options: { readonly signal?: AbortSignal; readonly poll?: number },
  access: ArmAccess = {},
): Promise<string> {
  const client = new ResourceManagementClient(credentialOf(access), deployment.subscription, {
    ...endpointOf(access),
    ...access.client,
  });
  try {
    const done = await client.deployments.beginCreateOrUpdateAndWait(
      deployment.resourceGroup,
      deployment.name,
      {
        properties: {
          mode: "Incremental",
          template: { ...deployment.template },
          parameters: { ...deployment.parameters },
        },
      },
      {
        ...(options.signal ? { abortSignal: options.signal } : {}),
        ...(options.poll === undefined ? {} : { updateIntervalInMs: options.poll }),
      },
    );
    return done.properties?.provisioningState ?? "Unknown";
  } catch (error) {
    throw explained(error, `deployment ${deployment.name}`);
  }
}

function dataFactory(
  { subscription }: Target,
  access: ArmAccess,
  retryOptions: { maxRetries?: number } = {},
): DataFactoryManagementClient {
  return new DataFactoryManagementClient(credentialOf(access), subscription, {
    ...endpointOf(access),
    retryOptions,
    ...access.client,
  });
}

function credentialOf({ credential }: ArmAccess): TokenCredential {
  return credential ?? new DefaultAzureCredential();
}

/** A national cloud's tokens are for its own endpoint. */
function endpointOf({ endpoint }: ArmAccess): { endpoint?: string; credentialScopes?: string } {
  return endpoint === undefined
    ? {}
    : { endpoint, credentialScopes: `${endpoint.replace(/\/$/, "")}/.default` };
}

function statusOf(error: unknown): number | undefined {
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === "number" ? statusCode : undefined;
}

function explained(error: unknown, what: string): Error {
  if (!(error instanceof Error) || error.name === "AbortError") return error as Error;
  const { code } = error as { code?: unknown };
  const status = statusOf(error);
  const said = [typeof code === "string" ? code : undefined, error.message.split("\n")[0]?.slice(0, 500)]
    .filter(Boolean)
    .join(": ");
  const remedy =
    status === 403
      ? "This identity needs Data Factory Contributor (to run) or Contributor (to deploy) on the resource group."
      : status === 404
        ? "Check the subscription, resource group, factory and pipeline."
        : "";
  return new InputError(`${what}: ${said}.`, remedy);
}

import { ServiceError, UncertainOutcome } from "../remote/errors";
import { dataOf, SETTLE_MS, type PowerBi, type Schemas } from "./power-bi";
import type { QueryPlace } from "./query";

export type RefreshType = NonNullable<Schemas["DatasetRefreshRequest"]["type"]>;

export interface RefreshRequest {
  /** Asks for an enhanced refresh, which can be followed and cancelled by its id. */
  readonly type?: RefreshType;
  /** Tables to be refreshed; an enhanced refresh too. */
  readonly tables?: readonly string[];
  /** Who is told by mail; not for service principals and not for enhanced refreshes. */
  readonly notify?: Schemas["DatasetRefreshRequest"]["notifyOption"];
}

/** A refresh under way; `id` is known for enhanced refreshes alone. */
export interface StartedRefresh {
  readonly id: string | undefined;
  /** Milliseconds since 1970, a minute before it was asked for: clocks differ. */
  readonly since: number;
}

export interface EndedRefresh {
  readonly status: string;
  /** Error codes that the service gives; empty on success. */
  readonly errors: readonly string[];
}

const path = "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/refreshes";
const CLOCKS_DIFFER_MS = 60_000;
const POLL_MS = 30_000;
/** The longest refresh of any capacity. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * Starts a refresh. When the connection breaks, the history says whether it was started.
 * @throws ServiceError, for example when one is under way.
 */
export async function startRefresh(
  service: PowerBi,
  place: QueryPlace,
  request: RefreshRequest,
): Promise<StartedRefresh> {
  for (let attempt = 1; ; attempt++) {
    const since = service.clock.now() - CLOCKS_DIFFER_MS;
    try {
      const answer = await service.api.POST(path, { params: params(place), body: bodyOf(request) });
      dataOf("The refresh", answer);
      return { id: answer.response.headers.get("x-ms-request-id") ?? undefined, since };
    } catch (error) {
      if (!(error instanceof UncertainOutcome) || attempt === 4) throw error;
      await service.clock.sleep(SETTLE_MS, service.signal);
      const [latest] = await refreshHistory(service, place, 1);
      if (latest !== undefined && Date.parse(latest.startTime ?? "") >= since) {
        return { id: isEnhanced(request) ? latest.requestId : undefined, since };
      }
    }
  }
}

/**
 * The description marks notifyOption as required, and says in its text that it does not apply to an enhanced
 * refresh; the service refuses it there. So an enhanced refresh leaves it out.
 */
function bodyOf(request: RefreshRequest): Schemas["DatasetRefreshRequest"] {
  if (!isEnhanced(request)) return { notifyOption: request.notify ?? "NoNotification" };
  const objects = request.tables?.map((table) => ({ table }));
  const enhanced: Omit<Schemas["DatasetRefreshRequest"], "notifyOption"> = {
    type: request.type ?? "Full",
    ...(objects && objects.length > 0 ? { objects } : {}),
  };
  return enhanced as Schemas["DatasetRefreshRequest"];
}

function isEnhanced(request: RefreshRequest): boolean {
  return request.type !== undefined || (request.tables ?? []).length > 0;
}

/** The latest refreshes, newest first. */
export async function refreshHistory(
  service: PowerBi,
  place: QueryPlace,
  top: number,
): Promise<readonly Schemas["Refresh"][]> {
  const answer = await service.api.GET(path, { params: { ...params(place), query: { $top: top } } });
  return dataOf("The refresh history", answer).value ?? [];
}

/** Waits for a refresh to end, well or not. Stopping to wait does not stop the refresh. */
export async function waitForRefresh(
  service: PowerBi,
  place: QueryPlace,
  started: StartedRefresh,
): Promise<EndedRefresh> {
  const end = service.clock.now() + LONGEST_MS;
  while (service.clock.now() < end) {
    const ended =
      started.id === undefined
        ? await endedInHistory(service, place, started.since)
        : await endedById(service, place, started.id);
    if (ended !== undefined) return ended;
    await service.clock.sleep(POLL_MS, service.signal);
  }
  throw new ServiceError("The refresh has not ended within 24 hours. Look at it in the service.");
}

async function endedInHistory(
  service: PowerBi,
  place: QueryPlace,
  since: number,
): Promise<EndedRefresh | undefined> {
  const entries = await refreshHistory(service, place, 5);
  const mine = entries.filter((entry) => Date.parse(entry.startTime ?? "") >= since).at(-1);
  if (mine === undefined || mine.status === undefined || mine.status === "Unknown") return undefined;
  return { status: mine.status, errors: codesOf(mine.serviceExceptionJson) };
}

async function endedById(service: PowerBi, place: QueryPlace, id: string): Promise<EndedRefresh | undefined> {
  const answer = await service.api.GET(`${path}/{refreshId}`, {
    params: { path: { groupId: place.workspace, datasetId: place.dataset, refreshId: id } },
  });
  const detail = dataOf("The refresh's state", answer);
  const status = detail.extendedStatus ?? detail.status ?? "Unknown";
  if (["Unknown", "NotStarted", "InProgress"].includes(status)) return undefined;
  const errors = (detail.messages ?? []).filter((message) => message.type === "Error");
  return { status, errors: errors.map((error) => [error.code, error.message].filter(Boolean).join(": ")) };
}

/** The error codes of a refresh history's entry. */
export function codesOf(exception: string | undefined): readonly string[] {
  if (exception === undefined) return [];
  try {
    const { errorCode } = JSON.parse(exception) as { errorCode?: string };
    return errorCode === undefined ? [] : [errorCode];
  } catch {
    return [exception.slice(0, 200)];
  }
}

function params(place: QueryPlace): { path: { groupId: string; datasetId: string } } {
  return { path: { groupId: place.workspace, datasetId: place.dataset } };
}

import { randomUUID } from "node:crypto";
import { z } from "zod";
import { JOB_METADATA } from "./metadata";
import type { Notice } from "./queue";

/** What the body of a notification means. */
export type Heard =
  | { readonly kind: "handshake"; readonly code: string }
  | { readonly kind: "notices"; readonly notices: readonly Pick<Notice, "id" | "folder">[] }
  | { readonly kind: "nonsense" };

const validation = z.object({
  eventType: z.literal("Microsoft.EventGrid.SubscriptionValidationEvent"),
  data: z.looseObject({ validationCode: z.string().min(1).max(200) }),
});

// Event Grid's own schema says eventType, CloudEvents 1.0 says type.
const storageEvent = z.object({
  id: z.string().max(200),
  subject: z.string().max(4096),
  eventType: z.string().optional(),
  type: z.string().optional(),
});

/** The body of a Data Factory web activity, as docs/data-drops.md tells to write it. */
const activity = z.looseObject({
  id: z.string().max(200).optional(),
  folder: z.string().max(4096).optional(),
});

const BLOB_CREATED = "Microsoft.Storage.BlobCreated";

/**
 * Reads what was posted: Event Grid's handshake, its storage events (either schema, one or many), or a web activity's
 * own JSON. Events that do not complete a drop (any file but its metadata) or come from elsewhere are left out.
 * @param container name of the container that is listened for; undefined for a folder.
 * @param prefix folder inside the container that is the top of the place.
 */
export function readNotices(body: unknown, container: string | undefined, prefix: string): Heard {
  const items: unknown[] = Array.isArray(body) ? body : [body];
  const handshake = items.map((item) => validation.safeParse(item)).find(({ success }) => success)?.data;
  if (handshake !== undefined) return { kind: "handshake", code: handshake.data.validationCode };
  const events = items.map((item) => storageEvent.safeParse(item).data);
  if (items.length > 0 && events.every((event) => event !== undefined)) {
    const created = events.filter((event) => (event.eventType ?? event.type) === BLOB_CREATED);
    const notices = created.flatMap(({ id, subject }) => {
      const folder = folderOf(subject, container, prefix);
      return folder === undefined ? [] : [{ id, folder }];
    });
    return { kind: "notices", notices };
  }
  const named = Array.isArray(body) ? undefined : activity.safeParse(body).data;
  if (named === undefined) return { kind: "nonsense" };
  const folder = named.folder === undefined ? null : trimmed(named.folder);
  return { kind: "notices", notices: [{ id: named.id ?? randomUUID(), folder }] };
}

/** "/blobServices/default/containers/<container>/blobs/<path>" of a drop's metadata → the drop's folder. */
function folderOf(subject: string, container: string | undefined, prefix: string): string | undefined {
  const found = /^\/blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/.exec(subject);
  if (found?.[1] === undefined || found[2] === undefined || found[1] !== container) return undefined;
  const top = prefix === "" ? "" : `${prefix}/`;
  const end = JOB_METADATA.toLowerCase();
  const path = found[2];
  if (!path.startsWith(top) || !path.toLowerCase().endsWith(end)) return undefined;
  return trimmed(path.slice(top.length, path.length - end.length));
}

function trimmed(folder: string): string {
  return folder.replace(/^\/+|\/+$/g, "");
}

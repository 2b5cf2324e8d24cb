import { FolderStore } from "./folder-store";
import type { DropStore } from "./store";

/** A place as it is written on the command line: a container's address, or a folder or file. */
export async function openStore(place: string): Promise<DropStore> {
  if (!/^https?:\/\//i.test(place)) return new FolderStore(place);
  // The Azure libraries take half a second to load.
  const { openContainer } = await import("./blob-store");
  return openContainer(place);
}

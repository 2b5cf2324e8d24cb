import { lstat, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Gaps } from "../gaps";
import { LIMITS, type Parts } from "./parts";

/** Files that hold what the rules look at; the others (pictures, themes, caches) are passed over. */
const READ = /\.(json|tmdl|bim|pbir|pbism|dax)$|(^|\/)\.platform$/i;
const PASSED_OVER = /(^|\/)(\.pbi|\.git|StaticResources|node_modules)\//i;

/**
 * The parts of a folder, by path below it. Links are not followed; what is past the limits is listed.
 */
export async function folderParts(root: string, gaps: Gaps): Promise<Parts> {
  const files = await list(root, gaps);
  const parts = new Map<string, Uint8Array>();
  let total = 0;
  for (let i = 0; i < files.length; i += 32) {
    const batch = files.slice(i, i + 32);
    const read = await Promise.all(batch.map((path) => readPart(root, path, gaps)));
    for (const [j, bytes] of read.entries()) {
      const path = batch[j];
      if (!bytes || path === undefined) continue;
      total += bytes.length;
      if (total > LIMITS.total)
        gaps.add("file", path, `All files together pass ${LIMITS.total / 2 ** 20} MB.`);
      else parts.set(path, bytes);
    }
  }
  return parts;
}

async function readPart(root: string, path: string, gaps: Gaps): Promise<Uint8Array | undefined> {
  const name = join(root, path);
  try {
    const { size } = await lstat(name);
    if (size > LIMITS.part) {
      gaps.add("file", path, `It is larger than ${LIMITS.part / 2 ** 20} MB.`);
      return undefined;
    }
    return await readFile(name);
  } catch {
    gaps.add("file", path, "It cannot be opened.");
    return undefined;
  }
}

async function list(root: string, gaps: Gaps): Promise<string[]> {
  const found: string[] = [];
  const folders = [{ path: "", depth: 0 }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    for (const entry of await readdir(join(root, folder.path), { withFileTypes: true })) {
      const path = folder.path === "" ? entry.name : `${folder.path}/${entry.name}`;
      if (entry.isSymbolicLink()) gaps.add("file", path, "It is a link, and links are not followed.");
      else if (entry.isDirectory() && !PASSED_OVER.test(`${path}/`)) {
        if (folder.depth < LIMITS.depth) folders.push({ path, depth: folder.depth + 1 });
        else gaps.add("folder", path, `It is deeper than ${LIMITS.depth} folders.`);
      } else if (entry.isFile() && READ.test(path)) {
        if (found.length < LIMITS.parts) found.push(path);
        else gaps.add("file", path, `There are more than ${LIMITS.parts} files.`);
      }
    }
  }
  return found.sort();
}

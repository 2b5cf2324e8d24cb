import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Gaps } from "../gaps";
import { LIMITS, type Parts } from "./parts";

/** Files that hold what the rules look at; the others (pictures, themes, caches) are passed over. */
const READ = /\.(json|tmdl|bim|pbir|pbism|dax)$|(^|\/)\.platform$/i;
const PASSED_OVER = /(^|\/)(\.pbi|\.git|StaticResources|node_modules)\//i;

/**
 * The parts of a folder, by path below it. Links are not followed; what is past the limits is listed. Reads one
 * file after the other: reports are thousands of small files, for which waiting costs more than reading.
 */
export function folderParts(root: string, gaps: Gaps): Parts {
  const parts = new Map<string, Uint8Array>();
  let total = 0;
  for (const path of list(root, gaps)) {
    const bytes = readPart(root, path, gaps);
    if (!bytes) continue;
    total += bytes.length;
    if (total > LIMITS.total) gaps.add("file", path, `All files together pass ${LIMITS.total / 2 ** 20} MB.`);
    else parts.set(path, bytes);
  }
  return parts;
}

function readPart(root: string, path: string, gaps: Gaps): Uint8Array | undefined {
  const name = join(root, path);
  try {
    if (lstatSync(name).size <= LIMITS.part) return readFileSync(name);
    gaps.add("file", path, `It is larger than ${LIMITS.part / 2 ** 20} MB.`);
  } catch {
    gaps.add("file", path, "It cannot be opened.");
  }
  return undefined;
}

function list(root: string, gaps: Gaps): string[] {
  const found: string[] = [];
  const folders = [{ path: "", depth: 0 }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    for (const entry of readdirSync(join(root, folder.path), { withFileTypes: true })) {
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

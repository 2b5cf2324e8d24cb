import { unzipSync } from "fflate";
import { InputError } from "../../shared/errors";
import type { Gaps } from "../gaps";
import { LIMITS, type Parts } from "./parts";

/** Parts of .pbit and .pbix files that hold no field, rule or setting: pictures, fonts, the model's own storage. */
const PASSED_OVER = /^(DataModel|DiagramLayout|DiagramState|SecurityBindings|DataMashup)$|StaticResources\//;

/**
 * The parts of a .pbit or .pbix in memory; nothing is written anywhere. Names that lead outside, that come twice
 * or that are no plain path, and parts past the limits, are left out and listed.
 * @throws InputError when it is no zip or is cut short.
 */
export function unzipParts(archive: Uint8Array, file: string, gaps: Gaps): Parts {
  const gate = new Gate(gaps);
  try {
    const unpacked = unzipSync(archive, {
      filter: (entry) => gate.admits(entry.name, entry.size, entry.originalSize),
    });
    const parts = new Map<string, Uint8Array>();
    for (const [name, bytes] of Object.entries(unpacked)) parts.set(name.replace(/\\/g, "/"), bytes);
    return parts;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      "is no readable zip: cut short, or of another kind.",
      "Save it again from Power BI Desktop.",
      { file },
    );
  }
}

/** Decides which entries are unpacked, before they are. */
class Gate {
  readonly #seen = new Set<string>();
  #total = 0;
  #count = 0;

  constructor(private readonly gaps: Gaps) {}

  admits(name: string, packed: number, size: number): boolean {
    const path = name.replace(/\\/g, "/");
    if (path.endsWith("/") || PASSED_OVER.test(path)) return false;
    const why = this.#refusal(path, packed, size);
    if (why === undefined) {
      this.#seen.add(path);
      this.#total += size;
      return true;
    }
    this.gaps.add("part", path.slice(0, 200), why);
    return false;
  }

  #refusal(path: string, packed: number, size: number): string | undefined {
    if (++this.#count > LIMITS.parts) return `There are more than ${LIMITS.parts} parts.`;
    if (isHostilePath(path)) return "Its name is no plain path inside the file.";
    if (this.#seen.has(path)) return "There are two parts of this name; the first was read.";
    if (size > LIMITS.part) return `It is larger than ${LIMITS.part / 2 ** 20} MB.`;
    if (this.#total + size > LIMITS.total) return `All parts together pass ${LIMITS.total / 2 ** 20} MB.`;
    // Deflate cannot pack better than about 1 : 1032 (zlib technical notes); more is a forged size.
    if (size > packed * 1100 + 1024) return "Its stated size cannot be true.";
    return undefined;
  }
}

/** Absolute, with a drive, leading outside, or a name that an object's prototype answers to. */
function isHostilePath(path: string): boolean {
  if (path.length > 1000 || path.startsWith("/") || /^[a-z]:/i.test(path) || path.includes("\u0000"))
    return true;
  return path.split("/").some((part) => part === ".." || part === "__proto__");
}

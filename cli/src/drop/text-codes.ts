import { Text } from "./json-bytes";

/** Part of the table of places that may be taken. */
const FULL = 0.5;

/**
 * Numbers texts in the order in which they are met first. A text that is known is found by its bytes: no string is
 * made of it, which would take most of the time of a scan.
 */
export class TextCodes {
  /** Texts met since the last call of `takeFresh`, in the order of their codes. */
  private fresh: string[] = [];
  private size = 0;
  /** Code at the place that a text's hash names, or at one after it; -1 for none. */
  private places = new Int32Array(256).fill(-1);
  private hashes: Int32Array = new Int32Array(128);
  /** Where the bytes of each code end in `kept`. */
  private ends: Int32Array = new Int32Array(128);
  private kept = new Text(Buffer.alloc(4096));
  /** The code given out last. */
  private last = 0;
  /** Texts beyond ASCII come as strings. */
  private readonly others = new Map<string, number>();

  /** The code of the ASCII text in the bytes from `from` to `to`. */
  ofBytes(text: Text, from: number, to: number): number {
    // Rows come by date or by person, so that a text or a sequence of texts repeats itself.
    if (from === to || this.size === 0) return (this.last = this.find(text, from, to));
    if (this.isSame(this.last, text, from, to)) return this.last;
    const next = this.last + 1 < this.size ? this.last + 1 : 0;
    return (this.last = this.isSame(next, text, from, to) ? next : this.find(text, from, to));
  }

  private find(text: Text, from: number, to: number): number {
    const hash = hashOf(text, from, to);
    const mask = this.places.length - 1;
    let place = hash & mask;
    for (let code = this.places[place] ?? -1; code >= 0; code = this.places[place] ?? -1) {
      if (this.hashes[code] === hash && this.isSame(code, text, from, to)) return code;
      place = (place + 1) & mask;
    }
    const code = this.add(text.bytes.toString("latin1", from, to));
    this.keep(code, hash, text, from, to);
    this.places[place] = code;
    if (this.size > this.places.length * FULL) this.spread();
    return code;
  }

  ofString(text: string): number {
    if (/^[\0-\x7f]*$/.test(text)) return this.ofBytes(new Text(Buffer.from(text, "latin1")), 0, text.length);
    let code = this.others.get(text);
    if (code === undefined) {
      code = this.add(text);
      this.keep(code, 0, this.kept, 0, 0);
      this.others.set(text, code);
    }
    return code;
  }

  takeFresh(): string[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  private add(text: string): number {
    this.fresh.push(text);
    return this.size++;
  }

  private keep(code: number, hash: number, text: Text, from: number, to: number): void {
    if (code >= this.hashes.length) {
      this.hashes = larger(this.hashes);
      this.ends = larger(this.ends);
    }
    const start = code === 0 ? 0 : (this.ends[code - 1] ?? 0);
    const end = start + to - from;
    if (end > this.kept.bytes.length) {
      const bytes = Buffer.alloc(Math.max(end, this.kept.bytes.length * 2));
      this.kept.bytes.copy(bytes);
      this.kept.bytes.fill(0);
      this.kept = new Text(bytes);
    }
    text.bytes.copy(this.kept.bytes, start, from, to);
    this.hashes[code] = hash;
    this.ends[code] = end;
  }

  private isSame(code: number, { bytes, view }: Text, from: number, to: number): boolean {
    const { bytes: kept, view: four } = this.kept;
    const start = code === 0 ? 0 : (this.ends[code - 1] ?? 0);
    const length = to - from;
    if ((this.ends[code] ?? 0) - start !== length) return false;
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (view.getInt32(from + at, true) !== four.getInt32(start + at, true)) return false;
    for (; at < length; at++) if (bytes[from + at] !== kept[start + at]) return false;
    return true;
  }

  /** Twice as many places. Texts beyond ASCII have none. */
  private spread(): void {
    const others = new Set(this.others.values());
    const places = new Int32Array(this.places.length * 2).fill(-1);
    const mask = places.length - 1;
    for (let code = 0; code < this.size; code++) {
      if (others.has(code)) continue;
      let place = (this.hashes[code] ?? 0) & mask;
      while ((places[place] ?? -1) >= 0) place = (place + 1) & mask;
      places[place] = code;
    }
    this.places = places;
  }
}

/** Multiplicative hashing four bytes at a time (Knuth, The Art of Computer Programming 3, section 6.4). */
function hashOf({ bytes, view }: Text, from: number, to: number): number {
  let hash = to - from;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x9e3779b1);
  return hash ^ (hash >>> 16);
}

function larger(numbers: Int32Array): Int32Array {
  const more = new Int32Array(numbers.length * 2);
  more.set(numbers);
  return more;
}

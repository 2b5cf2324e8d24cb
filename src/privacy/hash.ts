const offset = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;
const mask = 0xffffffffffffffffn;

/** 64-bit FNV-1a of a text's UTF-16 code units, as 16 hexadecimal digits (Fowler, Noll and Vo). */
export function fnv1a(text: string): string {
  let hash = offset;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = ((hash ^ BigInt(unit & 0xff)) * prime) & mask;
    hash = ((hash ^ BigInt(unit >> 8)) * prime) & mask;
  }
  return hash.toString(16).padStart(16, "0");
}

/** JSON with sorted keys, so that equal content gives equal text whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** 64 bits over numbers and texts in their order, cheap enough for every picture; 16 hexadecimal digits. */
export class Fingerprint {
  private readonly lanes = new Int32Array([0x811c9dc5, 0x9e3779b1]);
  private readonly float = new Float64Array(1);
  private readonly bits = new Int32Array(this.float.buffer);

  number(value: number): void {
    // Without −0.
    this.float[0] = value + 0;
    this.word(this.bits[0] as number);
    this.word(this.bits[1] as number);
  }

  text(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  toString(): string {
    return Array.from(this.lanes, (lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
  }

  private word(bits: number): void {
    const { lanes } = this;
    lanes[0] = Math.imul((lanes[0] as number) ^ bits, 0x01000193);
    lanes[0] = lanes[0] ^ (lanes[0] >>> 15);
    lanes[1] = Math.imul((lanes[1] as number) ^ bits, 0x85ebca6b);
    lanes[1] = lanes[1] ^ (lanes[1] >>> 13);
  }
}

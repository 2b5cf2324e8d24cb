/** Who takes part in a number: places of people, a bit each. */
export class PlaceSet {
  private readonly words: Int32Array;

  constructor(places: Int32Array) {
    const last = places.reduce((most, place) => Math.max(most, place), -1);
    this.words = new Int32Array((last >> 5) + 1);
    for (const place of places) {
      const word = place >> 5;
      this.words[word] = (this.words[word] as number) | (1 << (place & 31));
    }
  }

  get bytes(): number {
    return this.words.byteLength;
  }

  has(place: number): boolean {
    const word = place >> 5;
    return word < this.words.length && (((this.words[word] as number) >>> (place & 31)) & 1) === 1;
  }
}

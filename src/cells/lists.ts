/** Lists of integers, one a key: entries `start[key]` to `start[key + 1] − 1` of `item`. */
export interface Lists {
  readonly start: Int32Array;
  readonly item: Int32Array;
}

/** Lists of `counts[key]` integers each, from places for `most` integers a key. */
export function packed(counts: Int32Array, places: Int32Array, most: number): Lists {
  const start = new Int32Array(counts.length + 1);
  counts.forEach((n, key) => {
    start[key + 1] = (start[key] as number) + n;
  });
  const item = new Int32Array(start[counts.length] as number);
  counts.forEach((n, key) => {
    item.set(places.subarray(key * most, key * most + n), start[key]);
  });
  return { start, item };
}

/** Where in the report or model something stands. */
export interface Place {
  /** Path of the file or part: relative to the folder that holds the report's folder, or inside the zip. */
  readonly file: string;
  /** JSON pointer into the file; what follows a `#` points into JSON that is stored there as text. */
  readonly pointer?: string;
  /** Line of a text file, from 1. */
  readonly line?: number;
  /** Page and visual by their names in the file. */
  readonly page?: string;
  readonly visual?: string;
  /** Object of the model, as DAX writes it: `'Table'[Column]`. */
  readonly object?: string;
}

/** The same place, further in. */
export function within(place: Place, pointer: string): Place {
  return { ...place, pointer: `${place.pointer ?? ""}${pointer}` };
}

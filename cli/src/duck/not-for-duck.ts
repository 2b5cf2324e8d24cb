/** The rows cannot be taken as DuckDB reads them; they are to be read into memory, which can say more of them. */
export class NotForDuck extends Error {}

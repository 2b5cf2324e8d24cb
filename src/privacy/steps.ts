/** Work in steps, so that others can act in between, and what it comes to in the end. */
export type Steps<Value> = Generator<void, Value>;

/** All steps at once. */
export function atOnce<Value>(steps: Steps<Value>): Value {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

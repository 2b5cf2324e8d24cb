import { Turns } from "../../src/visual/turns";

/** Longer than a turn. */
function labour(): void {
  const end = performance.now() + 12;
  while (performance.now() < end);
}

function* steps(name: string, count: number, log: string[]): Generator<void> {
  for (let step = 1; step <= count; step += 1) {
    labour();
    log.push(`${name}${step}`);
    yield;
  }
  log.push(`${name} done`);
}

const never = (): void => {
  fail("This work must not fail.");
};
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((done) => setTimeout(done));
};

describe("work in turns", () => {
  it("does what is quick at once", () => {
    spyOn(performance, "now").and.returnValue(0);
    const turns = new Turns();
    const log: string[] = [];
    turns.run([undefined, undefined].values(), never);
    expect(turns.underWay).toBeFalse();
    turns.run(steps("a", 0, log), never);
    expect(log).toEqual(["a done"]);
    turns.close();
  });
  it("lets others act between long steps", async () => {
    const turns = new Turns();
    const log: string[] = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => log.push("other");
    turns.run(steps("a", 3, log), never);
    port2.postMessage(null);
    expect(log).toEqual(["a1"]);
    await until(() => !turns.underWay);
    expect(log.indexOf("other")).toBeLessThan(log.indexOf("a3"));
    expect(log.at(-1)).toBe("a done");
    turns.close();
    port1.close();
  });
  it("gives up older work for newer", async () => {
    const turns = new Turns();
    const log: string[] = [];
    turns.run(steps("old", 3, log), never);
    turns.run(steps("new", 2, log), never);
    await until(() => !turns.underWay);
    expect(log).toEqual(["old1", "new1", "new2", "new done"]);
    turns.close();
  });
  it("hands an error of a later turn over once, and ends", async () => {
    const turns = new Turns();
    const errors: unknown[] = [];
    const broken = function* (): Generator<void> {
      labour();
      yield;
      throw new RangeError("broken");
    };
    turns.run(broken(), (error) => errors.push(error));
    expect(errors).toEqual([]);
    await until(() => !turns.underWay);
    expect(errors).toEqual([new RangeError("broken")]);
    turns.close();
  });
  it("does nothing more once it is closed", async () => {
    const turns = new Turns();
    const log: string[] = [];
    turns.run(steps("a", 3, log), never);
    turns.close();
    await new Promise((done) => setTimeout(done, 60));
    expect(log).toEqual(["a1"]);
    expect(turns.underWay).toBeFalse();
  });
});

import { withRenderingEvents } from "../../src/visual/lifecycle";
import { FakeHost } from "./fake-host";
import { update } from "./data-views";

describe("rendering events", () => {
  const run = (draw: () => void, onError: (error: unknown) => string): readonly string[] => {
    const fake = new FakeHost();
    withRenderingEvents(fake.build().eventService, update([], []), draw, onError);
    return fake.calls.map((call) => call.name);
  };
  const fail = () => {
    throw new Error("boom");
  };
  it("end once when all goes well", () => {
    expect(
      run(
        () => undefined,
        () => "",
      ),
    ).toEqual(["renderingStarted", "renderingFinished"]);
  });
  it("end once when drawing fails", () => {
    expect(run(fail, () => "reason")).toEqual(["renderingStarted", "renderingFailed"]);
  });
  it("end once when even the error cannot be shown", () => {
    expect(run(fail, fail)).toEqual(["renderingStarted", "renderingFailed"]);
  });
});

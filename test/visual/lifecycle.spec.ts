import { Rendering } from "../../src/visual/lifecycle";
import { FakeHost } from "./fake-host";
import { update } from "./data-views";

describe("rendering events", () => {
  const events = (act: (rendering: Rendering) => void): readonly string[] => {
    const fake = new FakeHost();
    act(new Rendering(fake.build().eventService));
    return fake.calls.map((call) => call.name);
  };
  const boom = () => {
    throw new Error("boom");
  };
  it("end once when all goes well", () => {
    const told = events((rendering) => {
      rendering.start(update([], []));
      rendering.finish();
      rendering.finish();
    });
    expect(told).toEqual(["renderingStarted", "renderingFinished"]);
  });
  it("end once when drawing fails, even when the error cannot be shown", () => {
    for (const show of [() => "reason", boom]) {
      const told = events((rendering) => {
        rendering.start(update([], []));
        rendering.fail(new Error("boom"), show);
        rendering.finish();
      });
      expect(told).toEqual(["renderingStarted", "renderingFailed"]);
    }
  });
  it("end before the next update starts", () => {
    const told = events((rendering) => {
      rendering.start(update([], []));
      rendering.start(update([], []));
      rendering.finish();
    });
    expect(told).toEqual(["renderingStarted", "renderingFinished", "renderingStarted", "renderingFinished"]);
  });
});

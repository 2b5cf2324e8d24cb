import { interpolateLab } from "d3-interpolate";
import { channelsOf, mixed } from "../../src/charts/lab";

describe("colours between two", () => {
  const colors = [
    "#000",
    "#ffffff",
    "#0b3c53",
    "#e8f1f5",
    "#ff0000",
    "#00ff00",
    "#123456",
    "rgb(168, 80, 12)",
  ];
  for (const one of colors)
    for (const other of colors)
      it(`from ${one} to ${other} are those of d3`, () => {
        const [ours, theirs] = [mixed(one, other), interpolateLab(one, other)];
        for (let step = 0; step <= 10; step += 1) {
          const place = step / 10;
          const expected = channelsOf(theirs(place));
          channelsOf(ours(place)).forEach((value, i) => {
            expect(Math.abs(value - (expected[i] ?? NaN)))
              .withContext(String(place))
              .toBeLessThanOrEqual(1);
          });
        }
      });
});

import { benches } from "./benches";
import { measure, type Result, type Wanted } from "./measure";

declare global {
  interface Window {
    /** Runs the wanted lines in the page and hands each result over as it is there. */
    runBenches: (people: number, wanted: Wanted) => Promise<void>;
    report: (result: Result) => Promise<void>;
  }
}

window.runBenches = async (people, wanted) => {
  for (const make of benches)
    for (const result of measure(make(people, null), wanted)) await window.report(result);
};

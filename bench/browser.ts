import { benches } from "./benches";
import { measure, type Result } from "./measure";

declare global {
  interface Window {
    /** Runs every bench in the page. */
    runBenches: (people: number, rounds: number) => Result[];
  }
}

window.runBenches = (people, rounds) => benches(people, null).flatMap((bench) => measure(bench, rounds));

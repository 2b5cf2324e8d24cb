import { Dates, NO_DATE, UNREADABLE_DATE, dayNumber, type DateOrder } from "../../src/rows/dates";
import { ProblemLog } from "../../src/rows/problems";

function read(values: readonly unknown[], order: DateOrder | null = null) {
  const dates = new Dates(order);
  const codes = new Int32Array(values.length);
  dates.read(values, 0, values.length, codes);
  const log = new ProblemLog();
  dates.settle("MetricDate", log);
  const iso = [...codes].map((code) =>
    code < 0 ? code : new Date((dates.days[code] ?? NaN) * 86_400_000).toISOString().slice(0, 10),
  );
  return { iso, codes: [...codes], problems: log.list().map(({ kind }) => kind) };
}

describe("dates", () => {
  it("are read in every form that has one meaning", () => {
    const forms = [
      "2024-03-05",
      "2024-3-5",
      "2024/03/05",
      "2024-03-05T00:00:00Z",
      "2024-03-05 00:00:00.000",
      "20240305",
      20240305,
      "05.03.2024",
      "5.3.2024 00:00",
      new Date(Date.UTC(2024, 2, 5)),
      new Date(2024, 2, 5),
      Date.UTC(2024, 2, 5),
      BigInt(Date.UTC(2024, 2, 5)),
      " 2024-03-05 ",
    ];
    const { iso, codes, problems } = read(forms);
    expect(new Set(iso)).toEqual(new Set(["2024-03-05"]));
    expect(new Set(codes)).toEqual(new Set([0]));
    expect(problems).toEqual([]);
    expect(read(["2024-03"]).iso).toEqual(["2024-03-01"]);
  });

  it("tell day from month by the whole column", () => {
    expect(read(["3/4/2024", "3/14/2024"]).iso).toEqual(["2024-03-04", "2024-03-14"]);
    expect(read(["3/4/2024", "14/3/2024"]).iso).toEqual(["2024-04-03", "2024-03-14"]);
    // 31 April does not exist.
    expect(read(["3/4/2024", "4/31/2024", "31/1/2024"]).problems).toEqual([]);
    expect(read(["4/28/2024 12:00:00 AM", "5/5/2024 12:00:00 AM"]).iso).toEqual(["2024-04-28", "2024-05-05"]);
  });

  it("keep a period's code when the evidence comes later", () => {
    const dates = new Dates();
    const first = new Int32Array(1);
    dates.read(["3/4/2024"], 0, 1, first);
    dates.read(["25/4/2024"], 0, 1, new Int32Array(1));
    expect(dates.days[first[0] ?? -1]).toBe(dayNumber("2024", "4", "3"));
  });

  it("are an error where both readings fit, unless they agree or somebody says", () => {
    expect(read(["3/4/2024", "10/11/2024"]).problems).toEqual(["ambiguous-dates"]);
    expect(read(["3/3/2024", "11/11/2024"]).problems).toEqual([]);
    expect(read(["3/4/2024"], "day-first")).toEqual({ iso: ["2024-04-03"], codes: [0], problems: [] });
    expect(read(["3/4/2024"], "month-first")).toEqual({ iso: ["2024-03-04"], codes: [0], problems: [] });
  });

  it("are an error where neither reading fits or forms are mixed", () => {
    expect(read(["14/3/2024", "3/14/2024"]).problems).toEqual(["contradictory-dates"]);
    expect(read(["14/3/2024"], "month-first").problems).toEqual(["contradictory-dates"]);
    expect(read(["2024-03-14", "14/3/2024"]).problems).toEqual(["mixed-dates"]);
  });

  it("are never made up", () => {
    const values = ["2024-02-30", "30/30/2024", "week 3", 42, {}, "13.13.2024", new Date(NaN), true];
    expect(read(values).iso).toEqual(values.map(() => UNREADABLE_DATE));
    expect(read([null, undefined, "", "  ", NaN]).iso).toEqual(Array(5).fill(NO_DATE));
  });
});

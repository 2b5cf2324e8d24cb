import { SeededRandom } from "./random";

/** Names as Viva Insights gives them. */
export const METRICS = [
  "Collaboration_hours",
  "Meeting_hours",
  "Email_hours",
  "Chat_hours",
  "After_hours_collaboration_hours",
  "Meetings",
  "Emails_sent",
  "Internal_network_size",
] as const;
export const ATTRIBUTES = [
  "Organization",
  "FunctionType",
  "LevelDesignation",
  "SupervisorIndicator",
  "Region",
] as const;

type Metric = (typeof METRICS)[number];
type Attribute = (typeof ATTRIBUTES)[number];

/** One person in one week; null where the query has an empty field. */
export interface SampleRow {
  readonly PersonId: string;
  readonly MetricDate: string;
  readonly IsActive: boolean;
  readonly metrics: Readonly<Record<Metric, number | null>>;
  readonly attributes: Readonly<Record<Attribute, string | null>>;
}

const SEED = 20260104;
const WEEKS = 26;
const FIRST_SUNDAY = Date.UTC(2026, 0, 4);
const DAY = 86_400_000;

/** People, relative hours, share of managers: three groups stay under ten people, one of them is one person. */
const ORGANIZATIONS = [
  ["Engineering", 322, 0.96, 0.14],
  ["Sales", 236, 1.12, 0.13],
  ["Customer Service", 182, 0.78, 0.1],
  ["Operations", 148, 0.88, 0.12],
  ["Finance", 92, 1.02, 0.16],
  ["Marketing", 81, 1.07, 0.15],
  ["Human Resources", 47, 1.1, 0.17],
  ["IT", 41, 0.93, 0.14],
  ["Research", 24, 0.84, 0.12],
  ["Facilities", 13, 0.62, 0.1],
  ["Legal", 9, 1.05, 0.3],
  ["Strategy", 4, 1.35, 0.5],
  ["Executive Office", 1, 1.9, 1],
] as const;

const FUNCTIONS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  Engineering: [
    ["Development", 7],
    ["Quality", 2],
    ["Design", 1],
    ["Analytics", 1],
  ],
  Sales: [
    ["Field sales", 6],
    ["Sales operations", 2],
    ["Analytics", 1],
  ],
  "Customer Service": [
    ["Support", 9],
    ["Analytics", 1],
  ],
  Operations: [
    ["Logistics", 6],
    ["Purchasing", 2],
    ["Quality", 1],
  ],
  Research: [
    ["Development", 2],
    ["Analytics", 3],
  ],
  Marketing: [
    ["Campaigns", 5],
    ["Design", 2],
    ["Analytics", 2],
  ],
};
const ADMINISTRATION = [["Administration", 1]] as const;
const REGIONS = [
  ["Americas", 5],
  ["Europe", 4],
  ["Asia Pacific", 2],
] as const;

interface Person {
  readonly id: string;
  readonly organizations: readonly string[];
  readonly functionType: string | null;
  readonly level: string;
  readonly supervisor: string;
  readonly region: string;
  readonly hours: number;
  readonly afterHours: number;
  readonly network: number;
  readonly firstWeek: number;
  readonly lastWeek: number;
  readonly away: ReadonlySet<number>;
}

/** Busier towards the end of a quarter, quiet at the start of the year and around the spring holidays. */
function season(week: number): number {
  if (week === 0) return 0.72;
  if (week === 13 || week === 14) return 0.8;
  const inQuarter = (week % 13) / 13;
  return 0.95 + 0.12 * inQuarter;
}

function levelOf(random: SeededRandom, managers: number): readonly [string, string, number] {
  if (managers === 1) return ["Executive", "Manager+", 1.5];
  if (!random.chance(managers)) {
    const senior = random.chance(0.45);
    return [senior ? "Senior IC" : "Junior IC", "Individual Contributor", senior ? 1.02 : 0.85];
  }
  if (random.chance(0.22)) return ["Director", "Manager+", 1.55];
  return ["Manager", "Manager", 1.3];
}

function weeksAway(random: SeededRandom): ReadonlySet<number> {
  const away = new Set<number>();
  for (const week of [0, 13, 14]) if (random.chance(week === 0 ? 0.3 : 0.2)) away.add(week);
  for (let trip = random.whole(0, 2); trip > 0; trip--) {
    const start = random.whole(1, WEEKS - 1);
    for (let week = start; week < Math.min(WEEKS, start + random.whole(1, 2)); week++) away.add(week);
  }
  return away;
}

/** Where a person is in each week: most stay, a few move once to one of the large groups. */
function organizationsOf(random: SeededRandom, home: string, movable: boolean): readonly string[] {
  const moves = movable && random.chance(0.045);
  const target = random.pick(ORGANIZATIONS.slice(0, 8).map(([name, people]) => [name, people] as const));
  const from = moves ? random.whole(4, WEEKS - 4) : WEEKS;
  return Array.from({ length: WEEKS }, (_, week) => (week < from ? home : target));
}

function makePeople(random: SeededRandom): Person[] {
  return ORGANIZATIONS.flatMap(([home, people, factor, managers]) =>
    Array.from({ length: people }, () => {
      const [level, supervisor, levelFactor] = levelOf(random, managers);
      const steady = people < 20;
      return {
        id: random.identifier(),
        organizations: organizationsOf(random, home, !steady),
        functionType: random.chance(0.02) ? null : random.pick(FUNCTIONS[home] ?? ADMINISTRATION),
        level,
        supervisor,
        region: random.pick(REGIONS),
        // Skewed to the right, as hours are: most people near the middle, a few far above it.
        hours: 15.5 * factor * levelFactor * Math.exp(0.38 * random.normal()),
        afterHours: 0.06 + 0.16 * random.next() ** 2,
        network: 18 + 55 * levelFactor * random.next(),
        firstWeek: !steady && random.chance(0.06) ? random.whole(2, 18) : 0,
        lastWeek: !steady && random.chance(0.05) ? random.whole(8, WEEKS - 2) : WEEKS - 1,
        away: weeksAway(random),
      };
    }),
  );
}

const cents = (value: number): number => Math.round(value * 100) / 100;

function metricsOf(random: SeededRandom, person: Person, week: number): Record<Metric, number | null> {
  const busy = Math.max(0.05, season(week) * (1 + 0.18 * random.normal()));
  const meeting = person.hours * busy * (0.56 + 0.06 * random.normal());
  const email = person.hours * busy * (0.3 + 0.04 * random.normal());
  const chat = person.hours * busy * (0.2 + 0.03 * random.normal());
  // People answer mail and chats in meetings: the whole is less than its parts.
  const collaboration = 0.94 * (meeting + email + chat);
  const values: Record<Metric, number | null> = {
    Collaboration_hours: cents(collaboration),
    Meeting_hours: cents(meeting),
    Email_hours: cents(email),
    Chat_hours: cents(chat),
    After_hours_collaboration_hours: cents(
      collaboration * person.afterHours * Math.max(0, 1 + 0.3 * random.normal()),
    ),
    Meetings: Math.round(meeting * 1.35),
    Emails_sent: Math.round(email * 8.5),
    Internal_network_size: Math.max(1, Math.round(person.network * (0.9 + 0.1 * busy))),
  };
  for (const metric of METRICS) if (random.chance(0.012)) values[metric] = null;
  return values;
}

const INACTIVE: Readonly<Record<Metric, number>> = Object.fromEntries(
  METRICS.map((metric) => [metric, 0]),
) as Record<Metric, number>;

function rowOf(random: SeededRandom, person: Person, week: number): SampleRow | null {
  if (week < person.firstWeek || week > person.lastWeek) return null;
  const away = person.away.has(week);
  // Some who are away leave no row, others a row of zeros that says so.
  if (away && random.chance(0.6)) return null;
  const newcomer = person.firstWeek > 0 && week < person.firstWeek + 2;
  return {
    PersonId: person.id,
    MetricDate: new Date(FIRST_SUNDAY + week * 7 * DAY).toISOString().slice(0, 10),
    IsActive: !away,
    metrics: away ? INACTIVE : metricsOf(random, person, week),
    attributes: {
      // The directory knows newcomers two weeks late.
      Organization: newcomer ? null : (person.organizations[week] ?? null),
      FunctionType: person.functionType,
      LevelDesignation: person.level,
      SupervisorIndicator: person.supervisor,
      Region: person.region,
    },
  };
}

/** The sample query: about 1,200 people over 26 weeks, always the same. */
export function personQuery(): SampleRow[] {
  const random = new SeededRandom(SEED);
  const people = makePeople(random);
  const rows: SampleRow[] = [];
  for (let week = 0; week < WEEKS; week++) {
    for (const person of people) {
      const row = rowOf(random, person, week);
      if (row !== null) rows.push(row);
    }
  }
  return rows;
}

const field = (value: string | number | boolean | null): string => (value === null ? "" : String(value));
const head = (row: SampleRow): string[] => [row.PersonId, row.MetricDate, field(row.IsActive)];
const metricFields = (row: SampleRow): string[] => METRICS.map((metric) => field(row.metrics[metric]));

/** One row a person and week, an attribute a column. No value holds a comma or a quote. */
export function pivotedCsv(rows: readonly SampleRow[]): string {
  const lines = [["PersonId", "MetricDate", "IsActive", ...ATTRIBUTES, ...METRICS].join(",")];
  for (const row of rows) {
    const attributes = ATTRIBUTES.map((name) => field(row.attributes[name]));
    lines.push([...head(row), ...attributes, ...metricFields(row)].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** Each person-week once an attribute, as an unpivoted query has it. */
export function unpivotedCsv(rows: readonly SampleRow[]): string {
  const lines = [
    ["PersonId", "MetricDate", "IsActive", ...METRICS, "AttributeName", "AttributeValue"].join(","),
  ];
  for (const row of rows) {
    const start = [...head(row), ...metricFields(row)].join(",");
    for (const name of ATTRIBUTES) lines.push(`${start},${name},${field(row.attributes[name])}`);
  }
  return `${lines.join("\n")}\n`;
}

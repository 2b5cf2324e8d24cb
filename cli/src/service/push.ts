import { InputError } from "../shared/errors";
import { UncertainOutcome } from "../remote/errors";
import { RateLimit, type Need } from "../remote/rate-limit";
import { openTarget, type Target } from "./datasets";
import { dataOf, SETTLE_MS, type PowerBi } from "./power-bi";
import { KEY_COLUMN, ProtectedTable, RUN_COLUMN, type Column, type Row } from "./protected-table";
import { readPushState, writePushState, type PushState } from "./push-state";
import { countRows, keysThere } from "./rows-there";

/** Limits of push datasets (learn.microsoft.com, "push datasets limitations"). */
const PUSH_LIMITS = {
  rowsPerPost: 10_000,
  columns: 75,
  rowsPerTable: 5_000_000,
  charactersPerText: 4_000,
  /** From this many rows in a table on, the posts of an hour are limited. */
  largeTable: 250_000,
} as const;

const MINUTE = 60_000;
const HOUR = 3_600_000;
const POSTS_A_MINUTE = { name: "120 posts a minute", amount: 120, windowMs: MINUTE };
const POSTS_AN_HOUR = { name: "120 posts an hour (large table)", amount: 120, windowMs: HOUR };
const NO_LIMIT = { ...POSTS_AN_HOUR, amount: Number.MAX_SAFE_INTEGER };
const ROWS_AN_HOUR = { name: "1,000,000 rows an hour", amount: 1_000_000, windowMs: HOUR };

export interface PushRequest {
  readonly workspace: string;
  readonly dataset: string;
  readonly table: string;
  readonly create: boolean;
  /** Whether rows of the table are deleted first. */
  readonly mode: "replace" | "append";
  readonly stateFile: string;
  readonly rowsPerPost?: number;
  /** Told how many rows are in the table after each step. */
  readonly onProgress?: (rows: number) => void;
}

export interface PushResult {
  readonly dataset: string;
  readonly run: string;
  readonly rows: number;
  /** The same content was there already: nothing was sent. */
  readonly alreadyThere: boolean;
}

/**
 * Puts a protected table into a push dataset, every row exactly once: killed at any point and started again, or
 * started again when it is done, it doubles and loses nothing. One request is under way at a time.
 * @throws Refusal, InputError, ServiceError with what to do.
 */
export async function push(
  service: PowerBi,
  table: ProtectedTable,
  request: PushRequest,
): Promise<PushResult> {
  ProtectedTable.assert(table);
  const columns: readonly Column[] = [
    ...table.columns,
    { name: RUN_COLUMN, dataType: "String" },
    { name: KEY_COLUMN, dataType: "Int64" },
  ];
  checkSize(table, columns);
  const run = table.fingerprint.slice(0, 32);
  const earlier = await readPushState(request.stateFile);
  service.remember(earlier?.usage.calls ?? []);
  const target = await openTarget(service, request, columns, request.create);
  const state = begin(earlier, target, table, request, run, service.clock.now());
  // What a killed push has sent may still be on its way: it must not arrive after the table was cleared.
  if (earlier !== undefined && earlier !== state && earlier.sending !== null) {
    await settle(service, earlier.sentAt);
  }
  const pusher = new Pusher(service, table, request, state);
  await pusher.prepare(target, earlier !== undefined && state === earlier);
  const alreadyThere = state.phase === "done";
  await pusher.pushAll();
  return { dataset: target.dataset, run, rows: table.rowCount, alreadyThere };
}

function checkSize(table: ProtectedTable, columns: readonly Column[]): void {
  if (columns.length > PUSH_LIMITS.columns) {
    throw new InputError(
      `${columns.length} columns are more than the ${PUSH_LIMITS.columns} that a push dataset takes (two are Quorum's).`,
      "Publish fewer metrics or attributes.",
    );
  }
  if (table.rowCount > PUSH_LIMITS.rowsPerTable) {
    throw new InputError(
      `${table.rowCount} rows are more than the ${PUSH_LIMITS.rowsPerTable} that a table of a push dataset takes.`,
      "Publish a coarser base, or load the file into an import dataset.",
    );
  }
}

/** The state to go on from: the earlier one when it is of the same content and place, else a new one. */
function begin(
  earlier: PushState | undefined,
  target: Target,
  table: ProtectedTable,
  request: PushRequest,
  run: string,
  now: number,
): PushState {
  const same =
    earlier !== undefined &&
    earlier.workspace === request.workspace &&
    earlier.dataset === target.dataset &&
    earlier.table === request.table;
  if (
    same &&
    earlier.run === run &&
    earlier.mode === request.mode &&
    !(earlier.phase === "done" && request.mode === "replace")
  ) {
    return earlier;
  }
  if (same && earlier.phase === "pushing" && request.mode === "append") {
    throw new InputError(
      "An earlier push of other content stopped half way.",
      "Push that file again to finish it, or use --mode replace.",
      { file: request.stateFile },
    );
  }
  return {
    quorum: "push-state/1",
    workspace: request.workspace,
    dataset: target.dataset,
    table: request.table,
    run,
    mode: request.mode,
    phase: request.mode === "replace" && !target.created ? "clearing" : "pushing",
    rows: table.rowCount,
    done: 0,
    sending: null,
    sentAt: now,
    before: target.created ? 0 : null,
    usage: { calls: [], posts: same ? earlier.usage.posts : [], rows: same ? earlier.usage.rows : [] },
  };
}

/** The steps of one push; its state is saved before each. */
class Pusher {
  private readonly postsAMinute: RateLimit;
  private readonly postsAnHour: RateLimit;
  private readonly rowsAnHour: RateLimit;

  constructor(
    private readonly service: PowerBi,
    private readonly table: ProtectedTable,
    private readonly request: PushRequest,
    private readonly state: PushState,
  ) {
    const { posts, rows } = withUnanswered(state, service.clock.now());
    this.postsAMinute = new RateLimit(POSTS_A_MINUTE, posts);
    this.postsAnHour = new RateLimit(NO_LIMIT, posts);
    this.rowsAnHour = new RateLimit(ROWS_AN_HOUR, rows);
  }

  /** Clears the table, or finds out what is in it. */
  async prepare(target: Target, resumed: boolean): Promise<void> {
    const { state } = this;
    if (state.phase === "clearing") {
      const interrupted = resumed ? state.sentAt : undefined;
      state.sentAt = this.service.clock.now();
      await this.save();
      if (interrupted !== undefined) await settle(this.service, interrupted);
      await this.clear();
      state.phase = "pushing";
      state.before = 0;
      await this.save();
    } else if (!resumed && !target.created) {
      await this.lookForEarlierPush();
    }
    if (state.sending !== null) await settle(this.service, state.sentAt);
  }

  async pushAll(): Promise<void> {
    const { state } = this;
    if (state.phase === "done") return;
    this.request.onProgress?.(state.done);
    while (state.done < state.rows) {
      const from = state.done;
      const to = state.sending?.[1] ?? Math.min(from + this.rowsPerPost, state.rows);
      await this.pushRange(from, to);
      state.done = to;
      state.sending = null;
      this.request.onProgress?.(to);
    }
    state.phase = "done";
    await this.save();
  }

  private get rowsPerPost(): number {
    return Math.min(this.request.rowsPerPost ?? PUSH_LIMITS.rowsPerPost, PUSH_LIMITS.rowsPerPost);
  }

  /** Rows from..to, each once, whatever of them is there already. */
  private async pushRange(from: number, to: number): Promise<void> {
    const { state } = this;
    let unsure = state.sending !== null;
    const rows = withKeys(await this.table.read(from, to), state.run, from);
    for (let attempt = 1; ; attempt++) {
      const missing = unsure ? await this.missingOf(rows, from, to) : rows;
      if (missing.length === 0) return;
      state.sending = [from, to];
      state.sentAt = this.service.clock.now();
      await this.save();
      try {
        await this.post(missing);
        return;
      } catch (error) {
        if (!(error instanceof UncertainOutcome) || attempt === 6) throw error;
        unsure = true;
        await settle(this.service, this.service.clock.now());
      }
    }
  }

  private async post(rows: readonly Row[]): Promise<void> {
    const { state, service } = this;
    const large = state.before === null || state.before + state.done + rows.length >= PUSH_LIMITS.largeTable;
    this.postsAnHour.change(large ? POSTS_AN_HOUR : NO_LIMIT);
    const need: Need = [
      [this.postsAMinute, 1],
      [this.postsAnHour, 1],
      [this.rowsAnHour, rows.length],
    ];
    const answer = await service.api.POST(
      "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/tables/{tableName}/rows",
      {
        params: { path: { groupId: state.workspace, datasetId: state.dataset, tableName: state.table } },
        // The description has rows as objects without properties; their fields are the table's columns.
        body: { rows: rows as Record<string, never>[] },
        fetch: service.sending({ need, needIfRefused: [1, 1, 0] }),
      },
    );
    dataOf("Pushing rows", answer);
  }

  /** A deletion that comes late would take new rows with it: after a broken connection, wait before the next. */
  private async clear(): Promise<void> {
    const { state, service } = this;
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await service.api.DELETE(
          "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/tables/{tableName}/rows",
          {
            params: { path: { groupId: state.workspace, datasetId: state.dataset, tableName: state.table } },
            fetch: service.sending({ idempotent: false }),
          },
        );
        dataOf("Deleting the table's rows", answer);
        return;
      } catch (error) {
        if (!(error instanceof UncertainOutcome) || attempt === 6) throw error;
        await settle(this.service, service.clock.now());
      }
    }
  }

  /** Append without a state file: the run column says whether this content was pushed before. */
  private async lookForEarlierPush(): Promise<void> {
    const { state } = this;
    const { all, ofRun } = await countRows(this.service, state);
    state.before = all - ofRun;
    if (ofRun === 0) return;
    if (ofRun >= state.rows) {
      state.done = state.rows;
      state.phase = "done";
      return;
    }
    // Batches are pushed in order: whole ones at the start are there, the next may be there in part.
    state.sending = [0, Math.min(this.rowsPerPost, state.rows)];
    await this.skipWhatIsThere();
  }

  private async skipWhatIsThere(): Promise<void> {
    const { state } = this;
    while (state.done < state.rows) {
      const to = Math.min(state.done + this.rowsPerPost, state.rows);
      const there = await keysThere(this.service, state, state.done, to);
      if (there.size < to - state.done) {
        state.sending = [state.done, to];
        return;
      }
      state.done = to;
    }
    state.sending = null;
    state.phase = "done";
  }

  private async missingOf(rows: readonly Row[], from: number, to: number): Promise<readonly Row[]> {
    const there = await keysThere(this.service, this.state, from, to);
    return rows.filter((row) => !there.has(Number(row[KEY_COLUMN])));
  }

  private async save(): Promise<void> {
    const now = this.service.clock.now();
    this.state.usage = {
      calls: this.service.usage().map(([at, n]) => [at, n]),
      posts: this.postsAnHour.usage(now).map(([at, n]) => [at, n]),
      rows: this.rowsAnHour.usage(now).map(([at, n]) => [at, n]),
    };
    await writePushState(this.request.stateFile, this.state);
  }
}

/** A request whose connection broke may be carried out late: wait before looking. */
async function settle(service: PowerBi, since: number): Promise<void> {
  const wait = since + SETTLE_MS - service.clock.now();
  if (wait > 0) await service.clock.sleep(wait, service.signal);
}

/** Usage of the earlier run, with the request that was under way when it ended counted as ending now. */
function withUnanswered(state: PushState, now: number): Pick<PushState["usage"], "posts" | "rows"> {
  const { posts, rows } = state.usage;
  if (state.sending === null) return { posts, rows };
  return { posts: [...posts, [now, 1]], rows: [...rows, [now, state.sending[1] - state.sending[0]]] };
}

function withKeys(rows: readonly Row[], run: string, from: number): readonly Row[] {
  return rows.map((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === "string" && value.length > PUSH_LIMITS.charactersPerText) {
        throw new InputError(
          `Row ${String(from + i + 1)}: a text in column ${name} is longer than the ${String(PUSH_LIMITS.charactersPerText)} characters that the service takes.`,
          "Shorten it.",
        );
      }
    }
    return { ...row, [RUN_COLUMN]: run, [KEY_COLUMN]: from + i };
  });
}

import type { Audit } from "../../../src/engine";
import type { Binding, DataSetInfo, FromModel, ModelFilter, Drawn, Source, ToModel } from "../protocol";

type Values = Extract<FromModel, { kind: "values" }>["values"];

/** The worker that holds the data. Its queries answer straight to the frames. */
export class Model {
  readonly #worker = new Worker(new URL("../model/worker.ts", import.meta.url), { type: "module" });
  readonly #waiting = new Map<
    number,
    { done: (answer: FromModel) => void; progress: (rows: number) => void }
  >();
  #requests = 0;

  constructor() {
    this.#worker.onmessage = (event: MessageEvent<FromModel>): void => {
      const answer = event.data;
      const waiting = this.#waiting.get(answer.request);
      if (answer.kind === "progress") {
        waiting?.progress(answer.rows);
        return;
      }
      this.#waiting.delete(answer.request);
      waiting?.done(answer);
    };
  }

  /** Reads data in place of what was there. Rejects with a reason to show; the old data stay then. */
  async load(source: Source, progress: (rows: number) => void): Promise<DataSetInfo> {
    // A worker would take an address relative to its own script.
    const absolute =
      source.kind === "url" ? { ...source, url: new URL(source.url, document.baseURI).href } : source;
    const answer = await this.#ask((request) => ({ kind: "load", request, source: absolute }), progress);
    if (answer.kind === "loaded") return answer.data;
    throw new Error(answer.kind === "failed" ? answer.reason : "The data could not be read.");
  }

  /** The different values of a field. */
  async values(field: string): Promise<Values> {
    const answer = await this.#ask((request) => ({ kind: "values", request, field }));
    return answer.kind === "values" ? answer.values : [];
  }

  /** What a reviewer may know of a visual. Rejects with a reason to show. */
  async audit(tile: string, history: readonly Drawn[]): Promise<readonly Audit[]> {
    const answer = await this.#ask((request) => ({ kind: "audit", request, tile, history }));
    if (answer.kind === "audit") return answer.audits;
    throw new Error(answer.kind === "failed" ? answer.reason : "The audit could not be made.");
  }

  setMinimum(value: number): void {
    this.#send({ kind: "minimum", value });
  }

  connect(tile: string, port: MessagePort): void {
    this.#send({ kind: "connect", tile, port }, [port]);
  }

  disconnect(tile: string): void {
    this.#send({ kind: "disconnect", tile });
  }

  query(
    tile: string,
    bindings: readonly Binding[],
    filters: readonly ModelFilter[],
    sort: readonly string[],
  ): void {
    this.#send({ kind: "query", tile, bindings, filters, sort });
  }

  #ask(
    message: (request: number) => ToModel,
    progress: (rows: number) => void = () => undefined,
  ): Promise<FromModel> {
    const request = ++this.#requests;
    return new Promise((done) => {
      this.#waiting.set(request, { done, progress });
      this.#send(message(request));
    });
  }

  #send(message: ToModel, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

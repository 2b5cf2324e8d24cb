// The model behind the report page: holds the data and answers queries, as Power BI's engine does.
// Rows go straight to the frame of a visual; the page itself sees none.
import { gunzipSync } from "fflate";
import {
  MINIMUM_FIELD,
  type AuditRequest,
  type FromModel,
  type NoRows,
  type RowWindow,
  type Source,
  type ToModel,
} from "../protocol";
import { Auditor } from "./audit";
import { readCsv } from "./csv";
import type { DataSet } from "./field";
import { largeDataSet } from "./large";
import { runQuery, type QueryResult } from "./query";

/** The largest window that a table mapping may ask for. */
const WINDOW = 30_000;

interface Reader {
  readonly port: MessagePort;
  result: QueryResult | null;
  query: number;
  sent: number;
}

const readers = new Map<string, Reader>();
const auditors = new Map<string, Auditor>();
let data: DataSet | null = null;
let minimum = 10;

const say = (message: FromModel): void => {
  postMessage(message);
};

/** The text behind an address. Whether it is still packed is told from its first bytes: servers differ there. */
async function textAt(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be read (${response.status}).`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return new TextDecoder().decode(packed ? gunzipSync(bytes) : bytes);
}

async function load(request: number, source: Source): Promise<DataSet> {
  const progress = (rows: number): void => {
    say({ kind: "progress", request, rows });
  };
  if (source.kind === "large") return largeDataSet(source.people, source.weeks);
  if (source.kind === "file") return readCsv(source.file.name, source.file, progress);
  const text = source.kind === "text" ? source.text : await textAt(source.url);
  return readCsv(source.name, text, progress);
}

function sendWindow(reader: Reader): void {
  const { result, sent } = reader;
  if (!result) return;
  const end = Math.min(result.length, sent + WINDOW);
  const window: RowWindow = {
    kind: "window",
    query: reader.query,
    columns: result.columns,
    data: result.read(sent, end),
    length: end - sent,
    first: sent === 0,
    more: end < result.length,
    filtered: result.filtered,
  };
  reader.sent = end;
  const buffers = window.data.map((column) =>
    column.kind === "number" ? column.numbers.buffer : column.codes.buffer,
  );
  reader.port.postMessage(window, buffers as ArrayBuffer[]);
}

function connect(tile: string, port: MessagePort): void {
  const reader: Reader = { port, result: null, query: 0, sent: 0 };
  readers.set(tile, reader);
  port.onmessage = (event: MessageEvent<number>) => {
    // A request that a newer query has overtaken is not answered.
    if (event.data === reader.query) sendWindow(reader);
  };
}

async function loadAndTell(request: number, source: Source): Promise<void> {
  try {
    data = await load(request, source);
    const fields = [...data.fields.values()].map(({ name, kind }) => ({ name, kind, measure: false }));
    const measure = { name: MINIMUM_FIELD, kind: "number", measure: true } as const;
    say({
      kind: "loaded",
      request,
      data: { name: data.name, length: data.length, fields: [...fields, measure] },
    });
  } catch (error) {
    say({ kind: "failed", request, reason: error instanceof Error ? error.message : String(error) });
  }
}

function audit({ request, tile, history }: AuditRequest): void {
  try {
    if (!data) throw new Error("There are no data yet.");
    const auditor = auditors.get(tile) ?? new Auditor();
    auditors.set(tile, auditor);
    say({ kind: "audit", request, audits: auditor.audits(data, history, minimum) });
  } catch (error) {
    say({ kind: "failed", request, reason: error instanceof Error ? error.message : String(error) });
  }
}

function receive(message: ToModel): void {
  switch (message.kind) {
    case "audit":
      audit(message);
      break;
    case "load":
      void loadAndTell(message.request, message.source);
      break;
    case "values": {
      const field = data?.fields.get(message.field);
      const empty = field?.codes.includes(-1) ? [null] : [];
      say({ kind: "values", request: message.request, values: [...(field?.values ?? []), ...empty] });
      break;
    }
    case "minimum":
      minimum = message.value;
      break;
    case "connect":
      connect(message.tile, message.port);
      break;
    case "disconnect":
      readers.get(message.tile)?.port.close();
      readers.delete(message.tile);
      auditors.delete(message.tile);
      break;
    case "query": {
      const reader = readers.get(message.tile);
      if (!reader || !data) return;
      reader.query++;
      reader.sent = 0;
      if (message.bindings.length === 0) {
        reader.result = null;
        reader.port.postMessage({ kind: "none" } satisfies NoRows);
        return;
      }
      reader.result = runQuery(data, message.bindings, message.filters, minimum, message.sort);
      sendWindow(reader);
    }
  }
}

onmessage = (event: MessageEvent<ToModel>): void => {
  receive(event.data);
};

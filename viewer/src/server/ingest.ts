import type { IncomingMessage, ServerResponse } from 'node:http';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Rejected } from '../model';
import { decodeMetrics, decodeTraces, TooMuch } from '../otlp/protobuf';
import { answer, answerJson, Refusal } from './answer';
import type { Bodies } from './body';

/** What telemetry comes as. */
export type Signal = 'traces' | 'metrics' | 'logs';

/** Takes an OTLP request in JSON. */
export type Take = (signal: Signal, request: unknown) => Rejected;

export const SIGNAL_PATHS = new Map<string, Signal>([
  ['/v1/traces', 'traces'],
  ['/v1/metrics', 'metrics'],
  ['/v1/logs', 'logs'],
]);

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const NOTHING_REJECTED: Rejected = { spans: 0, reason: '' };
/** Codes of google.rpc.Status by HTTP status. */
const RPC_CODES = new Map([
  [403, 7],
  [413, 8],
  [429, 8],
]);
const INVALID_ARGUMENT = 3;
const BRACE = 0x7b;
const BRACKET = 0x5b;
/** Objects and lists of a request. A batch of 10,000 spans has some 300,000. */
const MAX_PARTS = 4_000_000;

/**
 * Answers an exporter.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export async function ingest(
  signal: Signal,
  request: IncomingMessage,
  response: ServerResponse,
  bodies: Bodies,
  take: Take,
): Promise<void> {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== JSON_TYPE && type !== PROTOBUF_TYPE) {
    throw new Refusal(415, `OTLP is ${PROTOBUF_TYPE} or ${JSON_TYPE}`, { Accept: `${PROTOBUF_TYPE}, ${JSON_TYPE}` });
  }
  const body = await bodies.read(request);
  const rejected = take(signal, type === JSON_TYPE ? parseJson(body) : decodeBody(signal, body));
  if (type === JSON_TYPE) answerJson(response, 200, jsonResult(rejected));
  else answer(response, 200, PROTOBUF_TYPE, protobufResult(rejected));
}

/** A refusal as exporters expect it: a google.rpc.Status. */
export function refuseExporter(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const { status, message, headers } = refusal;
  const code = RPC_CODES.get(status) ?? INVALID_ARGUMENT;
  if (request.headers['content-type']?.startsWith(PROTOBUF_TYPE) !== true) {
    answerJson(response, status, { code, message }, headers);
    return;
  }
  const bytes = new BinaryWriter().tag(1, WireType.Varint).int32(code).tag(2, WireType.LengthDelimited).string(message);
  answer(response, status, PROTOBUF_TYPE, bytes.finish(), headers);
}

/** Logs are taken, so that no exporter complains, and nobody looks at them. */
export function decodeBody(signal: Signal, body: Uint8Array): unknown {
  if (signal === 'logs') return {};
  try {
    return signal === 'traces' ? decodeTraces(body) : decodeMetrics(body);
  } catch (error) {
    if (error instanceof TooMuch) throw new Refusal(413, error.message);
    throw new Refusal(400, 'the body is no protobuf message of OTLP');
  }
}

function parseJson(body: Buffer): unknown {
  if (hasTooManyParts(body)) throw new Refusal(413, 'too many objects in one request');
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'the body is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'the body is no OTLP request');
  }
  return value;
}

/** Three bytes make an object of a hundred: what would not fit is not read. */
function hasTooManyParts(body: Buffer): boolean {
  if (body.length <= MAX_PARTS) return false;
  let parts = 0;
  for (const byte of body) if (byte === BRACE || byte === BRACKET) parts += 1;
  return parts > MAX_PARTS;
}

function jsonResult({ spans, reason }: Rejected = NOTHING_REJECTED): object {
  return spans === 0 ? {} : { partialSuccess: { rejectedSpans: String(spans), errorMessage: reason } };
}

/** An empty message says that all is well. */
export function protobufResult({ spans, reason }: Rejected): Uint8Array {
  const writer = new BinaryWriter();
  if (spans === 0) return writer.finish();
  writer.tag(1, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int64(spans).tag(2, WireType.LengthDelimited).string(reason);
  return writer.join().finish();
}

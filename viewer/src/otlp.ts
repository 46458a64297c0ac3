import type { Attributes, Kind, Span, SpanEvent, SpanLink, Value } from './span';
import { clean } from './text';

/**
 * An `ExportTraceServiceRequest` in JSON: what an OTLP exporter sends, and what a collector writes to a file.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export interface OtlpTraces {
  readonly resourceSpans?: readonly unknown[] | undefined;
}

/** All spans of some requests. */
export interface Spans {
  /** Milliseconds since 1970 of time 0: the first second in which a span starts. */
  readonly epoch: number;
  readonly spans: readonly Span[];
}

type Members = Readonly<Record<string, unknown>>;

const KINDS: readonly Kind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_ERROR = 2;
const SECOND = 1_000_000_000n;
/** The first number that a time, 64 bits of nanoseconds, cannot be. */
const NO_TIME = 2n ** 64n;
const NO_ID = /^0*$/;
const HEX = /^[\dA-F]+$/i;
/** Values that are nested deeper than anybody reads may be deeper than the stack. */
const MAX_DEPTH = 16;

/** Reads whatever there is to read: what is missing or of another type than it should be counts as not said. */
export function readSpans(otlp: OtlpTraces | readonly OtlpTraces[]): Spans {
  const found = (Array.isArray(otlp) ? otlp : [otlp])
    .flatMap((request) => listOf(membersOf(request)['resourceSpans']))
    .flatMap((resource) => listOf(membersOf(resource)['scopeSpans']))
    .flatMap((scope) => listOf(membersOf(scope)['spans']))
    .filter(hasMembers);
  const epoch = epochOf(found);
  return { epoch: Number(epoch / 1_000_000n), spans: found.map((span) => readSpan(span, epoch)) };
}

/** Whole nanoseconds since 1970 leave a double no room for microseconds: times count from here. */
function epochOf(spans: readonly Members[]): bigint {
  let first: bigint | undefined;
  for (const { startTimeUnixNano } of spans) {
    const start = nanosecondsOf(startTimeUnixNano);
    if (start !== undefined && (first === undefined || start < first)) first = start;
  }
  return first === undefined ? 0n : first - (first % SECOND);
}

function readSpan(span: Members, epoch: bigint): Span {
  const start = timeOf(span['startTimeUnixNano'], epoch) ?? 0;
  const end = timeOf(span['endTimeUnixNano'], epoch);
  const status = membersOf(span['status']);
  const parentId = idOf(span['parentSpanId']);
  return {
    traceId: idOf(span['traceId']),
    spanId: idOf(span['spanId']),
    parentId: NO_ID.test(parentId) ? undefined : parentId,
    name: clean(textOf(span['name'])) || '(no name)',
    kind: kindOf(span['kind']),
    start,
    end: end === undefined ? undefined : Math.max(start, end),
    failed: status['code'] === STATUS_ERROR,
    message: textOf(status['message']),
    attributes: readAttributes(span['attributes']),
    events: listOf(span['events'])
      .filter(hasMembers)
      .map((event) => readEvent(event, start, epoch)),
    links: listOf(span['links']).filter(hasMembers).map(readLink),
  };
}

function readEvent({ name, timeUnixNano, attributes }: Members, start: number, epoch: bigint): SpanEvent {
  const at = timeOf(timeUnixNano, epoch) ?? start;
  return { name: clean(textOf(name)), at, attributes: readAttributes(attributes) };
}

function readLink({ traceId, spanId, attributes }: Members): SpanLink {
  return { traceId: idOf(traceId), spanId: idOf(spanId), attributes: readAttributes(attributes) };
}

function readAttributes(attributes: unknown): Attributes {
  return new Map(readPairs(attributes, 0));
}

function readPairs(pairs: unknown, depth: number): [string, Value][] {
  return listOf(pairs).flatMap((pair): [string, Value][] => {
    const { key, value } = membersOf(pair);
    const known = readValue(value, depth);
    return typeof key !== 'string' || known === undefined ? [] : [[key, known]];
  });
}

/** @see https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/common/v1/common.proto */
function readValue(value: unknown, depth: number): Value | undefined {
  const { stringValue, boolValue, intValue, doubleValue, bytesValue, arrayValue, kvlistValue } = membersOf(value);
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (typeof bytesValue === 'string') return bytesValue;
  const number = numberOf(intValue) ?? numberOf(doubleValue);
  if (number !== undefined) return number;
  if (depth === MAX_DEPTH) return '…';
  if (hasMembers(arrayValue)) return listOf(arrayValue['values']).map((item) => readValue(item, depth + 1) ?? '');
  return hasMembers(kvlistValue) ? Object.fromEntries(readPairs(kvlistValue['values'], depth + 1)) : undefined;
}

/** 64-bit integers are text in JSON, as `NaN` is. A number that a double cannot hold stays text. */
function numberOf(value: unknown): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value === '') return undefined;
  const number = Number(value);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? value : number;
}

function timeOf(value: unknown, epoch: bigint): number | undefined {
  const nanoseconds = nanosecondsOf(value);
  return nanoseconds === undefined ? undefined : Number(nanoseconds - epoch) / 1e6;
}

/** Zero is how a time that is not known is written. */
function nanosecondsOf(value: unknown): bigint | undefined {
  if (typeof value === 'number' ? !Number.isInteger(value) : typeof value !== 'string' || !/^\d{1,20}$/.test(value)) {
    return undefined;
  }
  const nanoseconds = BigInt(value as string | number);
  return nanoseconds > 0n && nanoseconds < NO_TIME ? nanoseconds : undefined;
}

/** 0 is a kind that is not specified. */
function kindOf(value: unknown): Kind {
  return (typeof value === 'number' ? KINDS[value - 1] : undefined) ?? 'internal';
}

/** Digits of both cases mean the same. */
function idOf(value: unknown): string {
  const id = textOf(value);
  return HEX.test(id) ? id.toLowerCase() : id;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: unknown): Members {
  return hasMembers(value) ? value : {};
}

function hasMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

import { type BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** A message's fields by their numbers. */
export type Message = { readonly [number: number]: Field };

interface Field {
  /** As OTLP JSON writes it. */
  readonly name: string;
  readonly wireType: WireType;
  /** What one value is. */
  readonly read: Message | ((reader: BinaryReader) => unknown);
  readonly list?: boolean;
}

const text = (name: string): Field => ({ name, wireType: WireType.LengthDelimited, read: (reader) => reader.string() });
/** Identifiers are hexadecimal in OTLP JSON, and all other bytes are base64. */
const hex = (name: string): Field => bytes(name, 'hex');
const bytes = (name: string, encoding: 'hex' | 'base64' = 'base64'): Field => ({
  name,
  wireType: WireType.LengthDelimited,
  read: (reader) => Buffer.from(reader.bytes()).toString(encoding),
});
const whole = (name: string): Field => ({ name, wireType: WireType.Varint, read: (reader) => reader.int32() });
const truth = (name: string): Field => ({ name, wireType: WireType.Varint, read: (reader) => reader.bool() });
/** 64 bits are text in OTLP JSON. */
const whole64 = (name: string): Field => ({
  name,
  wireType: WireType.Varint,
  read: (reader) => String(reader.int64()),
});
const fixed64 = (name: string): Field => ({
  name,
  wireType: WireType.Bit64,
  read: (reader) => String(reader.fixed64()),
});
const double = (name: string): Field => ({
  name,
  wireType: WireType.Bit64,
  read: (reader) => doubleOf(reader.double()),
});
const one = (name: string, read: Message): Field => ({ name, wireType: WireType.LengthDelimited, read });
const list = (name: string, read: Message): Field => ({ ...one(name, read), list: true });

/** JSON has no number for these. */
function doubleOf(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

// The fields that are shown, by their numbers in the specification:
// https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
const ANY_VALUE: Record<number, Field> = {
  1: text('stringValue'),
  2: truth('boolValue'),
  3: whole64('intValue'),
  4: double('doubleValue'),
  7: bytes('bytesValue'),
};
const KEY_VALUE: Message = { 1: text('key'), 2: one('value', ANY_VALUE) };
const attributes = list('attributes', KEY_VALUE);
// A value may be made of values.
ANY_VALUE[5] = one('arrayValue', { 1: list('values', ANY_VALUE) });
ANY_VALUE[6] = one('kvlistValue', { 1: list('values', KEY_VALUE) });

const RESOURCE: Message = { 1: attributes };
const SCOPE: Message = { 1: text('name'), 2: text('version') };

const EVENT: Message = { 1: fixed64('timeUnixNano'), 2: text('name'), 3: attributes };
const LINK: Message = { 1: hex('traceId'), 2: hex('spanId'), 3: text('traceState'), 4: attributes };
const STATUS: Message = { 2: text('message'), 3: whole('code') };
const SPAN: Message = {
  1: hex('traceId'),
  2: hex('spanId'),
  3: text('traceState'),
  4: hex('parentSpanId'),
  5: text('name'),
  6: whole('kind'),
  7: fixed64('startTimeUnixNano'),
  8: fixed64('endTimeUnixNano'),
  9: attributes,
  11: list('events', EVENT),
  13: list('links', LINK),
  15: one('status', STATUS),
};

export const TRACES_REQUEST: Message = {
  1: list('resourceSpans', {
    1: one('resource', RESOURCE),
    2: list('scopeSpans', { 1: one('scope', SCOPE), 2: list('spans', SPAN) }),
  }),
};

const HISTOGRAM_POINT: Message = {
  2: fixed64('startTimeUnixNano'),
  3: fixed64('timeUnixNano'),
  4: fixed64('count'),
  5: double('sum'),
  9: attributes,
};
const EXPONENTIAL_POINT: Message = {
  1: attributes,
  2: fixed64('startTimeUnixNano'),
  3: fixed64('timeUnixNano'),
  4: fixed64('count'),
  5: double('sum'),
};
const histogramOf = (point: Message): Message => ({ 1: list('dataPoints', point), 2: whole('aggregationTemporality') });
const METRIC: Message = {
  1: text('name'),
  3: text('unit'),
  9: one('histogram', histogramOf(HISTOGRAM_POINT)),
  10: one('exponentialHistogram', histogramOf(EXPONENTIAL_POINT)),
};

export const METRICS_REQUEST: Message = {
  1: list('resourceMetrics', {
    1: one('resource', RESOURCE),
    2: list('scopeMetrics', { 1: one('scope', SCOPE), 2: list('metrics', METRIC) }),
  }),
};

import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import { activities } from './activities';
import { event, notification } from './envelopes';
import { pipeRecords } from './pipeRecords';

export { event, notification };

/** The span that a message of the corpus was created by. */
export const CREATION: SpanContext = {
  traceId: '5759e988bd862e3fe1be46a994272793',
  spanId: '53995c3f42cd8ad8',
  traceFlags: TraceFlags.SAMPLED,
};
export const TRACEPARENT = `00-${CREATION.traceId}-${CREATION.spanId}-01`;
export const X_RAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

/** A `traceparent` of some other span, which must not win. */
export const OTHER = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const OTHER_X_RAY = `Root=1-${'a'.repeat(8)}-${'a'.repeat(24)};Parent=${'b'.repeat(16)};Sampled=1`;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const own = { Type: 'String', Value: TRACEPARENT };
const TRACED = JSON.stringify({ click: 1, _trace: { traceparent: TRACEPARENT } });

/** A JSON object with its members in the order of their names. */
function sorted(json: string): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(JSON.parse(json) as object).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
}

const PIPE_RECORDS = pipeRecords({
  traceparent: TRACEPARENT,
  xRay: X_RAY,
  traced: TRACED,
  envelope: notification({ MessageAttributes: { traceparent: own } }),
  otherXRay: OTHER_X_RAY,
});

/** Messages that tell of {@link CREATION}, by where they do. */
export const TELLING: Readonly<Record<string, object>> = {
  "message attributes in the SDK's casing": {
    MessageAttributes: { traceparent: { DataType: 'String', StringValue: TRACEPARENT } },
  },
  'message attributes of a subtype': {
    MessageAttributes: { traceparent: { DataType: 'String.w3c', StringValue: TRACEPARENT } },
  },
  "message attributes in Lambda's casing": {
    messageAttributes: {
      traceparent: { dataType: 'String', stringValue: TRACEPARENT, stringListValues: [], binaryListValues: [] },
    },
  },
  'binary message attributes': {
    MessageAttributes: { traceparent: { DataType: 'Binary', BinaryValue: new TextEncoder().encode(TRACEPARENT) } },
  },
  "binary message attributes in Lambda's casing": {
    messageAttributes: { traceparent: { dataType: 'Binary', binaryValue: base64(TRACEPARENT) } },
  },
  AWSTraceHeader: { Attributes: { AWSTraceHeader: X_RAY } },
  'AWSTraceHeader of a Lambda record': { attributes: { AWSTraceHeader: X_RAY } },
  'AWSTraceHeader beside foreign attributes': {
    Attributes: { AWSTraceHeader: X_RAY },
    MessageAttributes: { tenant: { DataType: 'String', StringValue: 'acme' } },
  },
  'an SNS envelope': { Body: notification({ MessageAttributes: { traceparent: own } }) },
  'an SNS envelope in a Lambda record': { body: notification({ MessageAttributes: { traceparent: own } }) },
  'an SNS envelope with blanks': {
    Body: `\n ${JSON.stringify(JSON.parse(notification({ MessageAttributes: { traceparent: own } })), null, 2)}`,
  },
  'an SNS envelope with a large message': {
    Body: notification({ Message: 'x'.repeat(200_000), MessageAttributes: { traceparent: own } }),
  },
  'an SNS envelope with a binary attribute': {
    Body: notification({ MessageAttributes: { traceparent: { Type: 'Binary', Value: base64(TRACEPARENT) } } }),
  },
  'an SNS envelope within another': {
    Body: notification({ Message: notification({ MessageAttributes: { traceparent: own } }) }),
  },
  'an SNS envelope within another with attributes': {
    Body: notification({
      Message: notification({ MessageAttributes: { traceparent: own } }),
      MessageAttributes: { tenant: { Type: 'String', Value: 'acme' } },
    }),
  },
  'an EventBridge event': { Body: event({ order: 7, _trace: { traceparent: TRACEPARENT } }) },
  'an EventBridge event in a Lambda record': { body: event({ _trace: { traceparent: TRACEPARENT } }) },
  'an EventBridge event through SNS': {
    Body: notification({ Message: event({ order: 7, _trace: { traceparent: TRACEPARENT } }) }),
  },
  "Lambda's record of SNS": {
    EventSource: 'aws:sns',
    Sns: { Message: 'hello', MessageAttributes: { traceparent: own } },
  },
  'an EventBridge event that is no text': JSON.parse(event({ _trace: { traceparent: TRACEPARENT } })) as object,

  // The order of places.
  'attributes before AWSTraceHeader': {
    MessageAttributes: { traceparent: { DataType: 'String', StringValue: TRACEPARENT } },
    Attributes: { AWSTraceHeader: OTHER_X_RAY },
    Body: notification({ MessageAttributes: { traceparent: { Type: 'String', Value: OTHER } } }),
  },
  'an envelope before AWSTraceHeader, which AWS writes': {
    Attributes: { AWSTraceHeader: OTHER_X_RAY },
    Body: notification({ MessageAttributes: { traceparent: own } }),
  },
  'an event before AWSTraceHeader': {
    attributes: { AWSTraceHeader: OTHER_X_RAY },
    body: event({ _trace: { traceparent: TRACEPARENT } }),
  },
  'AWSTraceHeader where an envelope has garbage': {
    Attributes: { AWSTraceHeader: X_RAY },
    Body: notification({ MessageAttributes: { traceparent: { Type: 'String', Value: 'garbage' } } }),
  },
  ...activities(TRACEPARENT),
  'garbage in an attribute gives way to AWSTraceHeader': {
    MessageAttributes: { traceparent: { DataType: 'String', StringValue: 'garbage' } },
    Attributes: { AWSTraceHeader: X_RAY },
  },
  // The order of members is the sender's affair.
  'an SNS envelope whose type comes last': {
    Body: sorted(notification({ Message: 'x'.repeat(20_000), MessageAttributes: { traceparent: own } })),
  },
  'an EventBridge event whose detail comes first': {
    Body: JSON.stringify({
      detail: { text: 'x'.repeat(20_000), _trace: { traceparent: TRACEPARENT } },
      source: 'shop',
    }),
  },
  "an event's detail alone": { Body: JSON.stringify({ order: 7, _trace: { traceparent: TRACEPARENT } }) },
  "an event's detail alone, with blanks": {
    body: JSON.stringify({ order: 7, _trace: { traceparent: TRACEPARENT } }, null, 2),
  },
  "an event's detail alone that is no text": { order: 7, _trace: { traceparent: TRACEPARENT } },

  // Names differ in their case.
  'message attributes in another case': {
    MessageAttributes: { Traceparent: { DataType: 'String', StringValue: TRACEPARENT } },
  },
  'headers of Kafka in another case': { value: null, headers: { TraceParent: Buffer.from(TRACEPARENT) } },
  'headers of RabbitMQ in another case': { fields: {}, properties: { headers: { TRACEPARENT } }, content: null },
  'an SNS envelope in another case': { Body: notification({ MessageAttributes: { TRACEPARENT: own } }) },
  'an EventBridge event in another case': { Body: event({ _trace: { Traceparent: TRACEPARENT } }) },

  ...Object.fromEntries(
    Object.entries(PIPE_RECORDS).flatMap(([source, record]) => [
      [`a record of ${source} in a pipe`, { Body: JSON.stringify(record) }],
      [`a list of one record of ${source}`, { Body: JSON.stringify([record]) }],
      [`a record of ${source} in an event's detail`, { body: event(record) }],
      [`a record of ${source} through a bus and SNS`, { body: notification({ Message: event(record) }) }],
    ]),
  ),
  "Lambda's record of Kinesis": { eventSource: 'aws:kinesis', kinesis: { data: base64(TRACED) } },
  "the SDK's record of Kinesis": { Data: new TextEncoder().encode(TRACED), PartitionKey: 'p', SequenceNumber: '1' },
  "Lambda's record of Amazon MSK": PIPE_RECORDS['Amazon MSK'] as object,

  'garbage in AWSTraceHeader gives way to an envelope': {
    Attributes: { AWSTraceHeader: 'Root=1-zz;Parent=;Sampled=1' },
    Body: notification({ MessageAttributes: { traceparent: own } }),
  },
  'an outer envelope before an inner one': {
    Body: notification({
      Message: event({ _trace: { traceparent: OTHER } }),
      MessageAttributes: { traceparent: own },
    }),
  },
  'garbage in an outer envelope gives way to an inner one': {
    Body: notification({
      Message: event({ _trace: { traceparent: TRACEPARENT } }),
      MessageAttributes: { traceparent: { Type: 'String', Value: '00-0-0-00' } },
    }),
  },
};

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** Messages that tell nothing, whatever they look like. */
export const SILENT: Readonly<Record<string, unknown>> = {
  'no object': 'text',
  null: null,
  undefined,
  'a number': 7,
  'an empty object': {},
  'an array': [],
  'the body "null"': { Body: 'null' },
  'an empty body': { Body: '' },
  'a body of blanks': { Body: ' '.repeat(1 << 20) },
  'a body that is a number': { Body: '12' },
  'a body of numbers': { Body: 12, Attributes: 7, MessageAttributes: 'x' },
  text: { Body: 'hello' },
  "the application's own JSON": { Body: JSON.stringify({ order: 7, traceparent: TRACEPARENT }) },
  'malformed JSON': { Body: '{"Type":"Notification","MessageAttributes":{' },
  'malformed JSON of EventBridge': { Body: '{"detail-type":"x","detail":{"_trace":{"traceparent":' },
  'a megabyte of application JSON': { Body: JSON.stringify({ rows: 'x'.repeat(1 << 20), traceparent: TRACEPARENT }) },
  'a notification without attributes': { Body: notification({}) },
  'a subscription confirmation': {
    Body: JSON.stringify({ Type: 'SubscriptionConfirmation', MessageAttributes: { traceparent: own } }),
  },
  'an event without a trace': { Body: event({ order: 7 }) },
  'an event whose trace is no object': { Body: event({ _trace: TRACEPARENT }) },
  'an event whose detail is text': { Body: event(`{"_trace":{"traceparent":"${TRACEPARENT}"}}`) },
  'an event whose detail is null': { Body: event(null) },
  'an S3 notification': {
    Body: JSON.stringify({ Records: [{ eventSource: 'aws:s3', s3: { object: { key: 'k' } } }] }),
  },
  'an envelope four deep': {
    Body: notification({
      Message: notification({
        Message: notification({ Message: notification({ MessageAttributes: { traceparent: own } }) }),
      }),
    }),
  },
  'a list of several records': {
    Body: JSON.stringify([PIPE_RECORDS['SQS'], { ...PIPE_RECORDS['SQS'], messageAttributes: {} }]),
  },
  'data that are no JSON': { Data: Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0x0a]), PartitionKey: 'p' },
  'a prototype in message attributes': {
    MessageAttributes: Object.create({ traceparent: { DataType: 'String', StringValue: TRACEPARENT } }) as object,
  },
  '`__proto__` in an envelope': {
    Body: `{"Type":"Notification","MessageAttributes":{"__proto__":{"traceparent":{"Type":"String","Value":"${TRACEPARENT}"}}}}`,
  },
  '`__proto__` for an envelope': {
    Body: `{"Type":"Notification","__proto__":{"MessageAttributes":{"traceparent":{"Type":"String","Value":"${TRACEPARENT}"}}}}`,
  },
  '`__proto__` in an event': {
    Body: event(JSON.parse(`{"__proto__":{"_trace":{"traceparent":"${TRACEPARENT}"}}}`)),
  },
  '`__proto__` for a trace': {
    Body: event(JSON.parse(`{"_trace":{"__proto__":{"traceparent":"${TRACEPARENT}"}}}`)),
  },
  'a deeply nested envelope': {
    Body: `{"Type":"Notification","MessageAttributes":${deep('[', ']', 300_000)}}`,
  },
  'a deeply nested event': { Body: `{"detail-type":"x","_trace":1,"detail":${deep('{"_trace":', '}', 90_000)}` },
  'attributes of every wrong kind': {
    MessageAttributes: { traceparent: null, tracestate: 7, baggage: [], x: { StringValue: 7 }, y: { Value: {} } },
    Attributes: { AWSTraceHeader: { Root: 1 } },
  },
  'an AWSTraceHeader without a parent': { Attributes: { AWSTraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793' } },
  'an AWSTraceHeader of a megabyte': { Attributes: { AWSTraceHeader: `${X_RAY};Self=${'x'.repeat(1 << 20)}` } },
};

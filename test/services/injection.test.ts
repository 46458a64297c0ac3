import assert from 'node:assert/strict';
import { type Context, ROOT_CONTEXT, SpanKind, TraceFlags, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { SqsInstrumentationConfig } from '../../src';
import { serviceOf } from '../../src/services';
import { resolveOptions } from '../../src/options';
import { Described } from './describe';

const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const SPAN_ID = '53995c3f42cd8ad8';
const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;
const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  traceFlags: TraceFlags.SAMPLED,
});
const ALL: SqsInstrumentationConfig = {
  kinesisDataInjection: true,
  eventBridgeDetailInjection: true,
  awsTraceHeader: 'always',
};
const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:orders';
const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:orders';
const Data = '{"a":1}';

const CALLS = [
  ['SQS.SendMessage', { QueueUrl, MessageBody: 'x' }],
  ['SQS.SendMessageBatch', { QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] }],
  ['SNS.Publish', { TopicArn, Message: 'x' }],
  ['SNS.PublishBatch', { TopicArn, PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }] }],
  ['Kinesis.PutRecord', { StreamName: 's', Data, PartitionKey: 'p' }],
  ['Kinesis.PutRecords', { StreamName: 's', Records: [{ Data, PartitionKey: 'p' }] }],
  ['EventBridge.PutEvents', { Entries: [{ Source: 's', DetailType: 'd', Detail: Data }] }],
  ['IoTDataPlane.Publish', { topic: 't' }],
  ['SFN.StartExecution', { stateMachineArn, input: '{}' }],
  ['SFN.StartSyncExecution', { stateMachineArn, input: '{}' }],
] as const;

function sent<T extends object>(call: string, input: T, config = ALL, context: Context | undefined = IN_SPAN): T {
  const [service = '', operation = ''] = call.split('.');
  return new Described(serviceOf(service), operation, config).sent(input, context) as T;
}

describe('a request that may carry a context', () => {
  before(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
  after(() => propagation.disable());

  for (const [call, input] of CALLS) {
    it(`${call} carries it in a copy`, () => {
      const before = structuredClone(input);
      const carrying = sent(call, input);
      assert.notEqual(carrying, input);
      assert.match(JSON.stringify(carrying), new RegExp(SPAN_ID));
      assert.deepEqual(input, before);
    });

    it(`${call} is sent as it is where there is no context for it, and none with a span`, () => {
      const [service = '', operation = ''] = call.split('.');
      const described = new Described(serviceOf(service), operation, ALL);
      assert.equal(described.sent(input, undefined), input);
      assert.equal(described.sent(input, ROOT_CONTEXT), input);
    });
  }

  it('Kinesis is asked for it: what is not wanted in data is not there', () => {
    for (const [call, input] of CALLS) if (call.startsWith('Kinesis')) assert.equal(sent(call, input, {}), input);
  });

  it('IoT sends on behalf of a producer only where it sends a context', () => {
    const { kind } = serviceOf('IoTDataPlane').operations['Publish'] ?? {};
    assert.ok(typeof kind === 'function');
    assert.equal(kind(resolveOptions({}, {})), SpanKind.PRODUCER);
    assert.equal(kind(resolveOptions({ propagateMessageContext: false }, {})), SpanKind.CLIENT);
  });

  it('a request whose class computes members is sent as it is', () => {
    class Computed {
      readonly topic = 't';
      get userProperties(): undefined {
        return undefined;
      }
    }
    const input = new Computed();
    assert.equal(sent('IoTDataPlane.Publish', input), input);
  });
});

describe('a request whose parts already carry a context', () => {
  before(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
  after(() => propagation.disable());
  const other = TRACEPARENT.replaceAll('5', '6');
  const own = { _trace: { traceparent: other } };

  it('of EventBridge keeps each of them, and is sent as it is where nothing is added', () => {
    const Entries = [{ Source: 's', DetailType: 'd', Detail: JSON.stringify(own), TraceHeader: 'Root=1-own' }];
    const input = { Entries };
    assert.equal(sent('EventBridge.PutEvents', input), input);
    const more = { Entries: [...Entries, { Source: 's', DetailType: 'd', Detail: '{}' }] };
    const [first, second] = sent('EventBridge.PutEvents', more).Entries;
    assert.equal(first, Entries[0]);
    assert.equal(second?.Detail, `{"_trace":{"traceparent":"${TRACEPARENT}"}}`);
  });

  it('of EventBridge has another in place of one that came with a message', () => {
    const input = { Entries: [{ Detail: JSON.stringify(own), TraceHeader: 'Root=1-own' }] };
    const put = new Described(serviceOf('EventBridge'), 'PutEvents', ALL);
    const { Entries } = put.sent(input, IN_SPAN, () => false) as typeof input;
    assert.equal(Entries[0]?.Detail, JSON.stringify({ _trace: { traceparent: TRACEPARENT } }));
    assert.match(Entries[0]?.TraceHeader ?? '', new RegExp(SPAN_ID));
  });

  it('of Step Functions has another in place of a header that came with a message, and of no other', () => {
    const start = new Described(serviceOf('SFN'), 'StartExecution');
    const header = 'Root=1-own';
    const input = { stateMachineArn, traceHeader: header };
    const came = (message: object): boolean =>
      JSON.stringify(message) === `{"Attributes":{"AWSTraceHeader":"${header}"}}`;
    assert.equal(start.sent(input, IN_SPAN, came), input);
    assert.match(JSON.stringify(start.sent(input, IN_SPAN, (message) => !came(message))), new RegExp(SPAN_ID));
  });

  it('of SQS and SNS is sent as it is where each of them keeps it', () => {
    const traceparent = { DataType: 'String', StringValue: other };
    const entries = [{ Id: '1', MessageAttributes: { traceparent } }, null];
    for (const [call, input] of [
      ['SQS.SendMessageBatch', { QueueUrl, Entries: entries }],
      ['SNS.PublishBatch', { TopicArn, PublishBatchRequestEntries: entries }],
      ['SQS.SendMessageBatch', { QueueUrl, Entries: 'none' }],
      ['SQS.SendMessageBatch', { QueueUrl, Entries: new Proxy([{ Id: '1' }], {}) }],
    ] as const) {
      assert.equal(sent(call, input), input);
    }
    const mixed = { QueueUrl, Entries: [...entries, { Id: '2' }] };
    const [first, , last] = sent('SQS.SendMessageBatch', mixed).Entries;
    assert.equal(first, entries[0]);
    assert.match(JSON.stringify(last), new RegExp(SPAN_ID));
  });

  it('of Kinesis is sent as it is where no record of it is changed', () => {
    const records = [{ Data: JSON.stringify(own) }, { Data: 'text' }, null, 7];
    for (const Records of [records, [], 'none', undefined, new Proxy([{ Data }], {})]) {
      const input = { StreamName: 's', Records };
      assert.equal(sent('Kinesis.PutRecords', input), input);
    }
    const mixed = { StreamName: 's', Records: [...records, { Data }] };
    const changed = sent('Kinesis.PutRecords', mixed).Records;
    assert.deepEqual(changed.slice(0, 4), records);
    assert.match(JSON.stringify(changed[4]), new RegExp(SPAN_ID));
  });
});

describe('a request that is as large as it may be', () => {
  before(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
  after(() => propagation.disable());
  const MIB = 1_048_576;
  const json = (bytes: number): string => `{"x":"${'x'.repeat(bytes - 8)}"}`;
  const carries = (text: string | undefined): boolean => text?.includes(SPAN_ID) ?? false;
  const ADDED = `"_trace":{"traceparent":"${TRACEPARENT}"},`.length;

  it('the key of a record of Kinesis counts, and its data whether they are text or bytes', () => {
    for (const make of [(text: string): unknown => text, (text: string): unknown => Buffer.from(text)]) {
      for (const [size, grows] of [
        [MIB - 3 - ADDED, true],
        [MIB - 2 - ADDED, false],
        [MIB - 3, false],
      ] as const) {
        const record = { StreamName: 's', Data: make(json(size)), PartitionKey: 'key' };
        assert.equal(carries(String(sent('Kinesis.PutRecord', record).Data)), grows, `${size}`);
      }
    }
  });

  it('a record that is just as large as every stream takes stays so, also where larger ones are allowed', () => {
    const config = { ...ALL, maxMessageSize: 2 * MIB };
    for (const [size, grows] of [
      [MIB - ADDED, true],
      [MIB - 1, false],
      [MIB, false],
      [MIB + 1, true],
    ] as const) {
      const record = { StreamName: 's', Data: json(size) };
      assert.equal(carries(sent('Kinesis.PutRecord', record, config).Data), grows, `${size}`);
    }
  });

  it('each of several records of Kinesis takes what it takes, and no more', () => {
    const Records = Array.from({ length: 5 }, () => ({ Data: json(MIB / 2) }));
    const { Records: changed } = sent('Kinesis.PutRecords', { StreamName: 's', Records });
    assert.deepEqual(
      changed.map((record) => carries(record.Data)),
      Array(5).fill(true),
    );
  });

  it('a request to Kinesis is no larger than it could be before, if it was not', () => {
    const carrying = (...sizes: number[]): boolean[] => {
      const Records = sizes.map((size) => ({ Data: json(size) }));
      return sent('Kinesis.PutRecords', { StreamName: 's', Records }).Records.map((record) => carries(record.Data));
    };
    const filled: number[] = Array(5).fill(MIB - 100);
    assert.deepEqual(carrying(...filled, 500), Array(6).fill(false));
    assert.deepEqual(carrying(...filled, 500 - ADDED), [true, ...(Array(5).fill(false) as boolean[])]);
    assert.deepEqual(carrying(...filled, MIB / 2, MIB / 2), Array(7).fill(true));
  });

  it('the time of an event counts', () => {
    const LIMIT = 262_144;
    const put = (Time: Date | undefined, free: number): boolean => {
      const Entries = [{ Source: 's', DetailType: 'd', Detail: json(LIMIT - 2 - ADDED - free), Time }];
      return carries(
        sent('EventBridge.PutEvents', { Entries }, { ...ALL, awsTraceHeader: 'never' }).Entries[0]?.Detail,
      );
    };
    assert.deepEqual([put(undefined, 0), put(undefined, -1)], [true, false]);
    assert.deepEqual([put(new Date(0), 14), put(new Date(0), 13)], [true, false]);
  });

  it('no topic takes more than SNS does, and one may take less', () => {
    const LIMIT = 262_144;
    const CONTEXT = 'traceparent'.length + 'String'.length + TRACEPARENT.length;
    for (const [maxMessageSize, size, grows] of [
      [undefined, LIMIT - CONTEXT, true],
      [2 * LIMIT, LIMIT - CONTEXT, true],
      [2 * LIMIT, LIMIT - CONTEXT + 1, false],
      [2 * LIMIT, LIMIT + 1, false],
      [LIMIT / 2, LIMIT / 2 - CONTEXT, true],
      [LIMIT / 2, LIMIT / 2 - CONTEXT + 1, false],
    ] as const) {
      const config = maxMessageSize === undefined ? {} : { maxMessageSize };
      const message = { TopicArn, Message: 'x'.repeat(size) };
      assert.equal(carries(JSON.stringify(sent('SNS.Publish', message, config))), grows, `${maxMessageSize} ${size}`);
    }
  });
});

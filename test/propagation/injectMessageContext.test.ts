import assert from 'node:assert/strict';
import type { PublishBatchCommandInput, PublishCommandInput } from '@aws-sdk/client-sns';
import type { SendMessageBatchCommandInput, SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { ROOT_CONTEXT, TraceFlags, context, trace } from '@opentelemetry/api';
import type { Options } from 'amqplib';
import type { Message } from 'kafkajs';
import { injectMessageContext } from '../../src';
import { TRACEPARENT as STALE } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const ACTIVE = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: TraceFlags.SAMPLED,
};
const TRACEPARENT = `00-${ACTIVE.traceId}-${ACTIVE.spanId}-01`;
const ATTRIBUTE = { DataType: 'String', StringValue: TRACEPARENT };
const TRACE_HEADER = `Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${ACTIVE.spanId};Sampled=1`;

function frozen<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null && !Buffer.isBuffer(member)) frozen(member);
  }
  return Object.freeze(value);
}

describe('injectMessageContext', () => {
  useWorld(startTracing);
  const inject = <T extends object>(carrier: T): T =>
    context.with(trace.setSpanContext(ROOT_CONTEXT, ACTIVE), () => injectMessageContext(frozen(carrier)));

  it('gives a Kafka message headers, beside those it has', () => {
    const message: Message = { key: 'k', value: Buffer.from('v'), headers: { tenant: 'blue', traceparent: STALE } };
    assert.deepEqual(inject(message), { ...message, headers: { tenant: 'blue', traceparent: TRACEPARENT } });
    assert.deepEqual(inject({ value: 'v' }), { value: 'v', headers: { traceparent: TRACEPARENT } });
    assert.deepEqual(inject({ value: null }), { value: null, headers: { traceparent: TRACEPARENT } });
  });

  it('gives the publish options of RabbitMQ headers', () => {
    const options: Options.Publish = { persistent: true, headers: { tenant: 'blue', 'x-delay': 5 } };
    assert.deepEqual(inject(options), { ...options, headers: { ...options.headers, traceparent: TRACEPARENT } });
    assert.deepEqual(inject({ messageId: '1' }), { messageId: '1', headers: { traceparent: TRACEPARENT } });
    assert.deepEqual(inject({ headers: {} }), { headers: { traceparent: TRACEPARENT } });
  });

  it('takes anything else for headers', () => {
    assert.deepEqual(inject({}), { traceparent: TRACEPARENT });
    assert.deepEqual(inject({ type: 'order', traceparent: STALE }), { type: 'order', traceparent: TRACEPARENT });
  });

  it('lets a list of entries grow no larger than a request may be', () => {
    const entries = (size: number) => Array.from({ length: 8 }, () => ({ MessageBody: 'x'.repeat(size / 8) }));
    const sizeOf = (list: readonly { MessageBody: string; MessageAttributes?: object }[]) =>
      list.reduce(
        (sum, { MessageBody, MessageAttributes }) => sum + MessageBody.length + (MessageAttributes ? 72 : 0),
        0,
      );
    for (const [size, room] of [
      [262_144, 0],
      [262_144, 72],
      [1_048_576, 0],
      [1_048_576, 160],
    ] as const) {
      const [first = assert.fail(), ...others] = entries(size);
      const given = [{ MessageBody: first.MessageBody.slice(room) }, ...others];
      assert.equal(sizeOf(inject(given)), size - (room % 72));
    }
    const requests = entries(1_048_576).map((entry) => ({ ...entry, QueueUrl: 'q' }));
    for (const sent of inject(requests)) assert.ok('MessageAttributes' in sent);
  });

  it('gives messages of SQS and SNS attributes', () => {
    const send: SendMessageCommandInput = { QueueUrl: 'q', MessageBody: 'b' };
    assert.deepEqual(inject(send), { ...send, MessageAttributes: { traceparent: ATTRIBUTE } });
    const publish: PublishCommandInput = {
      TopicArn: 't',
      Message: 'b',
      MessageAttributes: { traceparent: { DataType: 'String', StringValue: STALE } },
    };
    assert.deepEqual(inject(publish), { ...publish, MessageAttributes: { traceparent: ATTRIBUTE } });
    assert.deepEqual(inject({ Id: '1', MessageBody: 'b' }).MessageBody, 'b');
  });

  it('gives each message of a batch its attributes', () => {
    const batch: SendMessageBatchCommandInput = {
      QueueUrl: 'q',
      Entries: [
        { Id: '1', MessageBody: 'b' },
        { Id: '2', MessageBody: 'b' },
      ],
    };
    const attributes = inject(batch).Entries?.map(({ MessageAttributes }) => MessageAttributes);
    assert.deepEqual(attributes, [{ traceparent: ATTRIBUTE }, { traceparent: ATTRIBUTE }]);
    const entries = [{ Id: '1', Message: 'b' }];
    const published: PublishBatchCommandInput = { TopicArn: 't', PublishBatchRequestEntries: entries };
    const [entry] = inject(published).PublishBatchRequestEntries ?? [];
    assert.deepEqual(entry?.MessageAttributes, { traceparent: ATTRIBUTE });
  });

  it('takes the trace header of SQS where the ten attributes are taken, and has no such place in SNS', () => {
    const MessageAttributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`own${index}`, { DataType: 'String', StringValue: 'x' }]),
    );
    const sent = inject({ QueueUrl: 'q', MessageBody: 'b', MessageAttributes } satisfies SendMessageCommandInput);
    assert.deepEqual(sent, {
      QueueUrl: 'q',
      MessageBody: 'b',
      MessageAttributes,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: TRACE_HEADER } },
    });
    const published = { TopicArn: 't', Message: 'b', MessageAttributes };
    assert.deepEqual(inject(published), published);
  });

  it('sends the context that it is given, and of no context takes the stale one out', () => {
    const other = trace.setSpanContext(ROOT_CONTEXT, { ...ACTIVE, traceFlags: TraceFlags.NONE });
    const given = injectMessageContext({ headers: {} }, other);
    assert.deepEqual(given.headers, { traceparent: TRACEPARENT.replace(/01$/, '00') });
    assert.deepEqual(injectMessageContext({ headers: { traceparent: STALE } }, ROOT_CONTEXT), { headers: {} });
  });

  it('gives back what it cannot copy', () => {
    class Sealed {
      readonly #headers = {};
      get headers(): object {
        return this.#headers;
      }
    }
    const hostile = new Proxy({}, { has: () => assert.fail('hands off') });
    for (const given of [new Sealed(), hostile, [], null as never]) assert.equal(injectMessageContext(given), given);
  });
});

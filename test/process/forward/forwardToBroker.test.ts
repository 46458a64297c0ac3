import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode, context } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { forwardMessage, processMessage } from '../../../src';
import { CREATION, TRACEPARENT, message, startConsumerWorld } from '../consumerWorld';
import { eachMessagePayload, rabbitMessage } from '../brokers/messages';
import { useWorld } from '../../support/useWorld';

/** What a fake client was asked to send. */
interface Sent {
  readonly value: unknown;
  readonly headers: Record<string, unknown>;
  readonly suppressed: boolean;
  readonly rest: unknown;
}

describe('forwarding to Kafka and RabbitMQ', () => {
  const world = useWorld(startConsumerWorld);
  let sent: Sent[];

  const producer = {
    send(record: { topic: string; messages: { value: unknown; key: unknown; headers: Record<string, unknown> }[] }) {
      const [{ value, key, headers } = assert.fail()] = record.messages;
      sent.push({ value, headers, suppressed: isTracingSuppressed(context.active()), rest: [record.topic, key] });
      return Promise.resolve(['metadata']);
    },
  };
  const channel = {
    publish(exchange: string, key: string, value: Buffer, options?: { headers?: Record<string, unknown> }) {
      const { headers = {}, ...rest } = options ?? {};
      sent.push({ value, headers, suppressed: isTracingSuppressed(context.active()), rest: [exchange, key, rest] });
      return true;
    },
  };
  const sqs = {
    inputs: [] as Record<string, unknown>[],
    send(command: { input: Record<string, unknown> }) {
      sqs.inputs.push(command.input);
      return Promise.resolve({ MessageId: 'forwarded' });
    },
  };

  beforeEach(() => {
    sent = [];
    sqs.inputs = [];
  });

  const attemptHeader = (name: string): string => {
    const { traceId, spanId } = world.tracing.span(name).spanContext();
    return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1`;
  };

  it('sends a Kafka message on with its key, body, headers and story, in a send span of its own', async () => {
    const headers = { traceparent: Buffer.from(TRACEPARENT), tenant: Buffer.from('blue') };
    const payload = eachMessagePayload({ headers });
    const options = { topic: 'orders.dead', reason: 'poison', error: new RangeError('no stock') };
    const result = await processMessage(payload, () => forwardMessage(producer, payload, options));
    assert.deepEqual(result, ['metadata']);
    const [record] = sent;
    assert.deepEqual(record?.rest, ['orders.dead', payload.message.key]);
    assert.equal(record.value, payload.message.value);
    assert.ok(record.suppressed, 'a stock instrumentation would replace the context');
    assert.deepEqual(record.headers, {
      tenant: headers.tenant,
      traceparent: TRACEPARENT,
      AWSTraceHeader: attemptHeader('process orders'),
      'x-retry-count': '1',
      'x-original-trace-id': CREATION.traceId,
      'x-error': 'RangeError: no stock',
      'x-forward-reason': 'poison',
    });
    const send = world.tracing.span('send orders.dead');
    assert.equal(send.kind, SpanKind.PRODUCER);
    assert.deepEqual(send.attributes, {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders.dead',
      'messaging.message.body.size': 8,
      'messaging.retry.count': 1,
      'messaging.forward.reason': 'poison',
    });
    assert.deepEqual(
      send.links.map((link) => [link.context.spanId, link.attributes?.['relationship']]),
      [
        [CREATION.spanId, 'original_message'],
        [world.tracing.span('process orders').spanContext().spanId, 'processing_attempt'],
      ],
    );
  });

  it('is found by the next consumer: producer, attempt, count and reason', async () => {
    const first = rabbitMessage({ headers: { traceparent: TRACEPARENT, CC: ['copy'], 'x-death': [{ queue: 'q' }] } });
    await processMessage(first, () => forwardMessage(channel, first, { routingKey: 'retry', reason: 'retry' }));
    const [{ headers, rest } = assert.fail()] = sent;
    assert.deepEqual(Object.keys(headers).toSorted(), [
      'AWSTraceHeader',
      'traceparent',
      'x-forward-reason',
      'x-original-trace-id',
      'x-retry-count',
    ]);
    const { timestamp } = first.properties;
    assert.deepEqual(rest, ['', 'retry', { persistent: true, messageId: 'rabbit-message', timestamp }]);
    const second = rabbitMessage({ headers }, { exchange: '', routingKey: 'retry' });
    await processMessage(second, () => forwardMessage(channel, second, { exchange: 'dead', routingKey: 'orders' }));
    assert.equal(sent[1]?.headers['x-retry-count'], '2');
    const [attempt] = world.tracing.spans('process shop:order.placed');
    const retried = world.tracing.span('process retry');
    assert.equal(retried.attributes['messaging.retry.count'], 1);
    assert.equal(retried.attributes['messaging.forward.reason'], 'retry');
    assert.deepEqual(
      retried.links.map((link) => link.context.spanId),
      [CREATION.spanId, attempt?.spanContext().spanId],
    );
    world.tracing.span('send dead:orders');
  });

  it('goes from any system to any other', async () => {
    const received = message({ MessageAttributes: { tenant: { DataType: 'String', StringValue: 'blue' } } });
    await forwardMessage(channel, received, { routingKey: 'orders' });
    await forwardMessage(producer, received, { topic: 'orders', key: 'k' });
    assert.deepEqual(sent[0]?.value, Buffer.from('body'));
    assert.equal(sent[1]?.value, 'body');
    assert.deepEqual(sent[1].rest, ['orders', 'k']);
    for (const { headers } of sent) assert.deepEqual(headers, { tenant: 'blue', 'x-retry-count': '1' });

    const headers = {
      traceparent: Buffer.from(TRACEPARENT),
      tenant: 'blue',
      tries: 3,
      nested: { no: 1 },
      'x-death': [],
    };
    const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
    await forwardMessage(sqs, rabbitMessage({ headers }), { queueUrl, SendMessageCommand: FakeCommand });
    const binary = eachMessagePayload({ headers, value: Buffer.from([0xff, 0]) });
    const toSqs = { queueUrl, SendMessageCommand: FakeCommand };
    await assert.rejects(forwardMessage(sqs, binary, toSqs), TypeError);
    await forwardMessage(sqs, binary, { ...toSqs, lossy: true });
    const [fromRabbit, fromKafka] = sqs.inputs;
    assert.equal(fromRabbit?.['MessageBody'], 'größer');
    assert.deepEqual(textsOf(fromRabbit['MessageAttributes']), {
      tenant: 'blue',
      traceparent: TRACEPARENT,
      tries: '3',
      nested: '{"no":1}',
      'x-original-trace-id': CREATION.traceId,
      'x-retry-count': '1',
    });
    assert.equal(fromKafka?.['MessageBody'], '/wA=');
  });

  it('waits for the broker where the channel confirms, and throws what went wrong', async () => {
    const error = new Error('nacked');
    const publish = (...args: unknown[]): boolean => {
      setImmediate(args[4] as (error: unknown) => void, error);
      return true;
    };
    const confirming = { publish, waitForConfirms: () => Promise.resolve() };
    const forwarding = forwardMessage(confirming, rabbitMessage(), { routingKey: 'orders' });
    await assert.rejects(forwarding, (thrown) => thrown === error);
    const send = world.tracing.span('send orders');
    assert.equal(send.status.code, SpanStatusCode.ERROR);
    assert.equal(send.status.message, 'nacked');
  });
});

class FakeCommand {
  constructor(readonly input: never) {}
}

function textsOf(attributes: unknown): unknown {
  const entries = Object.entries(attributes as Record<string, { StringValue: string }>);
  return Object.fromEntries(entries.map(([name, { StringValue }]) => [name, StringValue]));
}

import assert from 'node:assert/strict';
import { type MessageAttributeValue, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type TextMapPropagator, context, propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { forwardMessage, injectMessageContext, processMessage } from '../../src';
import { bodyOf, inTrace, linksOf, queueName, startSqsWorld, text } from './sqsWorld';
import { useWorld } from '../support/useWorld';

const TRACE = '5759e988bd862e3fe1be46a994272793';
const SPAN = '53995c3f42cd8ad8';
const X_RAY = `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${SPAN};Sampled=1`;
const B3 = { TraceId: TRACE, SpanId: SPAN, Sampled: '1' };

type Attributes = Record<string, MessageAttributeValue>;

const b3 = (spell: (name: string) => string): Attributes =>
  Object.fromEntries(Object.entries(B3).map(([name, value]) => [spell(`X-B3-${name}`), text(value)]));

/** Propagators, what senders in other languages write for them, and what is written here. */
const PROPAGATORS: [name: string, propagator: () => TextMapPropagator, foreign: Attributes[], written: string[]][] = [
  [
    'X-Ray',
    () => new AWSXRayPropagator(),
    [{ 'X-Amzn-Trace-Id': text(X_RAY) }, { 'x-amzn-trace-id': text(X_RAY) }],
    ['X-Amzn-Trace-Id'],
  ],
  [
    'B3 multi',
    () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
    [b3((name) => name), b3((name) => name.toLowerCase())],
    ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid'],
  ],
];

for (const [name, propagator, foreign, written] of PROPAGATORS) {
  describe(`names of ${name} in any case`, () => {
    const world = useWorld(() => startSqsWorld({}, { propagator: propagator() }));
    let QueueUrl: string;

    beforeEach(async () => void (QueueUrl = await world.createQueue()));

    const contextNames = (attributes: object | undefined) =>
      Object.keys(attributes ?? {})
        .filter((key) => /trace|b3/i.test(key) && key !== 'x-original-trace-id')
        .toSorted();

    async function receivedFrom(MessageAttributes: Attributes) {
      world.instrumentation.disable();
      await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
      world.instrumentation.enable();
      const [message = assert.fail()] = await world.receive(QueueUrl);
      return message;
    }

    it('a receive asks for each spelling once, whatever the application asks for', async () => {
      const spellings = foreign.flatMap((attributes) => Object.keys(attributes));
      for (const asked of [[], spellings, spellings.slice(0, 1), spellings.slice(-1)]) {
        world.reset();
        await world.receive(QueueUrl, asked.length === 0 ? {} : { MessageAttributeNames: asked });
        const names = bodyOf(world.server.sent('ReceiveMessage').at(-1)).MessageAttributeNames ?? [];
        assert.equal(new Set(names).size, names.length);
        for (const spelling of spellings) assert.ok(names.includes(spelling), spelling);
      }
    });

    for (const attributes of foreign) {
      const [spelling] = Object.keys(attributes);

      it(`${spelling}: the consumer is linked to the sender`, async () => {
        const message = await receivedFrom(attributes);
        assert.deepEqual(
          linksOf(world.tracing.span('SQS.ReceiveMessage')).map(([id]) => id),
          [`${TRACE}/${SPAN}`],
        );
        processMessage(message, () => undefined);
        assert.deepEqual(
          linksOf(world.tracing.span(`process ${queueName(QueueUrl)}`)).map(([id]) => id),
          [`${TRACE}/${SPAN}`],
        );
      });

      it(`${spelling}: a relay that copies it sends one, its own`, async () => {
        const { MessageAttributes, Body, ...message } = await receivedFrom(attributes);
        await processMessage({ ...message, Body, MessageAttributes }, async () => {
          const relayed = { MessageBody: Body, MessageAttributes };
          await world.sqs.send(new SendMessageCommand({ QueueUrl, ...relayed }));
          await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'e', ...relayed }] }));
        });
        const one = bodyOf(world.server.sent('SendMessage').at(-1)).MessageAttributes;
        const other = bodyOf(world.server.sent('SendMessageBatch').at(-1)).Entries?.[0]?.MessageAttributes;
        for (const sent of [one, other]) {
          assert.deepEqual(contextNames(sent), written);
          assert.doesNotMatch(JSON.stringify(sent), new RegExp(SPAN));
        }
      });

      it(`${spelling}: a context that the application set itself stays, and is the only one`, async () => {
        await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes: attributes }));
        const sent = bodyOf(world.server.sent('SendMessage').at(-1)).MessageAttributes;
        assert.deepEqual(contextNames(sent), Object.keys(attributes).toSorted());
      });

      it(`${spelling}: a forward and a helper replace it`, async () => {
        const message = await receivedFrom(attributes);
        await forwardMessage(world.sqs, message, { queueUrl: QueueUrl });
        const forwarded = bodyOf(world.server.sent('SendMessage').at(-1)).MessageAttributes;
        assert.deepEqual(contextNames(forwarded), written);
        assert.match(JSON.stringify(forwarded), new RegExp(SPAN));
        await inTrace('caller', async () => {
          const active = trace.getActiveSpan()?.spanContext().spanId ?? '';
          const { MessageAttributes } = injectMessageContext({ MessageBody: 'x', MessageAttributes: attributes });
          const { headers } = injectMessageContext({ value: 'x', headers: { [spelling ?? '']: X_RAY } });
          for (const carrier of [MessageAttributes, headers]) {
            assert.deepEqual(contextNames(carrier), written);
            assert.match(JSON.stringify(carrier), new RegExp(active));
          }
        });
      });
    }
  });
}

describe('names of W3C in any case', () => {
  const world = useWorld(() => startSqsWorld({}, { propagator: new W3CTraceContextPropagator() }));

  it('a context that the application set itself in another case is the only one', async () => {
    const QueueUrl = await world.createQueue();
    const MessageAttributes = { Traceparent: text(`00-${TRACE}-${SPAN}-01`) };
    await world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
    const sent = bodyOf(world.server.sent('SendMessage').at(-1)).MessageAttributes;
    assert.deepEqual(Object.keys(sent ?? {}), ['Traceparent']);
    const [message] = await world.receive(QueueUrl, { MessageAttributeNames: ['All'] });
    processMessage(message, () => undefined);
    assert.deepEqual(
      linksOf(world.tracing.span(`process ${queueName(QueueUrl)}`)).map(([id]) => id),
      [`${TRACE}/${SPAN}`],
    );
  });
});

/** As Jaeger's propagator: an entry of baggage is a field of its own, which it does not list. */
const jaeger: TextMapPropagator = {
  inject(of, carrier, setter) {
    const span = trace.getSpanContext(of);
    if (span !== undefined) setter.set(carrier, 'uber-trace-id', `${span.traceId}:${span.spanId}:0:01`);
    for (const [key, { value }] of propagation.getBaggage(of)?.getAllEntries() ?? []) {
      setter.set(carrier, `uberctx-${key}`, value);
    }
  },
  extract(of, carrier, getter) {
    const [traceId = '', spanId = ''] = String(getter.get(carrier, 'uber-trace-id')).split(':');
    const entries = getter.keys(carrier).filter((key) => key.startsWith('uberctx-'));
    const read = entries.map((key) => [key.slice('uberctx-'.length), { value: String(getter.get(carrier, key)) }]);
    const span = { traceId, spanId, traceFlags: 1, isRemote: true };
    return propagation.setBaggage(trace.setSpanContext(of, span), propagation.createBaggage(Object.fromEntries(read)));
  },
  fields: () => ['uber-trace-id'],
};

describe('fields that a propagator does not list', () => {
  const world = useWorld(() => startSqsWorld({}, { propagator: jaeger }));
  const user = (value: string) =>
    propagation.setBaggage(context.active(), propagation.createBaggage({ user: { value } }));
  const userNow = () => propagation.getBaggage(context.active())?.getEntry('user')?.value;

  it('reach the consumer, and are no attributes of a forward or a relay', async () => {
    const QueueUrl = await world.createQueue();
    await context.with(user('producer'), () => world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
    const [message = assert.fail()] = await world.receive(QueueUrl);
    await processMessage(message, async () => {
      assert.equal(userNow(), 'producer');
      const { MessageAttributes } = message;
      await context.with(user('relay'), () =>
        world.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes })),
      );
    });
    assert.deepEqual(
      bodyOf(world.server.sent('SendMessage').at(-1)).MessageAttributes?.['uberctx-user'],
      text('relay'),
    );
    await forwardMessage(world.sqs, message, { queueUrl: QueueUrl });
    const forwarded = bodyOf(world.server.sent('SendMessage').at(-1)).MessageAttributes ?? {};
    assert.deepEqual(Object.keys(forwarded), ['x-retry-count', 'uber-trace-id', 'uberctx-user', 'x-original-trace-id']);
  });
});

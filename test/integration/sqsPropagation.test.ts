import assert from 'node:assert/strict';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type SpanContext, type TextMapPropagator, context, propagation } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { processMessage } from '../../src';
import type { SqsBody } from '../support/strictMessages';
import {
  attributes,
  bodyOf,
  idOf,
  inTrace,
  linksOf,
  queueName,
  sentAttribute,
  startSqsWorld,
  traceHeaderOf,
  traceparentOf,
} from './sqsWorld';
import { useWorld } from '../support/useWorld';

const w3c = () => new W3CTraceContextPropagator();
const baggage = () => new W3CBaggagePropagator();
const b3 = () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
const xray = () => new AWSXRayPropagator();
const all = (...propagators: TextMapPropagator[]) => new CompositePropagator({ propagators });

/** A propagator, and the keys it sends in the order in which they go before each other. */
const PROPAGATORS: [name: string, propagator: () => TextMapPropagator, keys: string[][]][] = [
  ['W3C', w3c, [['traceparent']]],
  ['W3C and baggage', () => all(w3c(), baggage()), [['traceparent'], ['baggage']]],
  ['B3 multi', b3, [['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled']]],
  ['X-Ray', xray, [['X-Amzn-Trace-Id']]],
  [
    'all together',
    () => all(w3c(), baggage(), b3(), xray()),
    [['traceparent'], ['X-Amzn-Trace-Id'], ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'], ['baggage']],
  ],
];

/** Which keys find a place beside that many attributes of the application: all or none of a group. */
function fitting(keys: string[][], count: number): string[] {
  const fit: string[] = [];
  for (const group of keys) {
    if (count + fit.length + group.length <= 10) fit.push(...group);
  }
  return fit;
}

const withBaggage = () =>
  propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: 'acme' } }));

for (const [name, propagator, keys] of PROPAGATORS) {
  describe(`propagation with ${name}`, () => {
    const world = useWorld(() => startSqsWorld({}, { propagator: propagator() }));
    let QueueUrl: string;

    before(async () => void (QueueUrl = await world.createQueue()));

    const keysOf = (message: SqsBody | undefined) => Object.keys(message?.MessageAttributes ?? {});

    /** Receives the messages in flight and processes them; every one of them must find its creation context. */
    const assertConnected = async (creations: Map<string, SpanContext>) => {
      const messages = await world.receive(QueueUrl);
      assert.equal(messages.length, creations.size);
      const expected = messages.map(({ Body = '', MessageId }) => {
        return [idOf(creations.get(Body) ?? assert.fail()), { 'messaging.message.id': MessageId }];
      });
      assert.deepEqual(linksOf(world.tracing.span('SQS.ReceiveMessage')), expected);
      for (const message of messages) processMessage(message, () => undefined);
      const processed = world.tracing.spans(`process ${queueName(QueueUrl)}`);
      assert.deepEqual(
        processed.map(linksOf),
        expected.map((link) => [link]),
      );
    };

    for (let count = 0; count <= 10; count++) {
      it(`${count} attributes of the application: ten at most are sent, the consumer is connected`, async () => {
        const input = { QueueUrl, MessageBody: `${count}`, MessageAttributes: attributes(count) };
        await inTrace('caller', () => context.with(withBaggage(), () => world.sqs.send(new SendMessageCommand(input))));

        const creation = world.tracing.span('SQS.SendMessage').spanContext();
        const sent = bodyOf(world.server.sent('SendMessage')[0]);
        const fit = fitting(keys, count);
        assert.deepEqual(keysOf(sent).toSorted(), [...Object.keys(attributes(count)), ...fit].toSorted());
        if (name.startsWith('W3C') || name === 'all together') {
          assert.equal(sentAttribute(sent, 'traceparent'), count <= 9 ? traceparentOf(creation) : undefined);
        }
        const header = sent.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;
        if (count === 10) assert.equal(header, traceHeaderOf(creation));
        if (fit.length === keys.flat().length || fit.includes('traceparent')) assert.equal(header, undefined);
        await assertConnected(new Map([[`${count}`, creation]]));
      });
    }

    it('a batch of entries with 0 to 10 attributes connects each of them', async () => {
      const counts = [0, 2, 3, 4, 5, 6, 7, 8, 9, 10];
      const Entries = counts.map((count) => ({
        Id: `e${count}`,
        MessageBody: `${count}`,
        MessageAttributes: attributes(count),
      }));
      const input = { QueueUrl, Entries };
      const send = () => context.with(withBaggage(), () => world.sqs.send(new SendMessageBatchCommand(input)));
      const { Successful, Failed } = await inTrace('caller', send);
      assert.deepEqual([Successful?.length, Failed], [10, undefined]);

      const sent = bodyOf(world.server.sent('SendMessageBatch')[0]).Entries ?? [];
      const creates = world.tracing.spans(`create ${queueName(QueueUrl)}`).map((span) => span.spanContext());
      assert.equal(creates.length, 10);
      for (const [index, count] of counts.entries()) {
        assert.deepEqual(keysOf(sent[index]).slice(count).toSorted(), fitting(keys, count).toSorted());
      }
      await assertConnected(new Map(counts.map((count, index) => [`${count}`, creates[index] ?? assert.fail()])));
    });
  });
}

import assert from 'node:assert/strict';
import {
  type Message,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchResult,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { CreateTopicCommand, PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type TextMapPropagator, context, propagation } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
  suppressTracing,
} from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import * as fc from 'fast-check';
import { MessageQueuePropagator, extractMessageContext, forwardMessage, processMessage } from '../../src';
import { bodyOf, startSqsWorld, text } from '../integration/sqsWorld';
import { type SqsBody, messageBytes } from '../support/strictMessages';
import { useWorld } from '../support/useWorld';

/** More for a longer look: `npm run test:fuzz`. Every run sends a message of up to a megabyte, twice. */
const RUNS = Math.ceil(Number(process.env['FUZZ_RUNS'] ?? 300) / 20);

const w3c = new W3CTraceContextPropagator();
const baggage = new W3CBaggagePropagator();
const multi = new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER });
const xray = new AWSXRayPropagator();
const PROPAGATORS: readonly (readonly [name: string, propagator: TextMapPropagator])[] = [
  ['W3C', w3c],
  ['W3C and baggage', new CompositePropagator({ propagators: [w3c, baggage] })],
  ['X-Ray and baggage', new CompositePropagator({ propagators: [xray, baggage] })],
  ['B3', new B3Propagator()],
  ['B3 multi and baggage', new CompositePropagator({ propagators: [multi, baggage] })],
  ['message queue and baggage', new CompositePropagator({ propagators: [new MessageQueuePropagator(), baggage] })],
  ['all together', new CompositePropagator({ propagators: [w3c, baggage, multi, xray] })],
];

const FORMER = 262_144;
const LARGEST = 1_048_576;
/** Of queues: what a new one has, what one from before August 2025 has, and one that somebody made small. */
const LIMITS = { new: LARGEST, former: FORMER, small: 4096 } as const;

interface Case {
  readonly route: 'send' | 'batch' | 'publish' | 'publishBatch' | 'forward' | 'relay';
  readonly queue: keyof typeof LIMITS;
  /** Attributes of the application. */
  readonly own: number;
  /** Bytes that the message leaves below the limit. */
  readonly left: number;
}

const cases: fc.Arbitrary<Case> = fc.record({
  route: fc.constantFrom('send', 'batch', 'publish', 'publishBatch', 'forward', 'relay'),
  queue: fc.constantFrom('new', 'former', 'small'),
  own: fc.nat(12),
  left: fc.oneof(fc.integer({ min: -2, max: 300 }), fc.constant(3000)),
});

type Attributes = Record<string, MessageAttributeValue>;
type Outcome = { readonly error?: string; readonly failed?: unknown };

describe('what goes out beside the attributes of the application', () => {
  for (const [name, propagator] of PROPAGATORS) {
    describe(`with ${name}`, () => {
      const world = useWorld(() => startSqsWorld({}, { propagator }));
      const queues = {} as Record<keyof typeof LIMITS, string>;
      let sns: SNSClient;
      let TopicArn: string | undefined;

      before(async () => {
        for (const kind of ['new', 'former', 'small'] as const) {
          queues[kind] = await world.createQueue({ MaximumMessageSize: `${LIMITS[kind]}` });
        }
        sns = new SNSClient(world.server.clientConfig);
        ({ TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'topic' })));
      });
      after(() => sns.destroy());

      /** A body with which a message leaves so many bytes below a limit. */
      const bodyFor = (attributes: Attributes, limit: number, left: number): string => {
        const bytes = messageBytes({
          MessageAttributes: attributes as unknown as NonNullable<SqsBody['MessageAttributes']>,
        });
        return 'x'.repeat(Math.max(1, limit - left - bytes));
      };

      const limitOf = ({ route, queue }: Case): number => (route.startsWith('publish') ? FORMER : LIMITS[queue]);

      /** Sends the message of a case, as an application does. */
      function send(test: Case, attributes: Attributes, received: Message): Promise<unknown> {
        const QueueUrl = queues[test.queue];
        const Body = bodyFor(attributes, limitOf(test), test.left);
        const message = { MessageBody: Body, MessageAttributes: attributes };
        const routes: Record<Case['route'], () => Promise<unknown>> = {
          send: () => world.sqs.send(new SendMessageCommand({ QueueUrl, ...message })),
          batch: () => world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'one', ...message }] })),
          publish: () => sns.send(new PublishCommand({ TopicArn, Message: Body, MessageAttributes: attributes })),
          publishBatch() {
            const entry = { Id: 'one', Message: Body, MessageAttributes: attributes };
            return sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [entry] }));
          },
          forward() {
            const again = { ...received, Body, MessageAttributes: attributes };
            return forwardMessage(world.sqs, again, { queueUrl: QueueUrl });
          },
          relay() {
            const relayed = { ...received.MessageAttributes, ...attributes };
            const relay = new SendMessageCommand({ QueueUrl, MessageBody: Body, MessageAttributes: relayed });
            return processMessage(received, () => world.sqs.send(relay));
          },
        };
        return routes[test.route]();
      }

      async function outcomeOf(sending: Promise<unknown>): Promise<Outcome> {
        try {
          return { failed: ((await sending) as SendMessageBatchResult).Failed };
        } catch (error) {
          return { error: (error as Error).name };
        }
      }

      const own = (count: number): Attributes =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`own${index}`, text(`${index}`)]));

      it('never makes the service reject what it takes without, and leads to its span wherever there is a place', async () => {
        // What a producer that is traced has sent, for a relay to copy.
        const source = await world.createQueue();
        await world.sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: 'x' }));
        const [received] = await world.receive(source, { MessageAttributeNames: ['All'] });
        assert.ok(received);
        const tenant = propagation.setBaggage(
          context.active(),
          propagation.createBaggage({ tenant: { value: 'acme' }, long: { value: 'l'.repeat(60) } }),
        );
        await fc.assert(
          fc.asyncProperty(cases, async (test) => {
            const attributes = own(test.own);
            const plain =
              test.route === 'relay' || test.route === 'forward' ? { ...test, route: 'send' as const } : test;
            const untraced = context.with(
              suppressTracing(context.active()),
              send,
              undefined,
              plain,
              attributes,
              received,
            );
            const expected = await outcomeOf(untraced);
            world.reset();
            const actual = await outcomeOf(context.with(tenant, send, undefined, test, attributes, received));
            const [request] = world.server.sent('SendMessage');
            if (test.route === 'forward' && actual.error === 'RangeError') {
              // There is no place for the count that bounds a loop: nothing is sent at all.
              assert.equal(request, undefined);
              assert.ok(test.own >= 10 || test.left < 40, JSON.stringify(test));
              return;
            }
            assert.deepEqual(actual, expected);
            if (actual.error !== undefined || actual.failed !== undefined || test.route.startsWith('publish')) return;
            const [batch] = world.server.sent('SendMessageBatch');
            const sent = batch === undefined ? bodyOf(request) : (bodyOf(batch).Entries?.[0] ?? {});
            const creation = extractMessageContext(asReceived(sent));
            assert.notEqual(creation, context.active(), `${JSON.stringify(test)} leads nowhere`);
            for (const key of Object.keys(attributes)) assert.ok(sent.MessageAttributes?.[key], key);
          }),
          { numRuns: RUNS },
        );
      });
    });
  }
});

/** The system attributes of a message that is sent stand elsewhere than those of one that is received. */
function asReceived({ MessageAttributes, MessageSystemAttributes }: SqsBody): object {
  const header = MessageSystemAttributes?.['AWSTraceHeader']?.StringValue;
  return { MessageAttributes, Attributes: header === undefined ? {} : { AWSTraceHeader: header } };
}

import assert from 'node:assert/strict';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Context, TextMapPropagator } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { SpanCounter } from '../attach/spanCounter';
import { type Call, Twins } from '../attach/twins';
import { SqsInstrumentation, instrumentClient, processMessage } from '../../src';

/** More for a longer look: `npm run test:fuzz`, with `FUZZ_SEED=random` at what nobody has looked at. */
const RUNS = Math.ceil(Number(process.env['FUZZ_RUNS'] ?? 300) / 3);

const QueueUrl = 'http://127.0.0.1/123456789012/jobs';
const MESSAGE = {
  MessageId: 'message-1',
  ReceiptHandle: 'receipt-1',
  Body: 'x',
  MessageAttributes: {
    traceparent: { DataType: 'String', StringValue: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  },
};
const CALLS: Record<string, Call> = {
  SendMessage: (client) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
  SendMessageBatch: (client) =>
    client.send(new SendMessageBatchCommand({ QueueUrl, Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: Id })) })),
  ReceiveMessage: (client) => client.send(new ReceiveMessageCommand({ QueueUrl })),
  DeleteMessage: (client) => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'receipt-1' })),
};

/** What a function of somebody else does when it is called. */
interface Behaviour {
  readonly kind: 'returns' | 'throws' | 'rejects' | 'resolves';
  readonly value: unknown;
}
const behaviour: fc.Arbitrary<Behaviour> = fc.record(
  {
    kind: fc.constantFrom('returns', 'throws', 'rejects', 'resolves'),
    value: fc.anything({ withNullPrototype: true }),
  },
  { noNullPrototype: true },
);

/** Does each thing in turn. */
function misbehaving(behaviours: readonly Behaviour[]): (...args: unknown[]) => never {
  let turn = 0;
  return () => {
    const { kind, value } = behaviours[turn++ % behaviours.length] ?? { kind: 'returns', value: undefined };
    if (kind === 'throws') throw value;
    if (kind === 'rejects') return Promise.reject(value) as never;
    return (kind === 'resolves' ? Promise.resolve(value) : value) as never;
  };
}

const behaviours = fc.array(behaviour, { minLength: 1, maxLength: 4 });
const hooks = fc.record(
  { requestHook: behaviours, responseHook: behaviours, processHook: behaviours },
  { requiredKeys: [], noNullPrototype: true },
);

describe('whatever hooks do', () => {
  let twins: Twins;
  let counter: SpanCounter;
  let instrumentation: SqsInstrumentation;
  before(async () => {
    counter = SpanCounter.start();
    instrumentation = new SqsInstrumentation();
    twins = await Twins.start({}, { md5: false });
    twins.server.messages = [MESSAGE];
  });
  after(async () => {
    instrumentation.disable();
    await twins.stop();
    await counter.stop();
  });

  it('the call comes out as it does without telemetry, and its spans end', async () => {
    const property = fc.asyncProperty(fc.constantFrom(...Object.keys(CALLS)), hooks, async (name, given) => {
      const config = Object.fromEntries(Object.entries(given).map(([hook, done]) => [hook, misbehaving(done)]));
      instrumentClient(twins.traced, config);
      const call = CALLS[name];
      assert.ok(call);
      await twins.assertAlike(() => call);
      assert.equal(
        processMessage({ ...MESSAGE }, () => 'handled', config),
        'handled',
      );
      assert.deepEqual(counter.takeOpen(), []);
    });
    await fc.assert(property, { numRuns: RUNS });
  }).timeout(20_000 + RUNS * 50);
});

describe('whatever a propagator does', () => {
  let twins: Twins;
  let instrumentation: SqsInstrumentation;
  before(async () => {
    instrumentation = new SqsInstrumentation();
    twins = await Twins.start({}, { md5: false });
    twins.server.messages = [MESSAGE];
  });
  after(async () => {
    instrumentation.disable();
    await twins.stop();
  });

  const key = fc.oneof(fc.constantFrom('traceparent', 'tracestate', 'baggage', '__proto__'), fc.string());
  const injected = fc.array(fc.tuple(key, fc.oneof(fc.string({ unit: 'binary' }), fc.anything())), { maxLength: 15 });
  const propagator = fc.record(
    { injected, inject: behaviours, extract: behaviours, fields: behaviours },
    { requiredKeys: ['injected'], noNullPrototype: true },
  );

  it('the call comes out as it does without telemetry, and its spans end', async () => {
    const property = fc.asyncProperty(fc.constantFrom(...Object.keys(CALLS)), propagator, async (name, given) => {
      const odd: TextMapPropagator = {
        inject(_context: Context, carrier: unknown, setter) {
          // As propagators do it; with names of its own only, or the twins could not tell whose attribute it is.
          for (const [each, value] of given.injected) {
            if (OWN.test(each)) setter.set(carrier, each, value as string);
          }
          return given.inject === undefined ? undefined : misbehaving(given.inject)();
        },
        extract: given.extract === undefined ? (context: Context) => context : misbehaving(given.extract),
        fields: given.fields === undefined ? () => ['traceparent'] : misbehaving(given.fields),
      };
      const counter = SpanCounter.start({ propagator: odd });
      try {
        const call = CALLS[name];
        assert.ok(call);
        await twins.assertAlike(() => call);
        assert.equal(
          processMessage({ ...MESSAGE }, () => 'handled'),
          'handled',
        );
        assert.deepEqual(counter.takeOpen(), []);
      } finally {
        await counter.stop();
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  }).timeout(20_000 + RUNS * 50);
});

const OWN = /^(?:traceparent|tracestate|baggage|__proto__)$/;

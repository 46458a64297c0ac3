import assert from 'node:assert/strict';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Context, TextMapPropagator } from '@opentelemetry/api';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { SpanCounter } from '../attach/spanCounter';
import { type Call, Twins } from '../attach/twins';
import { processMessage } from '../../src';

const fail = (): never => {
  throw new Error('thrown by telemetry');
};

const QueueUrl = 'http://127.0.0.1/123456789012/jobs';
const entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: Id }));

/** Every way in which a call meets telemetry: create spans, injection, extraction, links. */
const CALLS: readonly Call[] = [
  (client) => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
  (client) => client.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries })),
  (client) => client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['Priority'] })),
  (client) => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'receipt-1' })),
];

const MESSAGE = {
  MessageId: 'message-1',
  ReceiptHandle: 'receipt-1',
  Body: 'x',
  Attributes: { ApproximateReceiveCount: '2', AWSTraceHeader: 'Root=1-0af76519-16cd43dd8448eb211c80319c' },
  MessageAttributes: {
    traceparent: { DataType: 'String', StringValue: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
  },
};

const propagator = (odd: Partial<Record<keyof TextMapPropagator, unknown>>): TextMapPropagator =>
  ({
    inject: (_context: Context, carrier: Record<string, string>) => void (carrier['traceparent'] = '00-1-2-01'),
    extract: (context: Context) => context,
    fields: () => ['traceparent'],
    ...odd,
  }) as unknown as TextMapPropagator;

const injecting = (...carried: [unknown, unknown][]): TextMapPropagator =>
  propagator({
    inject: (_context: Context, carrier: Record<string, unknown>) => {
      for (const [key, value] of carried) carrier[key as string] = value;
    },
  });

const rubbish: Record<string, unknown> = {
  nothing: undefined,
  null: null,
  text: 'text',
  'a number': 7,
  'an empty object': {},
  'a list of rubbish': [null, undefined, 7, {}, '', 'AWS.reserved', 'a b', 'x'.repeat(300)],
  'a proxy that throws': new Proxy({}, { get: fail, has: fail, ownKeys: fail }),
  'an object that looks like a context': { getValue: () => 'span', setValue: () => null, deleteValue: () => 7 },
  'a context whose span is rubbish': { getValue: () => ({ spanContext: () => 'rubbish' }), setValue: fail },
  'a context whose span throws': { getValue: () => ({ spanContext: fail }) },
};

const PROPAGATORS: Record<string, TextMapPropagator> = {
  'throws when it injects': propagator({ inject: fail }),
  'throws when it extracts': propagator({ extract: fail }),
  'throws when it is asked for its fields': propagator({ fields: fail }),
  'throws always': propagator({ inject: fail, extract: fail, fields: fail }),
  'rejects when it injects': propagator({ inject: async () => fail() }),
  'injects values that are no text': injecting(['a', 7], ['b', null], ['c', {}], ['d', Symbol('d')], ['e', ['f']]),
  'injects what SQS refuses': injecting(
    ['a', ''],
    ['AWS.b', 'x'],
    ['c d', 'x'],
    ['', 'x'],
    ['e', '\u0000'],
    ['f..g', 'x'],
  ),
  'injects more than ten fields': injecting(
    ...Array.from({ length: 20 }, (_, i): [string, string] => [`context-${i}`, 'x']),
  ),
  'injects more than a message can hold': injecting(['traceparent', 'x'.repeat(2_000_000)]),
  'injects a key called __proto__': injecting(['__proto__', 'x'], ['constructor', 'x']),
  ...Object.fromEntries(
    Object.entries(rubbish).flatMap(([title, value]) => [
      [`extracts ${title}`, propagator({ extract: () => value })],
      [`has ${title} for its fields`, propagator({ fields: () => value })],
    ]),
  ),
};

const sampler = (shouldSample: () => unknown): Sampler =>
  ({ shouldSample, toString: () => 'odd' }) as unknown as Sampler;

const SAMPLERS: Record<string, Sampler> = {
  throws: sampler(fail),
  'returns nothing': sampler(() => undefined),
  'returns rubbish': sampler(() => ({ decision: 'yes', attributes: 7 })),
  'throws now and then': sampler(alternating(() => ({ decision: 2 }), fail)),
};

const processor = (odd: Partial<SpanProcessor> & { onEnding?: () => never }): SpanProcessor => ({
  onStart: () => {},
  onEnd: () => {},
  forceFlush: async () => {},
  shutdown: async () => {},
  ...odd,
});

const PROCESSORS: Record<string, SpanProcessor> = {
  'throws at the start': processor({ onStart: fail }),
  'throws at the start now and then': processor({ onStart: alternating(() => {}, fail) }),
  'throws before the end': processor({ onEnding: fail }),
  'throws at the end': processor({ onEnd: fail }),
  'throws always': processor({ onStart: fail, onEnd: fail }),
};

function alternating<T>(...functions: (() => T)[]): () => T {
  let turn = 0;
  return () => (functions[turn++ % functions.length] ?? fail)();
}

describe('telemetry that fails costs nothing but itself', () => {
  let twins: Twins;
  let counter: SpanCounter | undefined;
  before(async () => {
    twins = await Twins.start({}, { md5: false });
    twins.server.messages = [MESSAGE, { ...MESSAGE, ReceiptHandle: 'receipt-2', MessageAttributes: {} }];
  });
  after(() => twins.stop());
  afterEach(async () => {
    await counter?.stop();
    counter = undefined;
  });

  const assertAlike = async (): Promise<void> => {
    for (const [index, call] of CALLS.entries()) {
      const outcome = await twins.assertAlike(() => call, `call ${index}`);
      assert.equal(outcome.kind, 'resolved');
    }
  };

  /** The handler runs once, whatever becomes of its span. */
  const assertProcesses = (): void => {
    const handled: object[] = [];
    assert.equal(
      processMessage(MESSAGE, (message) => handled.push(message)),
      1,
    );
    assert.deepEqual(handled, [MESSAGE]);
    const error = new Error('thrown by the handler');
    const handler = (): never => {
      throw error;
    };
    assert.throws(
      () => processMessage(MESSAGE, handler),
      (thrown) => thrown === error,
    );
  };

  for (const [title, odd] of Object.entries(PROPAGATORS)) {
    it(`a propagator that ${title}`, async () => {
      counter = SpanCounter.start({ propagator: odd });
      await assertAlike();
      assert.ok(counter.ended >= CALLS.length);
      assert.deepEqual(counter.takeOpen(), []);
      assertProcesses();
      assert.deepEqual(counter.takeOpen(), []);
    });
  }

  for (const [title, odd] of Object.entries(SAMPLERS)) {
    it(`a sampler that ${title}`, async () => {
      counter = SpanCounter.start({ sampler: odd });
      await assertAlike();
      assertProcesses();
      assert.deepEqual(counter.takeOpen(), []);
    });
  }

  for (const [title, odd] of Object.entries(PROCESSORS)) {
    it(`a span processor that ${title}`, async () => {
      counter = SpanCounter.start({ processors: [odd] });
      await assertAlike();
      assertProcesses();
      // What throws while a span is made or ended, the SDK does not tell the other processors of.
      if (title === 'throws at the end') assert.deepEqual(counter.takeOpen(), []);
    });
  }
});

const PROVIDERS: Record<string, Record<string, () => unknown>> = {
  region: {
    throws: fail,
    rejects: async () => fail(),
    'gives nothing': async () => undefined,
    'gives rubbish': async () => ({ region: 7 }),
    'gives a region at once': () => 'eu-west-1',
    'gives a region late': () => new Promise((resolve) => void setTimeout(resolve, 5, 'eu-west-1')),
  },
  endpoint: {
    throws: fail,
    rejects: async () => fail(),
    'gives nothing': async () => undefined,
  },
  credentials: {
    throws: fail,
    rejects: async () => fail(),
  },
};

for (const [option, providers] of Object.entries(PROVIDERS)) {
  describe(`a provider of ${option} has the last word`, () => {
    for (const [title, provider] of Object.entries(providers)) {
      it(`one that ${title}`, async () => {
        const counter = SpanCounter.start();
        const twins = await Twins.start({}, { [option]: provider });
        try {
          for (const call of CALLS) {
            await twins.assertAlike(() => call);
            assert.deepEqual(counter.takeOpen(), []);
          }
          assert.ok(counter.ended >= CALLS.length);
        } finally {
          await twins.stop();
          await counter.stop();
        }
      });
    }
  });
}

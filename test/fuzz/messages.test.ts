import assert from 'node:assert/strict';
import { ROOT_CONTEXT, isSpanContextValid, trace } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { SpanCounter } from '../attach/spanCounter';
import { SqsInstrumentation, extractMessageContext, processMessage } from '../../src';

/** More for a longer look: `npm run test:fuzz`, with `FUZZ_SEED=random` at what nobody has looked at. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const anything = (): fc.Arbitrary<unknown> =>
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true });
const text = fc.string({ unit: 'binary', maxLength: 60 });

/** Almost right: what a parser has to refuse, and what it must not fall over. */
const traceparent = fc.oneof(
  fc.constant(TRACEPARENT),
  text,
  fc
    .tuple(text, fc.nat(TRACEPARENT.length), fc.nat(TRACEPARENT.length))
    .map(([inserted, from, to]) => TRACEPARENT.slice(0, from) + inserted + TRACEPARENT.slice(to)),
  fc.stringMatching(/^[0-9a-fA-F]{2}-[0-9a-fA-F]{32}-[0-9a-fA-F]{16}-[0-9a-fA-F]{2}(-.*)?$/),
);
const traceHeader = fc.oneof(
  text,
  fc.stringMatching(/^(Root=1-[0-9a-f]{8}-[0-9a-f]{24})?;?(Parent=[0-9a-f]{16})?;?(Sampled=[01?])?;*$/),
  fc.array(text, { maxLength: 300 }).map((parts) => parts.join(';Root=')),
);

const fieldName = fc.oneof(
  fc.constantFrom('traceparent', 'tracestate', 'baggage', '__proto__', 'constructor', 'toString', 'hasOwnProperty'),
  text,
);
const attribute = fc.oneof(
  traceparent.map((StringValue) => ({ DataType: 'String', StringValue })),
  traceparent.map((stringValue) => ({ dataType: 'String', stringValue })),
  traceparent.map((Value) => ({ Type: 'String', Value })),
  fc.uint8Array().map((BinaryValue) => ({ DataType: 'Binary', BinaryValue })),
  anything(),
);
const attributes = fc.oneof(fc.dictionary(fieldName, attribute, { maxKeys: 12, noNullPrototype: false }), anything());

/** Text of JSON with keys that would do harm if they were assigned. */
const poisoned = fc
  .json()
  .map((json) => `{"Type":"Notification","__proto__":{"polluted":${json}},"MessageAttributes":{"__proto__":${json}}}`);
const nested = fc.nat(5_000).map((depth) => {
  const inner = '{"Type":"Notification","MessageAttributes":{"traceparent":';
  return `${inner}${'['.repeat(depth)}${']'.repeat(depth)}}}`;
});
const envelope = attributes.chain((MessageAttributes) =>
  fc.record(
    {
      Type: fc.constantFrom('Notification', 'Other'),
      MessageAttributes: fc.constant(MessageAttributes),
      Message: text,
    },
    { noNullPrototype: false },
  ),
);
const event = fc.record(
  { 'detail-type': text, detail: fc.oneof(fc.record({ _trace: attributes }), anything()) },
  { noNullPrototype: false },
);
const body = fc.oneof(
  text,
  fc.json(),
  poisoned,
  nested,
  fc.oneof(envelope, event).map(stringified),
  // Cut off somewhere.
  fc.tuple(fc.oneof(envelope, event).map(stringified), fc.nat(400)).map(([whole, end]) => whole.slice(0, end)),
  anything(),
);

const systemAttributes = fc.oneof(
  fc.record({ AWSTraceHeader: traceHeader, ApproximateReceiveCount: text }),
  anything(),
);
const identity = { MessageId: fc.oneof(text, anything()), ReceiptHandle: fc.oneof(text, anything()) };
const sdkMessage = fc.record(
  { ...identity, Body: body, MessageAttributes: attributes, Attributes: systemAttributes },
  { requiredKeys: [], noNullPrototype: false },
);
const lambdaRecord = fc.record(
  { body, messageAttributes: attributes, attributes: systemAttributes, eventSourceARN: fc.oneof(text, anything()) },
  { requiredKeys: [], noNullPrototype: false },
);
/** What throws when it is looked at is made as late as possible: fast-check looks, too. */
class Hostile {
  constructor(readonly trap: string) {}
}
const hostile = fc
  .constantFrom('get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf')
  .map((trap) => new Hostile(trap));

function made(given: unknown): unknown {
  if (!(given instanceof Hostile)) return given;
  const fail = (): never => {
    throw new Error('hostile');
  };
  return new Proxy({}, { [given.trap]: fail });
}

const message = fc.oneof(
  { weight: 4, arbitrary: sdkMessage },
  { weight: 3, arbitrary: lambdaRecord },
  { weight: 1, arbitrary: hostile },
  { weight: 1, arbitrary: anything() },
);

function stringified(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // A BigInt, or a cycle.
    return '{"Type":"Notification","MessageAttributes":{';
  }
}

/** A proxy does not like to be looked at. */
function shown(value: unknown): string {
  try {
    return fc.stringify(value);
  } catch {
    return 'hostile';
  }
}

describe('whatever a message is', () => {
  let counter: SpanCounter;
  let instrumentation: SqsInstrumentation;
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  before(() => {
    counter = SpanCounter.start();
    instrumentation = new SqsInstrumentation();
    process.on('unhandledRejection', note);
  });
  after(async () => {
    process.removeListener('unhandledRejection', note);
    instrumentation.disable();
    await counter.stop();
  });

  it('its context is a valid one or none, and the message stays as it was', () => {
    fc.assert(
      fc.property(message, (generated) => {
        const given = made(generated);
        const before = shown(given);
        const found = trace.getSpanContext(extractMessageContext(given, ROOT_CONTEXT));
        assert.ok(found === undefined || isSpanContextValid(found));
        assert.equal(shown(given), before);
        assert.equal(({} as { polluted?: unknown }).polluted, undefined);
      }),
      { numRuns: RUNS },
    );
  });

  it('its handler runs once, gets it as it is, and decides on the outcome', async () => {
    const thrown = new Error('thrown by the handler');
    const property = fc.asyncProperty(message, fc.boolean(), fc.boolean(), async (generated, fails, later) => {
      const given = made(generated);
      const before = shown(given);
      const handled: unknown[] = [];
      const settle = (): unknown => {
        if (fails) throw thrown;
        return given;
      };
      const handle = (got: unknown): unknown => {
        handled.push(got);
        return later ? Promise.resolve().then(() => settle() === given) : settle() === given;
      };
      let outcome: unknown;
      try {
        outcome = await processMessage(given, handle);
      } catch (error) {
        outcome = error;
      }
      assert.equal(outcome, fails ? thrown : true);
      assert.equal(handled.length, 1);
      assert.ok(Object.is(handled[0], given));
      assert.equal(shown(given), before);
      assert.deepEqual(counter.takeOpen(), []);
      assert.deepEqual(unhandled, []);
    });
    await fc.assert(property, { numRuns: RUNS });
    // One that cannot even be looked at has none.
    assert.ok(counter.ended > RUNS / 2, `${counter.ended} spans`);
  }).timeout(20_000 + RUNS * 20);

  it('costs time in proportion to its body, up to a megabyte', () => {
    const bodies: Record<string, (bytes: number) => string> = {
      'no JSON': (bytes) => 'x'.repeat(bytes),
      blanks: (bytes) => ' '.repeat(bytes),
      'a brace and blanks': (bytes) => `{${' '.repeat(bytes)}`,
      'an open envelope': (bytes) => `{"Type":"Notification","MessageAttributes":{"a":"${'\\"'.repeat(bytes / 2)}`,
      'an envelope': (bytes) =>
        JSON.stringify({ Type: 'Notification', Message: 'x'.repeat(bytes), MessageAttributes: { traceparent: {} } }),
      'an envelope within envelopes': (bytes) => {
        let inner = 'x'.repeat(bytes / 32);
        for (let depth = 0; depth < 5; depth++) {
          inner = JSON.stringify({ Type: 'Notification', MessageAttributes: {}, Message: inner });
        }
        return inner.slice(0, bytes);
      },
      'a deep list': (bytes) => `{"Type":"Notification","MessageAttributes":${'['.repeat(bytes)}`,
      'keys without end': (bytes) =>
        `{"Type":"Notification","MessageAttributes":{${'"a":{},'.repeat(bytes / 7)}"b":{}}}`,
      'an event': (bytes) => `{"detail-type":"x","detail":{"_trace":{},"text":"${'x'.repeat(bytes)}"}}`,
    };
    const small = 64 * 1024;
    const large = 1024 * 1024;
    for (const [title, make] of Object.entries(bodies)) {
      const millis = (bytes: number): number => {
        const given = { Body: make(bytes) };
        return fastest(() => extractMessageContext(given, ROOT_CONTEXT));
      };
      const [short, long] = [millis(small), millis(large)];
      // 16 times the size: four times that is for the clock and for the collector. JSON.parse itself may be worse.
      const limit = Math.max(64 * short, 3 * fastest(() => parse(make(large)))) + 5;
      assert.ok(long < limit, `${title}: ${short.toFixed(2)} ms for 64 KiB, ${long.toFixed(2)} ms for 1 MiB`);
    }
  });
});

/** The fastest of some runs, in milliseconds: what others do on this machine only ever adds to it. */
function fastest(run: () => unknown): number {
  let best = Infinity;
  for (let turn = 0; turn < 7; turn++) {
    const began = performance.now();
    run();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

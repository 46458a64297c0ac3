import assert from 'node:assert/strict';
import { SpanStatusCode, context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, processBatch, processMessage, traced, wrapBatchHandler, wrapSqsHandler } from '../../src';
import { message, pause } from './consumerWorld';
import { lambdaEvent } from './lambda/lambdaWorld';

const quiet: SpanProcessor = {
  onStart: () => {},
  onEnd: () => {},
  forceFlush: async () => {},
  shutdown: async () => {},
};

/** A message that can be read so many times. */
function unreadableAfter(times: number): object {
  let read = 0;
  return new Proxy(message(), {
    get(target, name) {
      if (read++ >= times) throw new Error('thrown by a message');
      return Reflect.get(target, name) as unknown;
    },
  });
}

describe('the end of spans', () => {
  let started = 0;
  let ended: ReadableSpan[] = [];
  let instrumentation: SqsInstrumentation;
  before(() => {
    const processor: SpanProcessor = {
      ...quiet,
      onStart: () => void started++,
      onEnd(span) {
        ended.push(span);
        throw new Error('thrown by a processor');
      },
    };
    new NodeTracerProvider({ spanProcessors: [processor] }).register();
    // Helpers trace for the newest instrumentation; one of another test may be switched off.
    instrumentation = new SqsInstrumentation();
  });
  after(() => {
    instrumentation.disable();
    trace.disable();
    context.disable();
    propagation.disable();
  });
  beforeEach(() => void (ended = []));

  it('of all messages and of their batch comes, whatever one of them causes', async () => {
    const messages = [message(), message(), message()];
    wrapBatchHandler(() => 'done')(messages);
    assert.equal(ended.length, 4);
    await processBatch(messages, () => 'done');
    assert.equal(ended.length, 8);
    await wrapSqsHandler(async () => 'done')(lambdaEvent(3));
    assert.equal(ended.length, 12);
  });

  it('comes also where a message throws at any time at which it is read', async () => {
    for (let last = 0; last < 150; last++) {
      started = 0;
      ended = [];
      assert.equal(
        processMessage(unreadableAfter(last), () => 'done'),
        'done',
      );
      wrapBatchHandler(() => 'done')([unreadableAfter(last), message()]);
      assert.equal(ended.length, started, `after ${last}`);
    }
  });

  it('says that it failed, also of an error that cannot be read', async () => {
    const { proxy, revoke } = Proxy.revocable(new Error('gone'), {});
    revoke();
    const odd = Object.defineProperty(new TypeError('odd'), 'stack', {
      get() {
        throw new Error('thrown by an error');
      },
    });
    for (const [error, type] of [
      [proxy, '_OTHER'],
      [odd, 'TypeError'],
      [Object.create(null), '_OTHER'],
    ] as const) {
      const fail = (): never => {
        throw error;
      };
      const failures = [
        () => processMessage(message(), fail),
        () => wrapBatchHandler(fail)([message()]),
        () => traced(fail)(),
        () => processBatch([message()], fail),
        () => wrapSqsHandler(fail)(lambdaEvent(1)),
      ];
      for (const run of failures) {
        ended = [];
        let thrown: unknown;
        try {
          await run();
        } catch (caught) {
          thrown = caught;
        }
        assert.ok(thrown === error);
        await pause();
        assert.ok(ended.length > 0);
        for (const { status, attributes, events } of ended) {
          assert.equal(status.code, SpanStatusCode.ERROR);
          if (attributes['messaging.batch.message_count'] === undefined) assert.equal(attributes['error.type'], type);
          assert.ok(events.length > 0 || attributes['error.type'] === '_OTHER');
        }
      }
    }
  });
});

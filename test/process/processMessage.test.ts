import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { processMessage, wrapMessageHandler } from '../../src';
import { runNode } from '../support/fixtures';
import { ENTRY, fixture } from '../support/fixtures';
import { type ConsumerWorld, QUEUE_URL, message, pause, startConsumerWorld, work } from './consumerWorld';

const OPTIONS = { queueUrl: QUEUE_URL };
const PROCESS = 'process orders';

describe('processMessage', () => {
  let world: ConsumerWorld;
  before(() => {
    world = startConsumerWorld();
  });
  after(() => world.stop());
  beforeEach(() => world.reset());

  const span = () => world.tracing.span(PROCESS);

  describe('the handler', () => {
    it('gets the very message, and its result comes back as it is, at once', () => {
      const given = message();
      const result = { any: 'thing' };
      const returned = processMessage(
        given,
        (received) => {
          assert.equal(received, given);
          assert.equal(world.tracing.spans().length, 0);
          return result;
        },
        OPTIONS,
      );
      assert.equal(returned, result);
      assert.equal(span().kind, SpanKind.CONSUMER);
      assert.deepEqual(span().status, { code: SpanStatusCode.UNSET });
    });

    for (const value of [undefined, null, 0, '', false, Symbol.for('s'), () => 'not called']) {
      it(`may return ${String(value)}, now or later`, async () => {
        assert.equal(
          processMessage(message(), () => value, OPTIONS),
          value,
        );
        assert.equal(await processMessage(message(), async () => value, OPTIONS), value);
        assert.equal(world.tracing.spans(PROCESS).length, 2);
      });
    }

    it('has its span ended when its promise settles, not before', async () => {
      const promise = processMessage(
        message(),
        async () => {
          await pause(20);
          return 7;
        },
        OPTIONS,
      );
      assert.equal(world.tracing.spans().length, 0);
      assert.equal(await promise, 7);
      const [seconds, nanos] = span().duration;
      assert.ok(seconds * 1000 + nanos / 1e6 >= 18);
    });

    for (const thrown of [new RangeError('no'), undefined, null, 'text', 0, Object.freeze({ code: 'EPIPE' })]) {
      const told = thrown instanceof Error ? thrown.name : JSON.stringify(thrown);
      it(`throws ${told}: the same object, at once and later`, async () => {
        const caught: unknown[] = [];
        try {
          processMessage(
            message(),
            () => {
              throw thrown;
            },
            OPTIONS,
          );
        } catch (error) {
          caught.push(error);
        }
        const later = processMessage(
          message(),
          async () => {
            await pause();
            throw thrown;
          },
          OPTIONS,
        );
        await later.catch((error: unknown) => caught.push(error));
        assert.equal(caught.length, 2);
        assert.ok(caught.every((error) => error === thrown));
        for (const { status, attributes, events } of world.tracing.spans(PROCESS)) {
          assert.equal(status.code, SpanStatusCode.ERROR);
          assert.equal(attributes['messaging.sqs.process.outcome'], 'failed');
          assert.equal(events[0]?.name, 'exception');
        }
        assert.equal(world.tracing.spans(PROCESS).length, 2);
      });
    }

    it('tells of its error by type and message', () => {
      const failing = (error: unknown) => () => {
        throw error;
      };
      const failures = [new RangeError('no'), 'text', Object.assign(new Error('io'), { code: 'ECONNRESET' }), 5];
      for (const error of failures) assert.throws(() => processMessage(message(), failing(error), OPTIONS));
      assert.deepEqual(
        world.tracing.spans(PROCESS).map(({ attributes, status }) => [attributes['error.type'], status.message]),
        [
          ['RangeError', 'no'],
          ['_OTHER', 'text'],
          ['ECONNRESET', 'io'],
          ['_OTHER', undefined],
        ],
      );
    });
  });

  describe('thenables', () => {
    it('that work when they are awaited (query builders) work once, inside of the span', async () => {
      const active: unknown[] = [];
      const lazy = {
        then(resolve: (value: string) => void) {
          active.push(trace.getActiveSpan()?.spanContext().spanId);
          work();
          setTimeout(resolve, 1, 'rows');
        },
      };
      const result = processMessage(message(), () => lazy as unknown as Promise<string>, OPTIONS);
      assert.equal(await result, 'rows');
      assert.deepEqual(active, [span().spanContext().spanId]);
      assert.equal(world.tracing.span('work').parentSpanContext?.spanId, span().spanContext().spanId);
    });

    it('that are functions, or whose `then` throws, settle as they do with `await`', async () => {
      const callable = Object.assign(() => undefined, { then: (resolve: (value: number) => void) => resolve(1) });
      assert.equal(await (processMessage(message(), () => callable, OPTIONS) as unknown as Promise<number>), 1);
      const error = new Error('then');
      const broken = {
        then() {
          throw error;
        },
      };
      await assert.rejects(
        processMessage(message(), () => broken, OPTIONS) as unknown as Promise<never>,
        (thrown) => thrown === error,
      );
      assert.deepEqual(
        world.tracing.spans(PROCESS).map(({ status }) => status.code),
        [SpanStatusCode.UNSET, SpanStatusCode.ERROR],
      );
    });

    it('that cannot even be looked at are results like any other', () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      const secret = {
        get then(): unknown {
          throw new Error('hands off');
        },
      };
      // oxlint-disable-next-line unicorn/no-thenable -- that is the point
      for (const value of [proxy, secret, { then: 'a member' }]) {
        assert.ok(processMessage(message(), () => value, OPTIONS) === value);
      }
      assert.equal(world.tracing.spans(PROCESS).length, 3);
    });
  });

  it('a rejection that nobody handles ends the process as it does without tracing', async () => {
    const ends = await Promise.all(
      ['plain', 'traced'].map((mode) => runNode(fixture('unhandled.cjs'), { args: [mode], env: { ENTRY } })),
    );
    const [plain, traced] = ends.map(({ code, stdout }) => ({ code, stdout }));
    assert.deepEqual(traced, plain);
    assert.deepEqual(plain, { code: 1, stdout: 'unhandled: application error\n' });
  });

  it('keeps its span active across awaits, timers, events and nested calls, and nowhere else', async () => {
    const before = trace.getActiveSpan();
    const ids = new Set<string | undefined>();
    const look = () => void ids.add(trace.getActiveSpan()?.spanContext().spanId);
    await processMessage(
      message(),
      async () => {
        look();
        await Promise.resolve();
        look();
        await pause();
        look();
        await new Promise<void>((resolve) => {
          setImmediate(() => {
            look();
            process.nextTick(() => {
              look();
              resolve();
            });
          });
        });
        for await (const _ of [pause(), pause()]) look();
        await Promise.all([pause().then(look), pause(2).then(look)]);
      },
      OPTIONS,
    );
    assert.deepEqual([...ids], [span().spanContext().spanId]);
    assert.equal(trace.getActiveSpan(), before);
  });

  it('one message has one span, however many layers trace it; copies of it count as it', async () => {
    const given = message();
    const nested = wrapMessageHandler(
      (copy: typeof given) =>
        processMessage(copy, async () => {
          await pause();
          return processMessage({ ...given }, () => work(), OPTIONS);
        }),
      OPTIONS,
    );
    await processMessage(given, () => nested({ ...given }), OPTIONS);
    assert.equal(world.tracing.span('work').parentSpanContext?.spanId, span().spanContext().spanId);
  });

  it('another message inside of a handler has a span of its own, below', () => {
    const [outer, inner] = [message(), message()];
    processMessage(outer, () => processMessage(inner, () => work(), OPTIONS), OPTIONS);
    const [first, second] = world.tracing.spans(PROCESS);
    assert.equal(first?.attributes['messaging.message.id'], inner.MessageId);
    assert.equal(first?.parentSpanContext?.spanId, second?.spanContext().spanId);
    assert.equal(world.tracing.span('work').parentSpanContext?.spanId, first?.spanContext().spanId);
  });

  it('the same message twice, one time after the other, has two spans', async () => {
    const given = message();
    await processMessage(given, () => pause(), OPTIONS);
    await processMessage(given, () => pause(), OPTIONS);
    assert.equal(world.tracing.spans(PROCESS).length, 2);
  });

  it('wrapMessageHandler passes on `this`, all arguments and the result', () => {
    const handler = wrapMessageHandler(function (this: unknown, given: object, second: number, third?: string) {
      return [this, given, second, third];
    }, OPTIONS);
    const self = { handler };
    const given = message();
    assert.deepEqual(handler.call(self, given, 2, 'three'), [self, given, 2, 'three']);
  });

  it('takes anything for a message', () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('hands off');
        },
      },
    );
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const odd: unknown[] = [undefined, null, 0, 'text', Symbol('s'), [], () => 1, hostile, revoked, Object.freeze({})];
    for (const given of odd) {
      assert.equal(
        processMessage(given, (received) => received === given),
        true,
      );
    }
    processMessage({ MessageId: 7, Body: 8, Attributes: 'x', MessageAttributes: [null], ReceiptHandle: {} }, () => 1);
    for (const { name, attributes } of world.tracing.spans()) {
      assert.equal(name, 'process');
      assert.equal(attributes['messaging.message.id'], undefined);
    }
  });

  it('does nothing but call the handler: while tracing is suppressed, and once the instrumentation is off', async () => {
    context.with(suppressTracing(context.active()), () => processMessage(message(), () => work(), OPTIONS));
    assert.equal(world.tracing.spans().length, 0);
    world.instrumentation.disable();
    try {
      assert.equal(
        processMessage(message(), () => trace.getActiveSpan(), OPTIONS),
        undefined,
      );
      assert.equal(await processMessage(message(), async () => 1, OPTIONS), 1);
    } finally {
      world.instrumentation.enable();
    }
    assert.equal(world.tracing.spans().length, 0);
  });
});

// oxlint-disable unicorn/no-thenable -- thenables of any kind are what is tested here
import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { processMessage } from '../../src';
import { QUEUE_URL, message, pause, startConsumerWorld, work } from './consumerWorld';
import { useWorld } from '../support/useWorld';

const OPTIONS = { queueUrl: QUEUE_URL };
const PROCESS = 'process orders';

describe('what the handler of processMessage gives', () => {
  const world = useWorld(startConsumerWorld);

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
      const result = processMessage(message(), () => callable, OPTIONS);
      assert.equal(result, callable);
      assert.equal(await (result as unknown as Promise<number>), 1);
      const error = new Error('then');
      const broken = {
        then() {
          throw error;
        },
      };
      await assert.rejects(
        () => Promise.resolve(processMessage(message(), () => broken, OPTIONS) as unknown),
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
      for (const value of [proxy, secret, { then: 'a member' }]) {
        assert.ok(processMessage(message(), () => value, OPTIONS) === value);
      }
      assert.equal(world.tracing.spans(PROCESS).length, 3);
    });
  });
});

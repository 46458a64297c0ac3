import assert from 'node:assert/strict';
import { context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { processMessage, wrapMessageHandler } from '../../src';
import { claimedSpan } from '../../src/process/claims';
import { ENTRY, fixture, runNode } from '../support/fixtures';
import { QUEUE_URL, message, pause, startConsumerWorld, work } from './consumerWorld';
import { useWorld } from '../support/useWorld';

const OPTIONS = { queueUrl: QUEUE_URL };
const PROCESS = 'process orders';

describe('processMessage', () => {
  const world = useWorld(startConsumerWorld);

  const span = () => world.tracing.span(PROCESS);

  it('a rejection that nobody handles ends the process as it does without tracing', async () => {
    const ends = await Promise.all(
      ['plain', 'traced'].map((mode) => runNode(fixture('unhandled.cjs'), { args: [mode], env: { ENTRY } })),
    );
    const [plain, traced] = ends.map(({ code, stdout }) => ({ code, stdout }));
    assert.deepEqual(traced, plain);
    assert.deepEqual(plain, { code: 1, stdout: 'unhandled: application error\n' });
  });

  it('is found by the receipt handle of its message alone', () => {
    const [given, other] = [message(), message()];
    const found = processMessage(given, () => [claimedSpan(given.ReceiptHandle), claimedSpan(other.ReceiptHandle)]);
    assert.deepEqual([found[0]?.messageId, found[1]], [given.MessageId, undefined]);
  });

  it('keeps its span active across awaits, timers, events and nested calls, and nowhere else', async () => {
    const before = trace.getActiveSpan();
    const ids = new Set<string | undefined>();
    const look = (_?: unknown) => void ids.add(trace.getActiveSpan()?.spanContext().spanId);
    const ticks = async function* () {
      yield await pause().then(() => 1);
      yield 2;
    };
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
        for await (const tick of ticks()) look(tick);
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

  it('a message of a layer further out has one span, also with another message between', async () => {
    const [outer, inner] = [message(), message()];
    const again = () => processMessage(outer, () => pause(), OPTIONS);
    await processMessage(outer, () => processMessage(inner, again, OPTIONS), OPTIONS);
    assert.equal(world.tracing.spans(PROCESS).length, 2);
  });

  it('work that takes a message up again after its span has ended has a new one', async () => {
    const given = message();
    let later: Promise<unknown> | undefined;
    await processMessage(
      given,
      async () => {
        later = pause(5).then(() => processMessage(given, () => work(), OPTIONS));
      },
      OPTIONS,
    );
    const first = span();
    await later;
    const second = world.tracing.spans(PROCESS).at(-1);
    assert.notEqual(second, first);
    assert.equal(world.tracing.span('work').parentSpanContext?.spanId, second?.spanContext().spanId);
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

import assert from 'node:assert/strict';
import { processMessage } from '../../src';
import { attributes, idOf, linksOf, queueName, sentAttribute, text, traceparentOf } from './sqsWorld';
import { TRACEPARENT } from '../process/consumerWorld';
import { useForwardWorld } from './forwardWorld';

describe('what forwardMessage has room for', () => {
  const queues = useForwardWorld();
  const { world, receive, produced, forward, wire } = queues;

  describe('the error that travels', () => {
    for (const [error, told] of [
      [new TypeError('x'.repeat(5000)), `TypeError: ${'x'.repeat(245)}`],
      [new Error('\ud83d\ude00'.repeat(200)), `Error: ${'\ud83d\ude00'.repeat(124)} `],
      ['text', 'text'],
      [null, '_OTHER'],
      [{ name: 'Odd' }, 'Odd'],
      [undefined, undefined],
      [
        {
          get name(): never {
            return assert.fail();
          },
        },
        '_OTHER',
      ],
    ] as const) {
      it(String(told?.slice(0, 20)), async () => {
        const { message } = await produced();
        await forward(message, { error });
        assert.equal(sentAttribute(wire(), 'x-error'), told);
      });
    }
  });

  describe('with as many attributes of its own as', () => {
    const order = ['x-retry-count', 'traceparent', 'x-original-trace-id', 'x-forward-reason', 'x-error'];
    for (let count = 0; count <= 9; count++) {
      it(`${count}: all of them arrive, and as much of the story as there is room for`, async () => {
        const own = attributes(count);
        const { message, creation } = await produced({ MessageAttributes: own });
        await forward(message, { reason: 'poison', error: new Error('no') });
        const forwarded = await receive(queues.target);
        const names = Object.keys(forwarded.MessageAttributes ?? {});
        for (const [name, value] of Object.entries(own)) {
          assert.deepEqual(forwarded.MessageAttributes?.[name], value);
        }
        assert.deepEqual(new Set(names), new Set([...Object.keys(own), ...order.slice(0, 10 - count)]));
        processMessage(forwarded, () => undefined);
        const [[original] = []] = linksOf(world.tracing.span(`process ${queueName(queues.target)}`));
        assert.equal(original, idOf(creation));
      });
    }
  });

  it('a message with ten attributes of its own cannot say how often it was forwarded: it is not sent', async () => {
    const { message } = await produced({ MessageAttributes: attributes(10) });
    await assert.rejects(forward(message), (error: Error & { code?: string }) => {
      assert.ok(error instanceof RangeError);
      assert.equal(error.code, 'ERR_FORWARD_NO_ROOM');
      assert.match(error.message, /x-retry-count.* 10 message attributes/);
      return true;
    });
    assert.equal(world.server.sent('SendMessage').length, 0);
  });

  it('a retry that is bounded by the count ends, with nine attributes of its own', async () => {
    const { message } = await produced({ MessageAttributes: attributes(9) });
    let current = message;
    const counts: number[] = [];
    while (counts.length < 20) {
      const tries = Number(current.MessageAttributes?.['x-retry-count']?.StringValue ?? 0);
      counts.push(tries);
      if (tries === 3) break;
      await forward(current, { reason: 'retry', error: new Error('busy') });
      current = await receive(queues.target);
    }
    assert.deepEqual(counts, [0, 1, 2, 3]);
  });

  it('what identifies the trace comes before its companions, and they before reason and error', async () => {
    const context = { traceparent: text(TRACEPARENT), tracestate: text('a=b'), baggage: text('tenant=acme') };
    const given = (count: number) => ({ Body: 'x', MessageAttributes: { ...attributes(count), ...context } });
    for (const [count, names] of [
      [4, ['x-retry-count', 'traceparent', 'x-original-trace-id', 'tracestate', 'baggage', 'x-forward-reason']],
      [5, ['x-retry-count', 'traceparent', 'x-original-trace-id', 'tracestate', 'baggage']],
      [6, ['x-retry-count', 'traceparent', 'x-original-trace-id', 'tracestate']],
      [7, ['x-retry-count', 'traceparent', 'x-original-trace-id']],
      [8, ['x-retry-count', 'traceparent']],
    ] as const) {
      world.reset();
      await forward(given(count), { reason: 'poison', error: new Error('no') });
      const sent = Object.keys(wire().MessageAttributes ?? {}).filter((name) => !/^a\d$/.test(name));
      assert.deepEqual(new Set(sent), new Set(names), `${count}`);
    }
  });

  it('of a message without a trace, there is room for that of the send', async () => {
    await forward({ Body: 'x', MessageAttributes: attributes(7) }, { reason: 'poison', error: new Error('no') });
    const span = world.tracing.span('SQS.SendMessage');
    assert.equal(sentAttribute(wire(), 'traceparent'), traceparentOf(span.spanContext()));
    assert.equal(sentAttribute(wire(), 'x-forward-reason'), 'poison');
    assert.equal(sentAttribute(wire(), 'x-error'), undefined);
  });

  it('of a message near the size limit, what does not fit stays behind', async () => {
    const MessageBody = 'x'.repeat(1_048_576 - 100);
    const { message } = await produced({ MessageBody });
    await forward(message, { error: new Error('y'.repeat(300)), reason: 'poison' });
    const forwarded = await receive(queues.target);
    assert.equal(forwarded.Body?.length, MessageBody.length);
    assert.equal(forwarded.MessageAttributes?.['x-error'], undefined);
    assert.equal(forwarded.MessageAttributes?.['x-retry-count']?.StringValue, '1');
  });
});

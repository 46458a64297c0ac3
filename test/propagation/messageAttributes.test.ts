import assert from 'node:assert/strict';
import { type Context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { contextFields } from '../../src/propagation/contextFields';
import {
  hasOwnContext,
  injectIntoMessage,
  withoutHistory,
  withoutOwnContext,
} from '../../src/propagation/messageAttributes';
import { type MessageShape, SQS_SHAPE } from '../../src/propagation/messageShapes';
import { CREATION, TRACEPARENT } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const IN_SPAN = trace.setSpanContext(ROOT_CONTEXT, { ...CREATION, traceFlags: 1 });
const text = (value: string): object => ({ DataType: 'String', StringValue: value });

function attributes(count: number, more: object = {}): Record<string, object> {
  const named = Array.from({ length: count }, (_, each) => [`own${each}`, text('x')]);
  return { ...(Object.fromEntries(named) as object), ...more };
}

describe('the attributes of a message', () => {
  useWorld(startTracing);
  const inject = (message: object, bytes: number, context: Context = IN_SPAN, shape: MessageShape = SQS_SHAPE) =>
    injectIntoMessage(message, context, contextFields(context), { bytes }, shape);

  for (const [count, bytes, dropped] of [
    [0, 1000, undefined],
    [9, 1000, undefined],
    [10, 1000, 'attribute_limit'],
    [10, 0, 'attribute_limit'],
    [9, 0, 'message_size'],
    [0, 10, 'message_size'],
  ] as const) {
    it(`say why the context is not among them: ${count} of them, ${bytes} bytes left`, () => {
      const { message, dropped: reason } = inject({ MessageAttributes: attributes(count) }, bytes);
      assert.equal(reason, dropped);
      const { MessageAttributes, MessageSystemAttributes } = message as Record<string, object | undefined>;
      assert.equal('traceparent' in (MessageAttributes ?? {}), dropped === undefined);
      assert.equal('AWSTraceHeader' in (MessageSystemAttributes ?? {}), dropped !== undefined);
    });
  }

  it('have no header where there is no span to tell', () => {
    const message = { MessageBody: 'x' };
    for (const context of [ROOT_CONTEXT, trace.setSpanContext(ROOT_CONTEXT, INVALID_SPAN_CONTEXT)])
      assert.equal(inject(message, 1000, context, { ...SQS_SHAPE, traceHeader: 'always' }).message, message);
  });

  it('of a class stay of that class, and those behind a proxy are kept', () => {
    const inherited = { tenant: text('blue') };
    const own = Object.assign(Object.create(inherited) as object, { order: text('7') });
    const { MessageAttributes: made } = inject({ MessageAttributes: own }, 1000).message as typeof inherited & {
      MessageAttributes: object;
    };
    assert.equal(Object.getPrototypeOf(made), inherited);
    const proxy = new Proxy({ order: text('7'), traceparent: text('stale') }, {});
    assert.deepEqual(withoutOwnContext({ MessageAttributes: proxy }).MessageAttributes, { order: text('7') });
  });

  it('hold a context where one of them says so, or the header of a service that has one', () => {
    const header = { MessageSystemAttributes: { AWSTraceHeader: text('Root=1') } };
    assert.equal(hasOwnContext({ MessageAttributes: { traceparent: text(TRACEPARENT) } }, 'never'), true);
    assert.equal(hasOwnContext(header, 'overflow'), true);
    assert.equal(hasOwnContext(header, 'never'), false);
    assert.equal(hasOwnContext({ MessageSystemAttributes: {} }, 'overflow'), false);
    assert.equal(hasOwnContext({}, 'overflow'), false);
  });

  it('lose baggage with a context only where another baggage comes', () => {
    const MessageAttributes = { traceparent: text('stale'), baggage: text('a=b'), order: text('7') };
    const without = (...names: string[]): string[] => {
      const by = contextFields(IN_SPAN).flatMap((field) => names.map((name) => ({ ...field, name })));
      return Object.keys(withoutOwnContext({ MessageAttributes }, by).MessageAttributes);
    };
    assert.deepEqual(without('traceparent'), ['baggage', 'order']);
    assert.deepEqual(without('traceparent', 'baggage'), ['order']);
    assert.deepEqual(Object.keys(withoutOwnContext({ MessageAttributes }).MessageAttributes), ['order']);
  });

  describe('of an earlier forward', () => {
    const history = { 'x-error': text('e'), 'x-forward-reason': text('r'), 'x-original-trace-id': text('t') };
    const forwarded = { 'x-retry-count': text('1'), ...history };
    const kept = (count: number, more: object): string[] => {
      const { MessageAttributes } = withoutHistory({ MessageAttributes: attributes(count, more) }, SQS_SHAPE);
      return Object.keys(MessageAttributes).filter((name) => name.startsWith('x-'));
    };

    it('go one after the other, until there is room: the least needed first', () => {
      const [count, error, reason, id] = ['x-retry-count', 'x-error', 'x-forward-reason', 'x-original-trace-id'];
      assert.deepEqual(kept(6, forwarded), [count, error, reason, id]);
      assert.deepEqual(kept(7, forwarded), [count, reason, id]);
      assert.deepEqual(kept(8, forwarded), [count, id]);
      assert.deepEqual(kept(9, forwarded), [count]);
    });

    it("are the application's without a retry count", () => {
      assert.deepEqual(kept(8, history), Object.keys(history));
    });
  });
});

describe('the attributes of a message with a baggage of many fields', () => {
  const fields = ['uber-trace-id'];
  const propagator = { inject: () => {}, extract: (context: Context) => context, fields: () => fields };
  useWorld(() => startTracing({ propagator }));

  it('lose its entries only where others come', () => {
    const MessageAttributes = { 'uber-trace-id': text('x'), 'uberctx-tenant': text('blue'), order: text('7') };
    const without = (...names: string[]): string[] => {
      const by = names.map((name) => ({ name, text: 'x', bytes: 1, rank: 4 }));
      return Object.keys(withoutOwnContext({ MessageAttributes }, by).MessageAttributes);
    };
    assert.deepEqual(without('uber-trace-id'), ['uberctx-tenant', 'order']);
    assert.deepEqual(without('uber-trace-id', 'uberctx-region'), ['order']);
    assert.deepEqual(Object.keys(withoutOwnContext({ MessageAttributes }).MessageAttributes), ['order']);
  });
});

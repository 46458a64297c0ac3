import assert from 'node:assert/strict';
import { ROOT_CONTEXT, type TextMapPropagator, type TextMapSetter, context, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { forwardMessage, injectMessageContext } from '../../src';
import { kafkaMessage } from '../process/brokers/messages';
import { TRACEPARENT } from '../process/consumerWorld';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const w3c = new W3CTraceContextPropagator();
const ODD: readonly (readonly [name: string, value: unknown])[] = [
  ['number', 5],
  ['nothing', undefined],
  ['null', null],
  ['object', { a: 1 }],
  ['list', ['x']],
  ['empty', ''],
  ['', 'no name'],
];

/** Written without types, beside W3C's. */
const propagator: TextMapPropagator = {
  inject(of, carrier, setter: TextMapSetter) {
    w3c.inject(of, carrier, setter);
    for (const [name, value] of ODD) setter.set(carrier, name, value as string);
  },
  extract: (of, carrier, getter) => w3c.extract(of, carrier, getter),
  fields: () => [...w3c.fields(), ...ODD.map(([name]) => name)],
};

describe('fields of a propagator that are no text', () => {
  useWorld(() => startTracing({ propagator }));
  const [, traceId = '', spanId = ''] = TRACEPARENT.split('-');
  const active = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });

  it('are not put into headers, with which a client would not send the message', () => {
    const headers = { traceparent: TRACEPARENT };
    context.with(active, () => {
      assert.deepEqual(injectMessageContext({ value: 'x' }), { value: 'x', headers });
      assert.deepEqual(injectMessageContext({ persistent: true }), { persistent: true, headers });
      assert.deepEqual(injectMessageContext(new Map([['a', 'b']])), new Map(Object.entries({ a: 'b', ...headers })));
    });
  });

  it('keep no forward back', async () => {
    const sent: { headers: object }[] = [];
    const producer = { send: async ({ messages }: { messages: typeof sent }) => void sent.push(...messages) };
    await forwardMessage(producer, kafkaMessage(), { topic: 'dead' });
    const [{ headers } = assert.fail()] = sent;
    assert.deepEqual(Object.keys(headers).toSorted(), ['traceparent', 'x-original-trace-id', 'x-retry-count']);
  });
});

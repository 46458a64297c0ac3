import assert from 'node:assert/strict';
import {
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { anything, assert as assertProperty, constantFrom, dictionary, property } from 'fast-check';
import { MessageQueuePropagator } from '../../src/index';

const SPAN: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

describe('MessageQueuePropagator', () => {
  const propagator = new MessageQueuePropagator();
  const inject = (spanContext: SpanContext): Record<string, string> => {
    const carrier: Record<string, string> = {};
    propagator.inject(trace.setSpanContext(ROOT_CONTEXT, spanContext), carrier, defaultTextMapSetter);
    return carrier;
  };
  const extract = (carrier: unknown): SpanContext | undefined =>
    trace.getSpanContext(propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter));

  it('writes four plain fields, the state only where there is one', () => {
    assert.deepEqual(inject(SPAN), { trace_id: SPAN.traceId, span_id: SPAN.spanId, trace_flags: '1' });
    assert.equal(inject({ ...SPAN, traceState: createTraceState('a=1,b=2') })['trace_state'], 'a=1,b=2');
    assert.deepEqual(inject({ ...SPAN, traceId: '0'.repeat(32) }), {});
    assert.deepEqual(propagator.fields(), ['trace_id', 'span_id', 'trace_flags', 'trace_state']);
  });

  it('reads back what it wrote', () => {
    const read = extract(inject({ ...SPAN, traceState: createTraceState('a=1') }));
    assert.deepEqual(
      { ...read, traceState: read?.traceState?.serialize() },
      { ...SPAN, isRemote: true, traceState: 'a=1' },
    );
    assert.equal(extract(inject({ ...SPAN, traceFlags: TraceFlags.NONE }))?.traceFlags, TraceFlags.NONE);
  });

  it('reads ids in capitals, and lists of values as some brokers hand them out', () => {
    const read = extract({ trace_id: [SPAN.traceId.toUpperCase()], span_id: [SPAN.spanId], trace_flags: ['1'] });
    assert.deepEqual(read, { ...SPAN, isRemote: true });
  });

  it('reads any byte of flags, as text or as a number, and no state where none is written', () => {
    const ids = { trace_id: SPAN.traceId, span_id: SPAN.spanId };
    for (const [flags, expected] of [
      ['1', 1],
      ['12', 12],
      ['255', 255],
      [1, 1],
      [255, 255],
      ['256', 0],
      ['0001', 0],
      [undefined, 0],
    ])
      assert.equal(extract({ ...ids, trace_flags: flags })?.traceFlags, expected, String(flags));
    for (const state of ['', undefined, []])
      assert.equal(extract({ ...ids, trace_state: state })?.traceState, undefined);
  });

  it('writes nothing where there is no span', () => {
    const carrier = {};
    propagator.inject(ROOT_CONTEXT, carrier, defaultTextMapSetter);
    assert.deepEqual(carrier, {});
  });

  it('ignores garbage', () => {
    const ids = { trace_id: SPAN.traceId, span_id: SPAN.spanId };
    for (const flags of ['x', '-1', '999', '1.5', '']) {
      assert.equal(extract({ ...ids, trace_flags: flags })?.traceFlags, TraceFlags.NONE, flags);
    }
    for (const broken of [
      { span_id: 'x' },
      { trace_id: '' },
      { trace_id: 'f'.repeat(31) },
      { span_id: '0'.repeat(16) },
    ]) {
      assert.equal(extract({ ...ids, ...broken }), undefined, JSON.stringify(broken));
    }
    assertProperty(
      property(dictionary(constantFrom(...propagator.fields()), anything()), (carrier) => {
        const read = extract(carrier);
        assert.ok(read === undefined || /^[0-9a-f]{32}$/.test(read.traceId));
      }),
    );
  });

  it('stands beside W3C and X-Ray: each of them alone is enough for the reader', () => {
    const composite = new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new AWSXRayPropagator(), propagator],
    });
    const carrier: Record<string, string> = {};
    composite.inject(trace.setSpanContext(ROOT_CONTEXT, SPAN), carrier, defaultTextMapSetter);
    const formats = [['traceparent'], ['x-amzn-trace-id'], propagator.fields()];
    for (const fields of formats) {
      const alone = Object.fromEntries(Object.entries(carrier).filter(([field]) => fields.includes(field)));
      const read = trace.getSpanContext(composite.extract(ROOT_CONTEXT, alone, defaultTextMapGetter));
      assert.equal(read?.spanId, SPAN.spanId, fields.join());
    }
  });
});

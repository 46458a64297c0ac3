import assert from 'node:assert/strict';
import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  createTraceState,
  defaultTextMapGetter,
  defaultTextMapSetter,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { traceContext } from '../../src/propagation/traceContext';

const IDS = ['a'.repeat(32), '0'.repeat(32), 'A'.repeat(32), 'a'.repeat(31)].flatMap((traceId) =>
  ['b'.repeat(16), '0'.repeat(16), 'B'.repeat(16)].map((spanId) => `${traceId}-${spanId}`),
);
const VERSIONS = ['00', '01', 'cc', 'ff', 'FF', '0'];
const FLAGS = ['00', '01', '02', '03', 'ff', '0g', '1'];
const ENDS = ['', '-', '-x', '-x-y', ' ', 'x'];
const STATES = [undefined, 'a=b', 'a=b, c=d ,,e=f', '=', 'A=b', `a=${'x'.repeat(600)}`, ['a=b', 'c=d'], ['a=b'], []];

describe('W3C trace context without the SDK', () => {
  const read = (propagator: TextMapPropagator, headers: object) => {
    const found = trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
    return found && { ...found, traceState: found.traceState?.serialize() ?? '' };
  };

  it("is read as the SDK's propagator reads it", () => {
    const official = new W3CTraceContextPropagator();
    let found = 0;
    for (const ids of IDS) {
      for (const version of VERSIONS) {
        for (const flags of FLAGS) {
          for (const end of ENDS) {
            const traceparent = `${version}-${ids}-${flags}${end}`;
            for (const tracestate of STATES) {
              const headers = { traceparent, ...(tracestate !== undefined && { tracestate }) };
              const expected = read(official, headers);
              assert.deepEqual(read(traceContext, headers), expected, JSON.stringify(headers));
              if (expected !== undefined) found++;
            }
          }
        }
      }
    }
    assert.ok(found > 0);
  });

  it("is written as the SDK's propagator writes it", () => {
    const ids = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const official = new W3CTraceContextPropagator();
    const written = (propagator: TextMapPropagator, spanContext?: SpanContext): object => {
      const carrier = {};
      const context = spanContext === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext);
      propagator.inject(context, carrier, defaultTextMapSetter);
      return carrier;
    };
    for (const [spanContext, fields] of [
      [undefined, 0],
      [INVALID_SPAN_CONTEXT, 0],
      [{ ...ids, traceFlags: 0 }, 1],
      [{ ...ids, traceFlags: 1 }, 1],
      [{ ...ids, traceFlags: 1, traceState: createTraceState('a=b,c=d') }, 2],
    ] as const) {
      const expected = written(official, spanContext);
      assert.deepEqual(written(traceContext, spanContext), expected);
      assert.equal(Object.keys(expected).length, fields);
    }
    const empty = { ...ids, traceFlags: 1, traceState: createTraceState('') };
    assert.deepEqual(written(traceContext, empty), { traceparent: `00-${ids.traceId}-${ids.spanId}-01` });
  });

  it('is the first of several, and has a state where one came', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const extracted = (headers: object): SpanContext | undefined =>
      trace.getSpanContext(traceContext.extract(ROOT_CONTEXT, headers, defaultTextMapGetter));
    for (const given of [[traceparent], [` ${traceparent} `], [traceparent, 'other'], ` ${traceparent} `]) {
      const found = extracted({ traceparent: given });
      assert.equal(found?.spanId, 'b'.repeat(16), JSON.stringify(given));
      assert.equal(found.traceState, undefined);
    }
    assert.equal(extracted({ traceparent: [] }), undefined);
    assert.equal(extracted({ traceparent, tracestate: ['a=b'] })?.traceState?.get('a'), 'b');
  });
});

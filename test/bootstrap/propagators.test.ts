import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT_CONTEXT, TraceFlags, defaultTextMapSetter, propagation, trace } from '@opentelemetry/api';
import type { Problem } from '../../src/bootstrap/problem';
import { makePropagator, unknownPropagator } from '../../src/bootstrap/propagators';
import { PROJECT_ROOT } from '../support/fixtures';
import { withoutPackages } from './hiddenPackages';

const TRACE_ID = '5b8aa5a2d2c872e8321cf37308d69df2';
const SPAN_ID = '051581bf3cb55c13';

/** The headers that these propagators write, and what is wrong with their names. */
function headersOf(...names: readonly string[]): { headers: Record<string, string>; problems: Problem[] } {
  const problems: Problem[] = [];
  const headers: Record<string, string> = {};
  const spanContext = { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED };
  const baggage = propagation.createBaggage({ tenant: { value: 'acme' } });
  const context = propagation.setBaggage(trace.setSpanContext(ROOT_CONTEXT, spanContext), baggage);
  makePropagator(names, problems)?.inject(context, headers, defaultTextMapSetter);
  return { headers, problems };
}

describe('the propagators that OTEL_PROPAGATORS names', () => {
  const traceparent = `00-${TRACE_ID}-${SPAN_ID}-01`;

  it('are all used', () => {
    assert.deepEqual(headersOf('tracecontext', 'baggage'), {
      headers: { traceparent, baggage: 'tenant=acme' },
      problems: [],
    });
    assert.deepEqual(headersOf('baggage').headers, { baggage: 'tenant=acme' });
  });

  it('write the headers of other systems', () => {
    assert.deepEqual(headersOf('b3').headers, { b3: `${TRACE_ID}-${SPAN_ID}-1` });
    assert.deepEqual(headersOf('b3multi').headers, {
      'x-b3-traceid': TRACE_ID,
      'x-b3-spanid': SPAN_ID,
      'x-b3-sampled': '1',
    });
    assert.deepEqual(headersOf('message-queue').headers, { trace_id: TRACE_ID, span_id: SPAN_ID, trace_flags: '1' });
    assert.deepEqual(headersOf('xray').headers, {
      'x-amzn-trace-id': `Root=1-5b8aa5a2-d2c872e8321cf37308d69df2;Parent=${SPAN_ID};Sampled=1`,
    });
  });

  it('write the header of Jaeger, for which OpenTelemetry 3.x has no package', () => {
    const { headers, problems } = headersOf('jaeger');
    if (existsSync(join(PROJECT_ROOT, 'node_modules', '@opentelemetry', 'propagator-jaeger'))) {
      assert.deepEqual([headers['uber-trace-id'], problems], [`${TRACE_ID}:${SPAN_ID}:0:01`, []]);
    } else {
      assert.deepEqual([headers, problems.map(({ text }) => text)], [{}, ["the propagator 'jaeger' is left out"]]);
    }
  });

  it('of the specification are all known, and say which package they need', () => {
    const { headers, problems } = headersOf('ottrace', 'tracecontext');
    assert.deepEqual(headers, { traceparent });
    const missing = '@opentelemetry/propagator-ot-trace';
    assert.deepEqual(problems, [
      {
        text: "the propagator 'ottrace' is left out",
        fix: `${missing} is not installed, and OTEL_PROPAGATORS=ottrace needs it: npm install ${missing}`,
      },
    ]);
    for (const name of ['xray', 'message-queue']) assert.equal(unknownPropagator(name), undefined);
  });

  it('cost a problem where a name is unknown, and the others stay', () => {
    const { headers, problems } = headersOf('w3c', 'tracecontext');
    assert.deepEqual(headers, { traceparent });
    assert.deepEqual(problems, [
      {
        text: "OTEL_PROPAGATORS has an unknown name 'w3c'",
        fix: 'use one of tracecontext, baggage, b3, b3multi, jaeger, xray, xray-lambda, ottrace, message-queue, none',
      },
    ]);
  });

  it('are none of what every object has', () => {
    const { headers, problems } = headersOf('constructor', 'tracecontext');
    assert.deepEqual(headers, { traceparent });
    assert.deepEqual(problems, [unknownPropagator('constructor')]);
  });

  it('need the package that puts several together', () => {
    const twice = ['message-queue', 'message-queue'];
    assert.throws(() => withoutPackages(['@opentelemetry/core'], () => makePropagator(twice, [])), {
      message: /^@opentelemetry\/core is not installed, and OTEL_PROPAGATORS needs it/,
    });
  });

  it('are none where none is left', () => {
    assert.equal(makePropagator([], []), null);
    assert.equal(makePropagator(['w3c'], []), null);
  });
});

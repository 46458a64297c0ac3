import assert from 'node:assert/strict';
import { ROOT_CONTEXT, type TextMapPropagator, defaultTextMapGetter, trace } from '@opentelemetry/api';
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
});

import assert from 'node:assert/strict';
import { ROOT_CONTEXT, type TextMapPropagator, propagation, trace } from '@opentelemetry/api';
import { withFoundSpan } from '../../src/propagation/foundSpan';

const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const SPAN_ID = '53995c3f42cd8ad8';

describe('a span that a propagator has found', () => {
  const use = (fields: readonly string[]): void => {
    propagation.disable();
    const propagator: TextMapPropagator = { inject: () => undefined, extract: (of) => of, fields: () => [...fields] };
    propagation.setGlobalPropagator(propagator);
  };
  const base = (traceId: string, spanId = SPAN_ID) =>
    trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, isRemote: true });

  afterEach(() => propagation.disable());

  it('is taken as it is where the fields are those of W3C, whose propagator has looked at all of it', () => {
    for (const fields of [['traceparent'], ['TraceParent', 'tracestate', 'baggage']]) {
      use(fields);
      const found = base(TRACE_ID);
      assert.equal(withFoundSpan(found), found, fields.join());
    }
  });

  it('is looked at where any of them is of somebody else, and where nobody tells which they are', () => {
    for (const fields of [[], ['b3'], ['traceparent', 'b3'], ['x-traceparent'], ['traceparent-x']]) {
      use(fields);
      const lower = withFoundSpan(base(TRACE_ID.toUpperCase(), SPAN_ID.toUpperCase())) ?? assert.fail();
      const { traceId, spanId } = trace.getSpanContext(lower) ?? {};
      assert.deepEqual([traceId, spanId], [TRACE_ID, SPAN_ID], fields.join());
      assert.equal(withFoundSpan(base('z'.repeat(32))), undefined, fields.join());
    }
  });

  it('is none without ids', () => {
    use(['traceparent']);
    assert.equal(withFoundSpan(ROOT_CONTEXT), undefined);
    for (const id of ['', '0'.repeat(32), TRACE_ID.slice(1)]) assert.equal(withFoundSpan(base(id)), undefined);
    for (const id of ['', '0'.repeat(16), `${SPAN_ID}0`]) assert.equal(withFoundSpan(base(TRACE_ID, id)), undefined);
  });
});

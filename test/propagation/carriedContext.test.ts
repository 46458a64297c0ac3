import assert from 'node:assert/strict';
import { type TextMapPropagator, propagation } from '@opentelemetry/api';
import { carriedContext, carriedContexts, ownFields } from '../../src/propagation/carriedContext';
import { TRACEPARENT, X_RAY } from './corpus';

const text = (StringValue: string): object => ({ DataType: 'String', StringValue });

describe('the text by which a message is told from others of its trace', () => {
  const use = (...fields: readonly string[]): void => {
    propagation.disable();
    const propagator: TextMapPropagator = { inject: () => undefined, extract: (of) => of, fields: () => [...fields] };
    propagation.setGlobalPropagator(propagator);
  };
  afterEach(() => propagation.disable());

  it('is that of a field that names the span', () => {
    for (const [fields, own] of [
      [['traceparent', 'tracestate', 'baggage'], ['traceparent']],
      [['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'x-b3-flags', 'x-b3-parentspanid'], ['x-b3-spanid']],
      [['trace_id', 'span_id', 'trace_flags', 'trace_state'], ['span_id']],
      [['ot-tracer-traceid', 'ot-tracer-spanid', 'ot-tracer-sampled'], ['ot-tracer-spanid']],
    ] as const) {
      use(...fields);
      assert.deepEqual(ownFields(), own);
    }
    use('x-b3-traceid', 'x-b3-spanid');
    const MessageAttributes = { 'X-B3-TraceId': text('trace'), 'X-B3-SpanId': text('span') };
    assert.equal(carriedContext({ MessageAttributes }), 'span');
  });

  it('is of an attribute, else of the header', () => {
    use('traceparent');
    const attributes = { MessageAttributes: { traceparent: text(TRACEPARENT) } };
    const received = { Attributes: { AWSTraceHeader: X_RAY } };
    const sent = { MessageSystemAttributes: { AWSTraceHeader: text(X_RAY) } };
    assert.equal(carriedContext({ ...attributes, ...received }), TRACEPARENT);
    for (const header of [received, sent]) {
      assert.equal(carriedContext(header), X_RAY);
      assert.deepEqual(carriedContexts({ ...attributes, ...header }), [TRACEPARENT, X_RAY]);
    }
    assert.equal(carriedContext({}), undefined);
    assert.deepEqual(carriedContexts({}), []);
  });
});

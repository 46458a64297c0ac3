import assert from 'node:assert/strict';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ROOT_CONTEXT, type TextMapPropagator, trace } from '@opentelemetry/api';
import { extractMessageContext } from '../../src';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

// Larger ones may stand outside of the heap.
const LARGE = 512 * 1024;
const COUNT = 20;
const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const SPAN_ID = '53995c3f42cd8ad8';

/** As Jaeger's propagator reads: parts of a text of any length. */
const propagator: TextMapPropagator = {
  inject: () => undefined,
  extract(of, carrier, getter) {
    const [traceId = '', spanId = ''] = String(getter.get(carrier, 'uber-trace-id')).split(':');
    return trace.setSpanContext(of, { traceId, spanId, traceFlags: 1, isRemote: true });
  },
  fields: () => ['uber-trace-id'],
};

describe('ids that a propagator takes out of a long field', () => {
  useWorld(() => startTracing({ propagator }));

  it('do not keep the field alive', () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    const used = (): number => {
      gc();
      return getHeapStatistics().used_heap_size;
    };
    const before = used();
    const found = Array.from({ length: COUNT }, (_, index) => {
      const field = Buffer.alloc(LARGE, `${TRACE_ID}:${SPAN_ID}:${'0'.repeat(LARGE)}:${index}`);
      const message = { topic: 'ids', partition: 0, offset: index, value: 'x', headers: { 'uber-trace-id': field } };
      return trace.getSpanContext(extractMessageContext(message, ROOT_CONTEXT));
    });
    const grown = (used() - before) / LARGE;
    assert.deepEqual(new Set(found.map((span) => span?.spanId)), new Set([SPAN_ID]));
    assert.ok(grown < COUNT / 2, `${grown} fields are kept`);
  });
});

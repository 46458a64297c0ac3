import assert from 'node:assert/strict';
import { createContextKey, propagation, trace } from '@opentelemetry/api';
import { linkedContext } from '../../src/propagation/linkedContext';

const [FIRST, SECOND] = [createContextKey('first'), createContextKey('second')];

describe('the context for what a propagator finds', () => {
  it('has what was set last, and stays as it is', () => {
    const empty = linkedContext();
    const first = empty.setValue(FIRST, 1);
    const both = first.setValue(SECOND, 2);
    const again = both.setValue(FIRST, 3);
    const less = again.deleteValue(FIRST);
    const values = [empty, first, both, again, less].map((each) => [each.getValue(FIRST), each.getValue(SECOND)]);
    assert.deepEqual(values, [
      [undefined, undefined],
      [1, undefined],
      [1, 2],
      [3, 2],
      [undefined, 2],
    ]);
  });

  it('is a context to the API', () => {
    const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    const baggage = propagation.createBaggage({ tenant: { value: 'a' } });
    const found = propagation.setBaggage(trace.setSpanContext(linkedContext(), span), baggage);
    assert.deepEqual(trace.getSpanContext(found), span);
    assert.equal(propagation.getBaggage(found), baggage);
    assert.equal(trace.getSpan(trace.deleteSpan(found)), undefined);
  });
});

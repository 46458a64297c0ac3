import assert from 'node:assert/strict';
import { type TextMapPropagator, propagation } from '@opentelemetry/api';
import { carriesContext } from '../../src/propagation/contextFields';
import { ofPropagatedFields, propagatedFields } from '../../src/propagation/propagator';

describe("what follows from the propagator's fields", () => {
  const use = (fields: () => string[]): void => {
    propagation.disable();
    const propagator: TextMapPropagator = { inject: () => undefined, extract: (of) => of, fields };
    propagation.setGlobalPropagator(propagator);
  };
  const names = ofPropagatedFields((fields) => fields.join());

  afterEach(() => propagation.disable());

  it('follows a propagator that is replaced', () => {
    use(() => ['traceparent']);
    assert.equal(names(), 'traceparent');
    assert.equal(carriesContext({ b3: '1' }), false);
    use(() => ['b3']);
    assert.equal(names(), 'b3');
    assert.equal(carriesContext({ b3: '1' }), true);
    propagation.disable();
    assert.equal(names(), '');
    assert.equal(carriesContext({ b3: '1' }), false);
  });

  it('follows a propagator that changes the list that it gives', () => {
    const list = ['traceparent', 'tracestate'];
    use(() => list);
    assert.equal(names(), 'traceparent,tracestate');
    list[0] = 'b3';
    assert.equal(names(), 'b3,tracestate');
    list.push('baggage');
    assert.equal(names(), 'b3,tracestate,baggage');
    list.length = 0;
    assert.equal(names(), '');
  });

  it('is worked out once for lists of the same names', () => {
    let workedOut = 0;
    const count = ofPropagatedFields(() => ++workedOut);
    use(() => ['traceparent', 'tracestate']);
    assert.deepEqual([count(), count()], [1, 1]);
    assert.equal(propagatedFields(), propagatedFields());
  });

  it('is that of none, where a propagator cannot tell them', () => {
    use(() => {
      throw new Error('of the propagator');
    });
    assert.equal(names(), '');
    assert.deepEqual(propagatedFields(), []);
  });

  it('is that of the names alone, where there is something else among them', () => {
    use(() => ['b3', 7, null] as string[]);
    assert.equal(names(), 'b3');
  });
});

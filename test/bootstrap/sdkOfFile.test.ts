import assert from 'node:assert/strict';
import { type TextMapPropagator, propagation } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { loadPeer } from '../../src/bootstrap/peers';
import { sdkOfFile } from '../../src/bootstrap/sdkOfFile';

class Plain implements TextMapPropagator {
  inject(): void {}
  extract: TextMapPropagator['extract'] = (context) => context;
  fields(): string[] {
    return [];
  }
}

/** Has lists of what is no propagator. */
class Configured extends Plain {
  readonly headers = ['x-trace', undefined, null, 7];
  readonly rules = [{}, { inject: () => undefined }, { extract: () => undefined }, { inject: true, extract: true }];
}

class Several extends Plain {
  constructor(readonly parts: readonly unknown[]) {
    super();
  }
}

describe('the propagators of an SDK that a file describes', () => {
  /** The names of the parts of what is registered. */
  function namesOf(propagator: TextMapPropagator): readonly string[] {
    propagation.disable();
    assert.ok(propagation.setGlobalPropagator(propagator));
    return sdkOfFile().propagators;
  }
  beforeEach(() => propagation.disable());
  afterEach(() => propagation.disable());

  it('are none where none is registered', () => {
    assert.deepEqual(sdkOfFile().propagators, []);
  });

  it('are the parts of a composite one, however deep', () => {
    const parts = [new W3CTraceContextPropagator(), new CompositePropagator({ propagators: [new Plain()] })];
    assert.deepEqual(namesOf(new CompositePropagator({ propagators: parts })), ['W3CTraceContextPropagator', 'Plain']);
    assert.deepEqual(namesOf(new Several([7, { inject: true }, new Plain()])), ['Plain']);
  });

  it('are one where it is made of others that have no list, or has lists of something else', () => {
    const { B3Propagator } = loadPeer('@opentelemetry/propagator-b3', 'this test');
    assert.deepEqual(namesOf(new (B3Propagator as new () => TextMapPropagator)()), ['B3Propagator']);
    assert.deepEqual(namesOf(new Configured()), ['Configured']);
  });
});

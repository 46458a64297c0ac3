import assert from 'node:assert/strict';
import { ROOT_CONTEXT, type TextMapPropagator } from '@opentelemetry/api';
import { contextFields } from '../../src/propagation/contextFields';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';
import { TRACEPARENT } from './corpus';

const FIELDS = { tenant: 'blue', region: 'west', baggage: 'a=b', traceparent: TRACEPARENT, user: '7' };

const propagator: TextMapPropagator = {
  inject: (_of, carrier, setter) => {
    for (const [name, value] of Object.entries(FIELDS)) setter.set(carrier, name, value);
  },
  extract: (of) => of,
  fields: () => Object.keys(FIELDS),
};

describe('fields that are not known here', () => {
  useWorld(() => startTracing({ propagator }));

  it('go out last beside one that is, in the order of their propagator', () => {
    const names = contextFields(ROOT_CONTEXT).map(({ name }) => name);
    assert.deepEqual(names, ['traceparent', 'baggage', 'tenant', 'region', 'user']);
  });
});

import assert from 'node:assert/strict';
import { propagation } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { serviceOf } from '../../src/services';
import { shared } from '../../src/shared';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';

const FilterPolicy = JSON.stringify({ traceparent: [{ exists: false }] });

describe('the filter policy of a subscription', () => {
  const said = shared('filter policies', () => ({ field: undefined as string | undefined }));
  const former = said.field;
  let diagnostics: Diagnostics;
  before(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));
  after(() => {
    propagation.disable();
    said.field = former;
  });
  beforeEach(() => {
    said.field = undefined;
    diagnostics = captureDiagnostics();
  });
  afterEach(() => diagnostics.stop());

  const learn = (operation: string, output: object, input: object): void =>
    serviceOf('SNS').operations[operation]?.learnFrom?.(output, input);

  for (const [how, operation, output, input] of [
    ['when it is made', 'Subscribe', {}, { Attributes: { FilterPolicy } }],
    [
      'when it is made for attributes',
      'Subscribe',
      {},
      { Attributes: { FilterPolicy, FilterPolicyScope: 'MessageAttributes' } },
    ],
    [
      'when it is set',
      'SetSubscriptionAttributes',
      {},
      { AttributeName: 'FilterPolicy', AttributeValue: FilterPolicy },
    ],
    ['when it is read', 'GetSubscriptionAttributes', { Attributes: { FilterPolicy } }, {}],
  ] as const) {
    it(`that names what is propagated is said ${how}, once`, () => {
      learn(operation, output, input);
      learn(operation, output, input);
      assert.equal(diagnostics.lines.length, 1);
      assert.match(diagnostics.lines[0] ?? '', /^warn: .*names traceparent/);
    });
  }

  for (const [what, operation, output, input] of [
    ['that is about bodies', 'Subscribe', {}, { Attributes: { FilterPolicy, FilterPolicyScope: 'MessageBody' } }],
    [
      'that is about bodies and is read',
      'GetSubscriptionAttributes',
      { Attributes: { FilterPolicy, FilterPolicyScope: 'MessageBody' } },
      {},
    ],
    ['that is none', 'Subscribe', {}, {}],
    ['that is none in an answer', 'GetSubscriptionAttributes', {}, {}],
    [
      'beside which another attribute is set',
      'SetSubscriptionAttributes',
      {},
      { AttributeName: 'RedrivePolicy', AttributeValue: FilterPolicy },
    ],
  ] as const) {
    it(`${what} is no word worth`, () => {
      learn(operation, output, input);
      assert.deepEqual(diagnostics.lines, []);
    });
  }
});

import assert from 'node:assert/strict';
import { noteFilterPolicy } from '../../src/propagation/filterPolicies';
import { shared } from '../../src/shared';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const RULE = [{ exists: false }];

describe('a filter policy', () => {
  useWorld(startTracing);
  const said = shared('filter policies', () => ({ field: undefined as string | undefined }));
  const former = said.field;
  let diagnostics: Diagnostics;
  beforeEach(() => {
    said.field = undefined;
    diagnostics = captureDiagnostics();
  });
  afterEach(() => diagnostics.stop());
  after(() => void (said.field = former));

  for (const [where, policy] of [
    ['at its top', { tenant: ['blue'], traceparent: RULE }],
    ['as one alternative', { $or: [{ tenant: ['blue'] }, { traceparent: RULE }] }],
    ['as an alternative of something strange', { $or: [null, 7, { traceparent: RULE }] }],
    ['beside something strange', { $or: 'none', traceparent: RULE }],
  ] as const) {
    it(`that names a field ${where} is said`, () => {
      noteFilterPolicy(JSON.stringify(policy));
      assert.match(diagnostics.lines.join(), /^warn: .*names traceparent/);
    });
  }

  it('that decides by bodies is not said, nor is a second one', () => {
    const policy = JSON.stringify({ traceparent: RULE });
    noteFilterPolicy(policy, 'MessageBody');
    assert.deepEqual(diagnostics.lines, []);
    noteFilterPolicy(policy, 'MessageAttributes');
    noteFilterPolicy(JSON.stringify({ tracestate: RULE }));
    assert.equal(diagnostics.lines.length, 1);
  });

  for (const policy of [
    { tenant: ['blue'] },
    { $or: [{ tenant: ['blue'] }] },
    { tenant: ['traceparent'] },
    ['traceparent'],
    'traceparent',
    null,
  ]) {
    it(`${JSON.stringify(policy)} names nothing of ours`, () => {
      noteFilterPolicy(JSON.stringify(policy));
      assert.deepEqual(diagnostics.lines, []);
    });
  }

  for (const policy of [undefined, null, 7, {}, [JSON.stringify({ traceparent: RULE })], '{"traceparent":', '']) {
    it(`${JSON.stringify(policy)} is none`, () => {
      noteFilterPolicy(policy);
      assert.deepEqual(diagnostics.lines, []);
    });
  }
});

import assert from 'node:assert/strict';
import { resolveSettings } from '../../src/bootstrap/settings';
import { ENTRY } from '../support/fixtures';
import { messages, runRegistered } from './children';

const KEPT = [true, true];
const DROPPED = [false, false];
const ENV = {
  ENTRY,
  OTEL_TRACES_SAMPLER: 'linked_traceidratio',
  OTEL_TRACES_EXPORTER: 'console',
  OTEL_SERVICE_NAME: 'sampled',
};

describe('OTEL_TRACES_SAMPLER=linked_traceidratio', () => {
  it('is a setting of its own, with a ratio, and the SDK gets a name that it knows', () => {
    const { sampler, samplerRatio, sdkEnv, problems } = resolveSettings({ ...ENV, OTEL_TRACES_SAMPLER_ARG: '0.1' });
    assert.deepEqual([sampler, samplerRatio, problems], ['linked_traceidratio', 0.1, []]);
    assert.equal(sdkEnv['OTEL_TRACES_SAMPLER'], 'parentbased_traceidratio');
  });

  it('keeps what links to a sampled span and all that is below it, and asks the ratio about the rest', async () => {
    for (const ratio of ['0', '1']) {
      const child = await runRegistered('linkedSampling.cjs', { ...ENV, OTEL_TRACES_SAMPLER_ARG: ratio });
      const last = child.stdout.split('\n').find((line) => line.startsWith('{"sampled"'));
      const byRatio = ratio === '1' ? KEPT : DROPPED;
      assert.deepEqual(JSON.parse(last ?? child.stderr), {
        sampled: KEPT,
        unsampled: DROPPED,
        awsSampled: KEPT,
        awsUnsampled: byRatio,
        none: byRatio,
      });
      assert.deepEqual(messages(child), []);
    }
  });
});

import assert from 'node:assert/strict';
import { resolveOptions } from '../../src/options';
import { shared } from '../../src/shared';
import { activate, activeOptions, automaticTelemetry, deactivate, processTelemetry } from '../../src/telemetry/active';
import { Telemetry } from '../../src/telemetry/telemetry';

describe('whose configuration counts', () => {
  const all = shared('instrumentations', (): Telemetry[] => []);
  let before: Telemetry[];
  beforeEach(() => (before = all.splice(0)));
  afterEach(() => void all.splice(0, all.length, ...before));

  it('is nobody, with the defaults, where there is no instrumentation', () => {
    assert.equal(automaticTelemetry(), undefined);
    assert.deepEqual(activeOptions(), resolveOptions());
    const byDefault = processTelemetry();
    assert.ok(byDefault?.enabled);
    assert.deepEqual([processTelemetry(), byDefault.options], [byDefault, activeOptions()]);
  });

  it('is the newest instrumentation that is on, also where an older one is switched on once more', () => {
    const [older, newer] = [new Telemetry(resolveOptions()), new Telemetry(resolveOptions())];
    for (const telemetry of [older, newer, older]) activate(telemetry);
    assert.equal(automaticTelemetry(), newer);
    deactivate(newer);
    assert.deepEqual([automaticTelemetry(), activeOptions()], [older, older.options]);
    deactivate(older);
    assert.deepEqual([automaticTelemetry(), processTelemetry()], [undefined, undefined]);
    activate(older);
    activate(newer);
    assert.equal(processTelemetry(), newer);
  });
});

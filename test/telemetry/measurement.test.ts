import assert from 'node:assert/strict';
import type { Operation } from '../../src/operation/operation';
import { recordMeasurement, startMeasurement } from '../../src/telemetry/measurement';
import type { Metrics } from '../../src/telemetry/metrics';

describe('the points of a call', () => {
  const measured: { duration: number; sent: number; received: number }[] = [];
  const metrics = { call: (point: (typeof measured)[number]) => void measured.push(point) } as unknown as Metrics;
  const operationOf = (definition: object, input: object = {}) =>
    ({ input, kind: { definition } }) as unknown as Operation;
  beforeEach(() => (measured.length = 0));

  it('last until the end that is given, as the span does, however late they are recorded', () => {
    const measurement = startMeasurement(metrics, operationOf({}), {});
    recordMeasurement(measurement, { output: {} }, undefined, measurement.startedAt + 250);
    recordMeasurement(measurement, { output: {} });
    const [given = assert.fail(), now = assert.fail()] = measured;
    assert.equal(Math.round(given.duration * 1e6), 250_000);
    assert.ok(now.duration < 60 && now.duration >= 0);
  });

  it('count what was sent, and what was received only where there is an answer', () => {
    const batch = { entries: ({ Entries }: { Entries: readonly object[] }) => Entries };
    const receives = () => ({ messages: [{}, {}, {}] });
    const kinds: readonly (readonly [object, object, object | undefined, number, number])[] = [
      [{ messaging: 'send' }, {}, {}, 1, 0],
      [{ messaging: 'send', batch }, { Entries: [{}, {}] }, {}, 2, 0],
      [{ messaging: 'send', sends: () => 5, batch }, { Entries: [{}, {}] }, {}, 5, 0],
      [{ messaging: 'receive', receives }, {}, {}, 0, 3],
      [{ messaging: 'receive', receives }, {}, undefined, 0, 0],
      [{}, {}, {}, 0, 0],
    ];
    for (const [definition, input, output] of kinds) {
      const outcome = output === undefined ? { errorType: 'Refused' } : { output };
      recordMeasurement(startMeasurement(metrics, operationOf(definition, input), {}), outcome as never);
    }
    assert.deepEqual(
      measured.map(({ sent, received }) => [sent, received]),
      kinds.map(([, , , sent, received]) => [sent, received]),
    );
  });
});

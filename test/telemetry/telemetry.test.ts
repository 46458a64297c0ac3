import assert from 'node:assert/strict';
import { trace } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { resolveOptions } from '../../src/options';
import { Telemetry } from '../../src/telemetry/telemetry';
import { startMetering } from '../support/metering';

describe('the providers of an instrumentation', () => {
  const off = { ...resolveOptions(), metrics: false };
  let telemetry: Telemetry;
  beforeEach(() => (telemetry = new Telemetry(resolveOptions())));
  it('are none where nobody listens, and then there is nothing to export', () => {
    assert.deepEqual([telemetry.listens(), telemetry.tracer(), telemetry.metrics()], [false, undefined, undefined]);
    assert.equal(telemetry.flushes(['traces', 'metrics', 'logs']), false);
    assert.equal(telemetry.flush(['traces', 'metrics', 'logs']), undefined);
  });

  it('are those that it is given: what they hold is exported by signal', async () => {
    const flushed: string[] = [];
    const meters = new MeterProvider();
    const tracer = trace.getTracer('x');
    telemetry.useMeters({
      getMeter: (...of) => meters.getMeter(...of),
      forceFlush: async () => void flushed.push('metrics'),
    } as MeterProvider);
    assert.ok(telemetry.metrics());
    assert.deepEqual([telemetry.flushes(['metrics']), telemetry.flushes(['traces'])], [true, false]);
    const tracers = { getTracer: () => tracer, forceFlush: async () => void flushed.push('traces') };
    telemetry.useTracers(tracers);
    assert.equal(telemetry.tracer(), tracer);
    assert.deepEqual([telemetry.flushes(['traces']), telemetry.flushes(['logs'])], [true, false]);
    await telemetry.flush(['traces', 'metrics']);
    assert.deepEqual(flushed, ['traces', 'metrics']);
  });

  it('give one object of listeners for as long as nothing changes', () => {
    assert.equal(telemetry.listeners(), undefined);
    telemetry.useTracers({ getTracer: () => trace.getTracer('x') });
    const listeners = telemetry.listeners();
    assert.deepEqual(listeners, { tracer: telemetry.tracer(), metrics: undefined });
    assert.equal(telemetry.listeners(), listeners);
    telemetry.useTracers({ getTracer: () => trace.getTracer('y') });
    assert.notEqual(telemetry.listeners(), listeners);
  });

  it('measure nothing where the options turn metrics off', async () => {
    const metering = startMetering();
    try {
      assert.ok(telemetry.listens());
      telemetry.options = off;
      assert.deepEqual([telemetry.listens(), telemetry.metrics()], [false, undefined]);
    } finally {
      await metering.stop();
    }
  });
});

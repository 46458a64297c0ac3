import assert from 'node:assert/strict';
import { metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { MetricsSource } from '../../src/telemetry/metrics';

describe('the meter provider in use', () => {
  afterEach(() => metrics.disable());

  it('is the registered one, whichever that is, where the registered one was handed over', () => {
    const source = new MetricsSource();
    metrics.setGlobalMeterProvider(new MeterProvider());
    // NodeSDK does this with each instrumentation.
    source.use(metrics.getMeterProvider());
    const first = source.get();
    assert.notEqual(first, undefined);
    metrics.disable();
    assert.equal(source.get(), undefined);
    metrics.setGlobalMeterProvider(new MeterProvider());
    const second = source.get();
    assert.notEqual(second, undefined);
    assert.notEqual(second, first);
  });

  it('is another one that was handed over, whichever is registered', () => {
    const source = new MetricsSource();
    source.use(new MeterProvider());
    const given = source.get();
    metrics.setGlobalMeterProvider(new MeterProvider());
    assert.equal(source.get(), given);
    source.use(metrics.getMeterProvider());
    assert.notEqual(source.get(), given);
  });
});

import assert from 'node:assert/strict';
import { type Meter, createNoopMeter, metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { SCHEMA_URL } from '../../src/semconv/releases';
import { MetricsSource } from '../../src/telemetry/metrics';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../../src/version';

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
  it('is asked for a meter of this package, by its conventions', () => {
    const asked: unknown[] = [];
    const provider = new MeterProvider();
    const source = new MetricsSource();
    source.use({
      getMeter: (...args) => {
        asked.push(args);
        return provider.getMeter(...args);
      },
    });
    assert.notEqual(source.get(), undefined);
    assert.ok(asked.length > 0);
    for (const args of asked) assert.deepEqual(args, [PACKAGE_NAME, PACKAGE_VERSION, { schemaUrl: SCHEMA_URL }]);
  });

  it('is none that measures nothing: of this copy of the API, also as a bundler renames it, or of another', () => {
    const own = createNoopMeter();
    const noop: unknown = own.constructor;
    const another = { constructor: { name: 'NoopMeter' } } as unknown as Meter;
    for (const [meter, name] of [
      [own, 'NoopMeter'],
      [own, 't'],
      [another, 'NoopMeter'],
    ] as const) {
      Object.defineProperty(noop, 'name', { value: name, configurable: true });
      try {
        const source = new MetricsSource();
        metrics.disable();
        metrics.setGlobalMeterProvider({ getMeter: () => meter });
        assert.equal(source.get(), undefined);
        // Nor is it used in the place of one that is registered.
        source.use({ getMeter: () => meter });
        metrics.disable();
        metrics.setGlobalMeterProvider(new MeterProvider());
        assert.notEqual(source.get(), undefined);
      } finally {
        Object.defineProperty(noop, 'name', { value: 'NoopMeter', configurable: true });
      }
    }
  });
});

import assert from 'node:assert/strict';
import type { TextMapPropagator } from '@opentelemetry/api';
import { type Problem, line } from '../../src/bootstrap/problem';
import { leftToFile, shownParts, usableParts } from '../../src/bootstrap/sdkParts';

/** What each part that has methods must be able to do. */
const ONE: Readonly<Record<string, readonly string[]>> = {
  sampler: ['shouldSample'],
  textMapPropagator: ['inject', 'extract', 'fields'],
  contextManager: ['active', 'with', 'bind', 'enable'],
  resource: ['merge'],
  idGenerator: ['generateTraceId', 'generateSpanId'],
  traceExporter: ['export', 'shutdown'],
};
const MANY: Readonly<Record<string, readonly string[]>> = {
  resourceDetectors: ['detect'],
  spanProcessors: ['onStart', 'onEnd', 'forceFlush', 'shutdown'],
  metricReaders: ['forceFlush', 'shutdown'],
  logRecordProcessors: ['onEmit', 'forceFlush', 'shutdown'],
};

const able = (methods: readonly string[]): object => Object.fromEntries(methods.map((name) => [name, () => {}]));

describe('parts of the SDK that an application brings', () => {
  const isUsable = (name: string, value: unknown): boolean => {
    const problems: Problem[] = [];
    const usable = usableParts({ [name]: value }, problems);
    assert.deepEqual(usable, problems.length === 0 ? { [name]: value } : {});
    for (const { text } of problems) assert.equal(text, `initializeOtel got no usable \`${name}\``);
    return problems.length === 0;
  };

  it('are usable where they have each method that is called', () => {
    for (const [name, methods] of Object.entries(ONE)) {
      assert.ok(isUsable(name, able(methods)), name);
      for (const missing of methods) {
        assert.ok(!isUsable(name, able(methods.filter((each) => each !== missing))), `${name} without ${missing}`);
      }
      for (const wrong of [5, 'text', []]) assert.ok(!isUsable(name, wrong), name);
      assert.equal(isUsable(name, null), name === 'textMapPropagator');
    }
  });

  it('are usable in a list whose entries all are', () => {
    for (const [name, methods] of Object.entries(MANY)) {
      const whole = able(methods);
      assert.ok(isUsable(name, []), name);
      assert.ok(isUsable(name, [whole, whole]), name);
      assert.ok(!isUsable(name, whole), name);
      for (const missing of methods) {
        const half = able(methods.filter((each) => each !== missing));
        assert.ok(!isUsable(name, [whole, half]), `${name} without ${missing}`);
      }
    }
    assert.deepEqual(
      [[{}], [5], {}].map((views) => isUsable('views', views)),
      [true, false, false],
    );
  });

  it('may be plain values', () => {
    assert.deepEqual(
      [true, false, 'no'].map((value) => isUsable('autoDetectResources', value)),
      [true, true, false],
    );
    assert.deepEqual(
      [{}, 'all', null].map((value) => isUsable('spanLimits', value)),
      [true, false, false],
    );
    assert.deepEqual(usableParts({ sampler: undefined }, []), {});
  });

  it('are left out beside a file, but for the propagator', () => {
    const { textMapPropagator, sampler, resource } = ONE;
    assert.equal(leftToFile({}, 'otel.yaml'), undefined);
    const parts = usableParts({ textMapPropagator: able(textMapPropagator ?? []) } as object, []);
    assert.equal(leftToFile(parts, 'otel.yaml'), undefined);
    const more = { ...parts, sampler: able(sampler ?? []), resource: able(resource ?? []) } as object;
    const problem = leftToFile(more, 'otel.yaml');
    assert.equal(
      problem && line(problem),
      'initializeOtel cannot use `sampler`, `resource` beside a file: say it in otel.yaml',
    );
  });

  it('are shown in the status as they call themselves', () => {
    class OwnPropagator implements TextMapPropagator {
      inject(): void {}
      extract = (context: Parameters<TextMapPropagator['extract']>[0]): typeof context => context;
      fields = (): string[] => [];
    }
    const sampler = { shouldSample: () => ({}), toString: () => 'a tenth' };
    assert.deepEqual(shownParts({ sampler, textMapPropagator: new OwnPropagator() }), {
      sampler: 'a tenth',
      samplerRatio: undefined,
      propagators: ['OwnPropagator'],
    });
    assert.deepEqual(shownParts({ textMapPropagator: null }), { propagators: [] });
    assert.deepEqual(shownParts({}), {});
  });
});

import assert from 'node:assert/strict';
import type { Context } from '@opentelemetry/api';
import { hasWrongPort } from '../../src/bootstrap/endpoint';
import { line } from '../../src/bootstrap/problem';
import type { Problem } from '../../src/bootstrap/problem';
import { unknownParts, usableInstrumentations, usableName, usableParts } from '../../src/bootstrap/sdkParts';
import { resolveSettings } from '../../src/bootstrap/settings';
import { SqsInstrumentation } from '../../src';

describe('options of initializeOtel', () => {
  const tell = (problems: readonly Problem[]): string[] => problems.map((problem) => line(problem));

  it('are those instrumentations that can be registered, also from lists in the list', () => {
    const one = new SqsInstrumentation({ enabled: false });
    for (const given of [[one], [[one]], one]) {
      const problems: Problem[] = [];
      assert.deepEqual(usableInstrumentations(given, problems), [one]);
      assert.deepEqual(problems, []);
    }
    for (const given of [
      [null, one],
      [{}, one],
      ['http', [one]],
    ]) {
      const problems: Problem[] = [];
      assert.deepEqual(usableInstrumentations(given, problems), [one]);
      assert.deepEqual(tell(problems), [
        'initializeOtel got no usable `instrumentations`: pass an array of instrumentations',
      ]);
    }
  });

  it('have a name that is one', () => {
    const problems: Problem[] = [];
    assert.deepEqual(
      [' orders ', '', ' ', undefined].map((name) => usableName(name, problems)),
      ['orders', undefined, undefined, undefined],
    );
    assert.deepEqual(problems, []);
    assert.equal(usableName(5, problems), undefined);
    assert.deepEqual(tell(problems), ['initializeOtel got no usable `serviceName`: pass a string']);
  });

  it('that do not exist are told of, with what was probably meant', () => {
    assert.deepEqual(tell(unknownParts({ sampelr: 1, exporter: 1, sampler: 1, views: undefined, none: undefined })), [
      'initializeOtel has no option `sampelr`: did you mean `sampler`?',
      'initializeOtel has no option `exporter`: take it out',
    ]);
    const near = unknownParts({ serviceNam: 'a', sqss: {}, instrumentation: [] }).map(({ fix }) => fix);
    assert.deepEqual(near, ['did you mean `serviceName`?', 'did you mean `sqs`?', 'did you mean `instrumentations`?']);
  });

  it('that do not exist are told of within bounds', () => {
    assert.deepEqual(tell(unknownParts({ ['x'.repeat(5000)]: 1 })), [
      `initializeOtel has no option \`${'x'.repeat(64)}\`: take it out`,
    ]);
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`another-${index}`, 1]));
    assert.equal(unknownParts(many).length, 16);
  });

  it('are parts that can do all of what is asked of them', () => {
    const problems: Problem[] = [];
    const half = { inject: () => {}, extract: (context: Context) => context };
    const whole = { ...half, fields: () => [] };
    assert.deepEqual(usableParts({ textMapPropagator: whole }, problems), { textMapPropagator: whole });
    assert.deepEqual(usableParts({ textMapPropagator: half } as object, problems), {});
    assert.deepEqual(tell(problems), ['initializeOtel got no usable `textMapPropagator`: pass a propagator or null']);
  });
});

describe('variables that cannot be used', () => {
  const problems = (env: Record<string, string>): string[] => resolveSettings(env).problems.map((each) => each.text);

  it('are told of by the name that was set', () => {
    assert.deepEqual(problems({ OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }), [
      "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is 'http', http/protobuf is used",
    ]);
    assert.deepEqual(problems({ OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'Bearer x', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' }), [
      'OTEL_EXPORTER_OTLP_TRACES_HEADERS has a part without a name',
    ]);
  });

  it('are told of with what to write, and the rest is used', () => {
    const { problems: told, endpoint } = resolveSettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http',
      OTEL_EXPORTER_OTLP_HEADERS: 'Bearer x,a b=1,tenant=7',
    });
    assert.deepEqual(
      told.map(({ fix }) => fix),
      [
        'set it to one of grpc, http/json, http/protobuf',
        'write name=value,name=value',
        'write name=value,name=value, with a name of letters, digits and dashes',
      ],
    );
    const { protocol, guessed, headers } = endpoint;
    assert.deepEqual([protocol, guessed, headers], ['http/protobuf', false, { tenant: '7' }]);
    assert.deepEqual(
      ['http://collector:4317', 'no url'].map((url) =>
        hasWrongPort(
          resolveSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http' }).endpoint,
        ),
      ),
      [true, false],
    );
  });

  it('are told of where the end of the process waits', () => {
    assert.deepEqual(problems({ OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: 'abc' }), [
      "OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT is 'abc', which is no duration, 3s is used",
    ]);
    assert.deepEqual(problems({ OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '500ms' }), []);
  });

  it('are told of with what can be used in their place, and leave the defaults', () => {
    const tellOf = (env: Record<string, string>): string[] => resolveSettings(env).problems.map((each) => line(each));
    assert.deepEqual(tellOf({ OTEL_TRACES_SAMPLER: 'sometimes' }), [
      "OTEL_TRACES_SAMPLER is 'sometimes', parentbased_traceidratio is used: set it to one of always_on, always_off, " +
        'traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio, linked_traceidratio',
    ]);
    for (const ratio of ['-0.1', '1.1', 'half']) {
      const env = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: ratio };
      assert.deepEqual(tellOf(env), [
        `OTEL_TRACES_SAMPLER_ARG is '${ratio}', 1 is used: set it to a number from 0 to 1`,
      ]);
      const { sampler, samplerRatio } = resolveSettings(env);
      assert.deepEqual([sampler, samplerRatio], ['traceidratio', 1]);
    }
    assert.deepEqual(tellOf({ OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: 'soon' }), [
      "OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT is 'soon', which is no duration, 3s is used: set it with its unit, as " +
        'OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT=3s',
    ]);
  });

  it('are none that are just within what is allowed', () => {
    for (const ratio of [0, 1]) {
      const { samplerRatio, problems: told } = resolveSettings({ OTEL_TRACES_SAMPLER_ARG: String(ratio) });
      assert.deepEqual([samplerRatio, told], [ratio, []]);
    }
    assert.deepEqual(problems({ OTEL_EXPORTER_OTLP_TIMEOUT: '100' }), []);
    assert.deepEqual(problems({ OTEL_EXPORTER_OTLP_TIMEOUT: '99' }), [
      "OTEL_EXPORTER_OTLP_TIMEOUT is '99', which is 99 milliseconds",
    ]);
  });
});

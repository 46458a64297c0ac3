import assert from 'node:assert/strict';
import { PROJECT_ROOT, fixture, runNode } from '../support/fixtures';
import { CHILD_ENV, REGISTER, messages, runRegistered } from './children';

type Env = Readonly<Record<string, string>>;

/** Has `NodeSDK` measure itself, which its parts do not do. */
const WHOLE = { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' };

const PRINTED = {
  OTEL_TRACES_EXPORTER: 'console',
  OTEL_METRICS_EXPORTER: 'console',
  OTEL_LOGS_EXPORTER: 'console',
  OTEL_NODE_RESOURCE_DETECTORS: 'env',
};

const SETTINGS: readonly Env[] = [
  {},
  { OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2', OTEL_SPAN_EVENT_COUNT_LIMIT: '1', OTEL_SPAN_LINK_COUNT_LIMIT: '2' },
  { OTEL_ATTRIBUTE_COUNT_LIMIT: '1', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4' },
  { OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '5' },
  { OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '2', OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '6' },
  { OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT: '1', OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT: '2' },
  { OTEL_SPAN_EVENT_COUNT_LIMIT: 'many', OTEL_SPAN_LINK_COUNT_LIMIT: ' ', OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: 'x' },
  { OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '0', OTEL_ATTRIBUTE_COUNT_LIMIT: '0' },
  { OTEL_TRACES_SAMPLER: 'always_on' },
  { OTEL_TRACES_SAMPLER: 'always_off' },
  { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
  { OTEL_TRACES_SAMPLER: 'traceidratio' },
  { OTEL_TRACES_SAMPLER: 'parentbased_always_on' },
  { OTEL_TRACES_SAMPLER: 'parentbased_always_off' },
  { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
  { OTEL_PROPAGATORS: 'b3multi,baggage', OTEL_RESOURCE_ATTRIBUTES: 'team=orders,service.name=shop' },
  { OTEL_PROPAGATORS: 'none', OTEL_SERVICE_NAME: 'shop' },
  { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' },
];

describe('the SDK that register sets up of its parts', () => {
  for (const settings of SETTINGS) {
    const named = Object.entries(settings).map((pair) => pair.join('='));
    it(`does what the whole one does: ${named.join(' ') || 'no settings'}`, async () => {
      const [parts, whole] = await Promise.all([printed(settings), printed({ ...settings, ...WHOLE })]);
      assert.equal(parts, whole);
      assert.match(parts, settings['OTEL_TRACES_EXPORTER'] === 'none' ? /\[/ : /body: 'done'/);
    });
  }

  it('has no signal whose exporters have none among them', async () => {
    const printing = await printed({ OTEL_METRICS_EXPORTER: 'console,none', OTEL_LOGS_EXPORTER: 'none,console' });
    assert.equal(printing, await printed({ OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }));
    assert.doesNotMatch(printing, /body: 'done'/);
  });

  it('loads no exporter, no protocol and no signal that nobody asked for', async () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    const all = (await loadedBy({ ...endpoint, ...WHOLE })).filter((name) => UNASKED.test(name));
    assert.ok(all.length > 10, all.join());
    // That of 3.x loads the SDK of metrics by itself.
    const transformer = `require('@opentelemetry/otlp-transformer');`;
    const brought = await loadedBy({ OTEL_SDK_DISABLED: 'true' }, transformer);
    for (const more of [{}, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }]) {
      const loaded = await loadedBy({ ...endpoint, ...more, OTEL_TRACES_SAMPLER: 'linked_traceidratio' });
      assert.ok(loaded.includes('@opentelemetry/otlp-transformer'), loaded.join());
      assert.deepEqual(
        loaded.filter((name) => UNASKED.test(name) && !brought.includes(name)),
        [],
      );
    }
  });

  it('loads nothing where telemetry is switched off, and says so when it is asked', async () => {
    assert.deepEqual(await loadedBy({ OTEL_SDK_DISABLED: 'true' }), []);
    const asked = 'const { getTraceStatus } = require(process.env.BOOTSTRAP); console.log(getTraceStatus().sdk);';
    const env = { ...CHILD_ENV, OTEL_SDK_DISABLED: 'true', OTEL_SERVICE_NAME: 'off' };
    const { stdout } = await evaluate(asked, env);
    assert.equal(stdout.trim(), 'disabled');
  });
});

const UNASKED =
  /grpc|sdk-node|exporter-|sdk-metrics|sdk-logs|otlp-exporter-base|propagator-|configuration|yaml|auto-inst/;

/** What the program prints, without what is another one each time. */
async function printed(env: Env): Promise<string> {
  const child = await runRegistered('limits.cjs', { ...PRINTED, ...env });
  assert.deepEqual(messages(child), []);
  const metrics = child.stdout.split(/^(?=\{$)/m).filter((text) => !text.includes("name: 'otel.sdk."));
  return metrics
    .join('')
    .replaceAll(/'[0-9a-f]{16}(?:[0-9a-f]{16})?'/g, "'id'")
    .replaceAll(/\d{7,}(?:\.\d+)?/g, 'time')
    .replaceAll(/duration: [\d.]+|\[ \w+, \w+ \]/g, 'time');
}

/** The packages that the process has loaded modules of. */
async function loadedBy(env: Env, program = ''): Promise<string[]> {
  const source = `${program}console.log(JSON.stringify(Object.keys(require.cache)))`;
  const { stdout } = await evaluate(source, { OTEL_NODE_RESOURCE_DETECTORS: 'env', ...env });
  const files = JSON.parse(stdout) as string[];
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

function evaluate(source: string, env: Env): ReturnType<typeof runNode> {
  const args = ['--require', REGISTER, '--require', fixture('evaluate.cjs')];
  return runNode(fixture('nothing.cjs'), { nodeOptions: args, cwd: PROJECT_ROOT, env: { ...env, SOURCE: source } });
}

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../support/fixtures';
import { type Collector, startCollector } from '../collector';
import { type FunctionOptions, invokeTraced } from './functions';

const FILES = { 'index.js': 'exports.handler = async () => ({ batchItemFailures: [] });' };
const OURS = 'opentelemetry-instrumentation-sqs';
const load = (name: string): string => JSON.stringify(join(PROJECT_ROOT, 'node_modules', name));

describe('register in a Lambda function, and what others do there', () => {
  let collector: Collector;

  before(async () => {
    collector = await startCollector();
  });
  afterEach(() => collector.clear());
  after(() => collector.stop());

  const run = async (
    options: Partial<FunctionOptions> = {},
  ): Promise<{ scopes: string[]; said: string; printed: string }> => {
    const { stdout, stderr, code } = await invokeTraced(collector, {
      handler: 'index.handler',
      files: FILES,
      ...options,
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /"result"/);
    return {
      scopes: collector
        .spans()
        .map(({ scope, name }) => `${scope} ${name}`)
        .toSorted(),
      said: stderr,
      printed: `${stdout}${stderr}`,
    };
  };
  const ONCE = [`${OURS} orders process`, `${OURS} process orders`, `${OURS} process orders`];

  it('says nothing, and traces to the collector on this machine, where no endpoint is set', async () => {
    const { printed, scopes } = await run({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '1s' },
    });
    assert.doesNotMatch(printed, /process orders|is not set/);
    assert.deepEqual(scopes, []);
  });

  it('prints traces where that is asked for', async () => {
    const { printed } = await run({ env: { OTEL_TRACES_EXPORTER: 'waterfall' } });
    assert.match(printed, /process orders/);
  });

  it('takes the place of the instrumentation for Lambda in the bundle', async () => {
    const { scopes, said } = await run({ env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'aws-lambda,aws-sdk' } });
    assert.deepEqual(scopes, ONCE);
    assert.equal(said, '');
  });

  for (const file of ['index.js', 'index.mjs']) {
    it(`takes the place of one that the application makes, for ${file}, and says so`, async () => {
      const source = file.endsWith('.mjs') ? 'export const handler = async () => ({});' : FILES['index.js'];
      const files = {
        [file]: source,
        'own.cjs': `
          const { AwsLambdaInstrumentation } = require(${load('@opentelemetry/instrumentation-aws-lambda')});
          const { registerInstrumentations } = require(${load('@opentelemetry/instrumentation')});
          registerInstrumentations({ instrumentations: [new AwsLambdaInstrumentation()] });`,
      };
      const { scopes, said } = await run({ files, nodeOptions: ['--require', './own.cjs'] });
      assert.deepEqual(scopes, ONCE);
      assert.match(
        said,
        /^\[warn\] opentelemetry-instrumentation-sqs @opentelemetry\/instrumentation-aws-lambda is active/,
      );
      assert.equal(said.trim().split('\n').length, 1);
    });
  }

  it('is switched off by the name of that instrumentation', async () => {
    const { scopes } = await run({ env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-lambda' } });
    assert.deepEqual(scopes, []);
  });

  it('leaves a handler alone that is wrapped already, also below something else', async () => {
    const entry = JSON.stringify(join(PROJECT_ROOT, 'build', 'src', 'index.js'));
    for (const wrap of [
      'wrapHandler(own)',
      'wrapSqsHandler(own)',
      '((inner) => (...args) => inner(...args))(wrapHandler(own))',
    ]) {
      collector.clear();
      const source = `const { wrapHandler, wrapSqsHandler } = require(${entry});
        const own = async () => ({ batchItemFailures: [] }); exports.handler = ${wrap};`;
      assert.deepEqual((await run({ files: { 'index.js': source } })).scopes, ONCE, wrap);
    }
  });

  it('has the resource that the whole SDK has', async () => {
    const resources: string[] = [];
    for (const OTEL_NODE_RESOURCE_DETECTORS of ['', 'all', 'none']) {
      for (const OTEL_LOGS_EXPORTER of ['none', 'console']) {
        collector.clear();
        await run({
          env: {
            OTEL_NODE_RESOURCE_DETECTORS,
            OTEL_LOGS_EXPORTER,
            OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
          },
        });
        const [span] = collector.spans();
        const { 'process.pid': pid, 'service.instance.id': id, ...resource } = span?.resource ?? assert.fail();
        resources.push(
          JSON.stringify([
            Object.entries(resource).toSorted(([a], [b]) => (a < b ? -1 : 1)),
            pid !== undefined,
            id !== undefined,
          ]),
        );
      }
      const [lean, whole] = resources.splice(0);
      assert.equal(lean?.replaceAll(/modules-\w+/g, ''), whole?.replaceAll(/modules-\w+/g, ''));
    }
  });

  it('samples as the whole SDK does', async () => {
    const off = await run({ env: { OTEL_TRACES_SAMPLER: 'always_off' } });
    assert.deepEqual(off.scopes, []);
    const ratio = await run({ env: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' } });
    assert.deepEqual(ratio.scopes, []);
    const linked = await run({ env: { OTEL_TRACES_SAMPLER: 'linked_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' } });
    assert.deepEqual(linked.scopes, []);
  });
});

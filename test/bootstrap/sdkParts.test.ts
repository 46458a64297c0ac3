import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixture, runNode } from '../support/fixtures';
import { CHILD_ENV, messages } from './children';

type Env = Readonly<Record<string, string>>;

/** Has `NodeSDK` measure itself, which its parts do not do. */
const WHOLE = { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' };
const ALL = [
  'sampler',
  'textMapPropagator',
  'contextManager',
  'resource',
  'resourceDetectors',
  'idGenerator',
  'spanLimits',
  'traceExporter',
  'spanProcessors',
  'metricReaders',
  'views',
  'logRecordProcessors',
];

/** What the application of `sdkParts.cjs` has seen. */
interface Seen {
  readonly seen: object;
  readonly headers: string[];
  readonly service?: string;
  readonly version?: string;
  readonly problems: string[];
  readonly [more: string]: unknown;
}

describe('initializeOtel', () => {
  let directory: string;
  before(() => void (directory = mkdtempSync(join(tmpdir(), 'parts-'))));
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const [title, env] of [
    ['the SDK that is set up of its parts', {}],
    ['the whole SDK', WHOLE],
  ] as const) {
    it(`passes on what NodeSDK takes, with ${title}`, async () => {
      const { last } = await run(ALL, { ...env, OTEL_SERVICE_VERSION: '1.2.3' });
      assert.deepEqual(last, {
        seen: { sampled: 1, active: true, started: 1, logs: 1 },
        headers: ['own'],
        traceId: true,
        attributes: { one: 1 },
        team: 'orders',
        service: 'of-the-resource',
        version: '1.2.3',
        detected: 'yes',
        pid: false,
        metrics: ['renamed'],
        problems: [],
        sampler: 'own',
        propagators: ['Object'],
        serviceName: 'of-the-resource',
        exporters: [['InMemorySpanExporter', 1]],
      });
    });

    it(`lets OTEL_SERVICE_VERSION count more than a list of attributes, with ${title}`, async () => {
      const more = { OTEL_SERVICE_VERSION: '1 2,3', OTEL_RESOURCE_ATTRIBUTES: 'service.version=9,service.name=shop' };
      const { last } = await run(['traceExporter'], { ...env, ...more });
      assert.deepEqual([last.service, last.version], ['shop', '1 2,3']);
    });
  }

  it('takes the name of the service from its option, then the environment, then the resource', async () => {
    const named = async (env: Env): Promise<unknown> => (await run(['traceExporter', 'resource'], env)).last.service;
    assert.equal(await named({}), 'of-the-resource');
    assert.equal(await named({ OTEL_SERVICE_NAME: 'of-the-environment' }), 'of-the-environment');
    assert.equal(await named({ OTEL_SERVICE_NAME: 'env', WRONG: '{"serviceName":"of-the-option"}' }), 'of-the-option');
  });

  it('detects nothing where it is told so', async () => {
    const env = { OTEL_NODE_RESOURCE_DETECTORS: 'process' };
    assert.equal((await run(['traceExporter'], env)).last['pid'], true);
    assert.equal((await run(['traceExporter', 'autoDetectResources'], env)).last['pid'], false);
  });

  it('writes no context where there is to be no propagator', async () => {
    const { last } = await run(['traceExporter'], { WRONG: '{"textMapPropagator":null}' });
    assert.deepEqual([last.headers, last['propagators']], [[], []]);
  });

  it('leaves out a part that is none, with a word, and the environment decides', async () => {
    const wrong = {
      sampler: 5,
      textMapPropagator: {},
      resource: {},
      spanProcessors: [{}],
      views: 5,
      spanLimits: 'all',
    };
    const { last, warnings } = await run(['traceExporter'], { WRONG: JSON.stringify(wrong) });
    assert.deepEqual([last.headers, last['attributes']], [['traceparent'], { one: 1, two: 2 }]);
    assert.deepEqual(
      last.problems.map((problem) => /`(\w+)`: pass/.exec(problem)?.[1]),
      ['sampler', 'textMapPropagator', 'resource', 'spanLimits', 'spanProcessors', 'views'],
    );
    assert.equal(warnings.length, 6, warnings.join('\n'));
  });

  for (const variable of ['OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE']) {
    it(`leaves all to the file that ${variable} names`, async () => {
      const file = join(directory, 'otel.yaml');
      writeFileSync(file, FILE);
      // Of the variables that the file takes the place of, not even what is wrong is told.
      const { stdout, last, warnings } = await run([], { [variable]: file, OTEL_TRACES_SAMPLER: 'sometimes' });
      assert.match(stdout, /'service.name': 'of-the-file'/);
      assert.match(stdout, /name: 'order'/);
      assert.deepEqual([last.headers, last.problems, warnings], [['b3'], [], []]);
      // The status tells what the SDK has made of the file, and nothing of the variables.
      const { serviceName, sampler, propagators, exporters } = last;
      assert.deepEqual(
        { serviceName, sampler, propagators, exporters },
        {
          serviceName: 'of-the-file',
          sampler: 'AlwaysOnSampler',
          propagators: ['B3Propagator'],
          exporters: [['ConsoleSpanExporter', null]],
        },
      );
    });
  }

  it('says what it cannot use beside a file, and takes the propagator', async () => {
    const file = join(directory, 'otel.yaml');
    writeFileSync(file, FILE);
    const { last, warnings } = await run(['sampler', 'textMapPropagator'], { OTEL_CONFIG_FILE: file });
    assert.deepEqual(last.headers, ['own']);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /cannot use `sampler` beside a file: say it in .*otel\.yaml$/);
  });

  it('runs the application without tracing where the file is none', async () => {
    const { code, last, warnings } = await run([], { OTEL_CONFIG_FILE: join(directory, 'absent.yaml') });
    assert.deepEqual([code, last.headers], [0, []]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /no traces come of the configuration in '.*absent\.yaml'/);
  });

  it('reads what Node.js reads of an .env file', async () => {
    const file = join(directory, '.env');
    writeFileSync(file, 'OTEL_SERVICE_NAME=of-the-dotenv\nOTEL_SERVICE_VERSION="7"\nOTEL_PROPAGATORS=message-queue\n');
    const { last } = await run(['traceExporter'], {}, [`--env-file=${file}`]);
    assert.deepEqual(
      [last.service, last.version, last.headers],
      ['of-the-dotenv', '7', ['trace_id', 'span_id', 'trace_flags']],
    );
  });
});

const FILE = `
file_format: '1.0'
resource:
  attributes:
    - { name: service.name, value: of-the-file }
tracer_provider:
  sampler: { always_on: }
  processors:
    - simple: { exporter: { console: } }
propagator:
  composite: [{ b3: }]
`;

async function run(
  parts: readonly string[],
  env: Env,
  nodeOptions: readonly string[] = [],
): Promise<{ code: number | null; stdout: string; last: Seen; warnings: string[] }> {
  const child = await runNode(fixture('bootstrap/sdkParts.cjs'), {
    nodeOptions,
    env: { ...CHILD_ENV, OTEL_NODE_RESOURCE_DETECTORS: 'env', PARTS: JSON.stringify(parts), ...env },
  });
  const { code, stdout, stderr } = child;
  const line = stdout.split('\n').find((each) => each.startsWith('{"seen"'));
  if (line === undefined) throw new Error(`it ended with ${String(code)}:\n${stderr}\n${stdout}`);
  return { code, stdout, last: JSON.parse(line) as Seen, warnings: messages(child) };
}

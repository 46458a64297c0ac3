import assert from 'node:assert/strict';
import { join } from 'node:path';
import { build } from 'esbuild';
import webpack from 'webpack';
import { startStubServer } from '../attach/stubServer';
import { fixture, runJson } from '../support/fixtures';
import { type Consumer, startConsumer } from './consumer';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly spans: { readonly name: string }[];
  readonly traceId: string;
}

/** `npm run test:compat` takes the time. */
const FULL = process.env['COMPAT'] === 'full';

/** The SDK and OpenTelemetry are CommonJS on Node.js, and require its modules. */
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Both bundle one file into another of that directory. */
const BUNDLERS: Record<string, (entry: string, directory: string) => Promise<string>> = {
  'esbuild, CommonJS': (entry, directory) => byEsbuild(entry, join(directory, 'esbuild.cjs'), 'cjs'),
  'esbuild, ES module': (entry, directory) => byEsbuild(entry, join(directory, 'esbuild.mjs'), 'esm'),
  'webpack, CommonJS': (entry, directory) => byWebpack(entry, directory, 'webpack.cjs', false),
  'webpack, ES module': (entry, directory) => byWebpack(entry, directory, 'webpack.mjs', true),
};

async function byEsbuild(entry: string, outfile: string, format: 'cjs' | 'esm'): Promise<string> {
  const { warnings } = await build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    ...(format === 'esm' && { banner: { js: REQUIRE } }),
  });
  assert.deepEqual(warnings, []);
  return outfile;
}

async function byWebpack(entry: string, path: string, filename: string, module: boolean): Promise<string> {
  const compiler = webpack({
    entry,
    mode: 'production',
    target: 'node20',
    context: path,
    // Once is enough to see that names do not matter, and esbuild shows it in a tenth of the time.
    optimization: { minimize: FULL && !module },
    output: { path, filename, ...(module && { module, library: { type: 'module' } }) },
    ...(module && { experiments: { outputModule: true } }),
  });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  const { errors, warnings } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
  assert.deepEqual(errors, []);
  // OpenTelemetry's module hooks have requires of their own that webpack cannot follow; ours has none.
  const ours = warnings?.filter(({ moduleName }) => moduleName?.includes('opentelemetry-instrumentation-sqs'));
  assert.deepEqual(ours, []);
  return join(path, filename);
}

describe('the packed package, bundled with an application', () => {
  let consumer: Consumer;
  const server = useWorld(startStubServer);
  before(async () => void (consumer = await startConsumer()));
  after(() => consumer.remove());

  for (const [title, bundle] of Object.entries(BUNDLERS)) {
    it(`has the spans of every call, and the context on the wire: ${title}`, async () => {
      const file = await bundle(consumer.app.copy(fixture('bundled.js')), consumer.app.path);
      const { spans, traceId } = await runJson<Report>(file, { env: { ENDPOINT: server.endpoint } });
      assert.deepEqual(
        spans.map(({ name }) => name),
        ['SQS.SendMessage', 'create jobs', 'SQS.SendMessageBatch', 'DynamoDB.GetItem', 'app'],
      );
      const [single, batch] = server.requests.map(({ body }) => JSON.parse(body));
      for (const message of [single, batch.Entries[0]]) {
        assert.match(message.MessageAttributes.traceparent.StringValue, new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
      }
    }).timeout(180_000);
  }
});

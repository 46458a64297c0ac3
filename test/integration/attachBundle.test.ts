import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, type Format, type Metafile, build } from 'esbuild';
import { SdkLayout } from '../attach/sdkLayout';
import { startStubServer } from '../attach/stubServer';
import { ENTRY, fixture, runJson } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly spans: { readonly name: string; readonly kind: number }[];
  readonly traceId: string;
}

describe('an application that is bundled into one file', () => {
  const layout = new SdkLayout();
  const server = useWorld(startStubServer);
  let unbundled: Report;
  before(async () => {
    layout.linkInstalled();
    // As it runs without a bundler: packages stay packages.
    const external = ['@aws-sdk/*', '@opentelemetry/*'];
    unbundled = await run((await bundle('plain.cjs', 'cjs', { external })).outfile);
  });
  after(() => layout.remove());

  const bundle = async (
    file: string,
    format: Format,
    options: BuildOptions = {},
  ): Promise<{ outfile: string; metafile: Metafile }> => {
    const outfile = join(layout.directory, file);
    const { warnings, metafile } = await build({
      entryPoints: [fixture('bundled.js')],
      outfile,
      bundle: true,
      metafile: true,
      platform: 'node',
      target: 'node20',
      format,
      minify: true,
      logLevel: 'silent',
      alias: { 'opentelemetry-instrumentation-sqs': ENTRY },
      // The SDK and OpenTelemetry are CommonJS on Node.js, and require its modules.
      ...(format === 'esm' && {
        banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
      }),
      ...options,
    });
    assert.deepEqual(
      warnings.map(({ text }) => text),
      [],
    );
    assert.ok(metafile);
    return { outfile, metafile };
  };
  const run = async (file: string): Promise<Report> => {
    server.clear();
    return runJson<Report>(file, { env: { ENDPOINT: server.endpoint } });
  };

  for (const [file, format] of [
    ['app.cjs', 'cjs'],
    ['app.mjs', 'esm'],
  ] as const) {
    it(`has the same spans as before, and its context on the wire, as ${file}`, async () => {
      const { outfile, metafile } = await bundle(file, format);
      assertSelfContained(metafile);
      const { spans, traceId } = await run(outfile);
      assert.deepEqual(spans, unbundled.spans);
      assert.deepEqual(
        spans.map(({ name }) => name),
        ['SQS.SendMessage', 'create jobs', 'SQS.SendMessageBatch', 'DynamoDB.GetItem', 'app'],
      );
      const [single, batch] = server.requests.map(({ body }) => JSON.parse(body));
      for (const message of [single, batch.Entries[0]]) {
        assert.match(message.MessageAttributes.traceparent.StringValue, new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
      }
    });
  }
});

function assertSelfContained({ outputs }: Metafile): void {
  for (const { imports } of Object.values(outputs)) {
    const foreign = imports.map(({ path }) => path).filter((path) => !isBuiltin(path));
    assert.deepEqual(foreign, []);
  }
}

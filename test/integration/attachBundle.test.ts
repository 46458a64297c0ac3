import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Format, type Metafile, build } from 'esbuild';
import { type StubServer, startStubServer } from '../attach/stubServer';
import { ENTRY, PROJECT_ROOT, fixture, runJson } from '../support/fixtures';

interface Report {
  readonly spans: { readonly name: string; readonly kind: number }[];
  readonly traceId: string;
}

describe('an application that is bundled into one file', () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-')));
  let server: StubServer;
  let unbundled: Report;
  before(async () => {
    server = await startStubServer();
    unbundled = await run(await bundle('plain.cjs', 'cjs', true));
  });
  after(async () => {
    rmSync(directory, { recursive: true, force: true });
    await server.stop();
  });

  /** With `external` packages stay packages, as in an application that is not bundled. */
  const bundle = async (file: string, format: Format, external = false): Promise<string> => {
    const outfile = external ? join(PROJECT_ROOT, `build-bundle-${process.pid}.cjs`) : join(directory, file);
    const { warnings, metafile } = await build({
      entryPoints: [fixture('bundled.js')],
      outfile,
      bundle: true,
      metafile: true,
      platform: 'node',
      target: 'node20',
      format,
      minify: !external,
      logLevel: 'silent',
      alias: { 'opentelemetry-instrumentation-sqs': ENTRY },
      ...(external && { external: ['@aws-sdk/*', '@opentelemetry/*', '@smithy/*'] }),
      // The SDK and OpenTelemetry are CommonJS on Node.js and require its modules.
      ...(format === 'esm' && {
        banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
      }),
    });
    assert.deepEqual(
      warnings.map(({ text }) => text),
      [],
    );
    if (!external) assertSelfContained(metafile);
    return outfile;
  };
  const run = async (file: string): Promise<Report> => {
    server.clear();
    try {
      return await runJson<Report>(file, { cwd: directory, env: { ENDPOINT: server.endpoint } });
    } finally {
      if (file.startsWith(PROJECT_ROOT)) rmSync(file);
    }
  };

  for (const [file, format] of [
    ['app.cjs', 'cjs'],
    ['app.mjs', 'esm'],
  ] as const) {
    it(`defect 4: has the same spans as before, and its context on the wire, as ${file}`, async () => {
      const output = await bundle(file, format);
      assert.ok(!readFileSync(output, 'utf8').includes('@aws-sdk/client-sqs"'), 'The SDK is not part of the bundle');
      const { spans, traceId } = await run(output);
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
    const foreign = imports.filter(({ path, external }) => external === true && path.includes('@'));
    assert.deepEqual(foreign, []);
  }
}

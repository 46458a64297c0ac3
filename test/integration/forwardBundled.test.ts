import assert from 'node:assert/strict';
import { join } from 'node:path';
import { build } from 'esbuild';
import { SdkLayout } from '../attach/sdkLayout';
import { startStubServer } from '../attach/stubServer';
import { ENTRY, fixture, runJson } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly outcomes: string[];
  readonly spans: string[];
}

describe('forwardMessage in an application without module hooks', () => {
  const layout = new SdkLayout();
  const server = useWorld(startStubServer);
  after(() => layout.remove());

  const bundle = async (file: string, external: string[]): Promise<string> => {
    const outfile = join(layout.directory, file);
    await build({
      entryPoints: [fixture('forwarding.js')],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'silent',
      alias: { 'opentelemetry-instrumentation-sqs': ENTRY },
      external,
    });
    return outfile;
  };
  const run = async (file: string): Promise<Report> => {
    server.clear();
    return runJson<Report>(file, { env: { ENDPOINT: server.endpoint }, cwd: layout.directory });
  };
  const TRACED = ['SQS.SendMessage', 'process'];

  it('bundled: a TypeError that names what to pass; with it, the client is traced and the story goes on', async () => {
    const { outcomes, spans } = await run(await bundle('bundled.cjs', []));
    assert.deepEqual(outcomes, [
      'TypeError: forwardMessage found no @aws-sdk/client-sqs to send with: pass `SendMessageCommand` from it in the options',
      'sent',
    ]);
    assert.deepEqual(spans, ['process', ...TRACED]);
    const [request] = server.requests;
    const body = JSON.parse(request?.body ?? '{}') as { MessageAttributes?: Record<string, { StringValue: string }> };
    assert.equal(body.MessageAttributes?.['x-retry-count']?.StringValue, '1');
    assert.match(body.MessageAttributes['traceparent']?.StringValue ?? '', /^00-/);
  });

  it('with the SDK in node_modules: found there, and the client is instrumented on the way', async () => {
    layout.linkInstalled();
    const { outcomes, spans } = await run(await bundle('plain.cjs', ['@aws-sdk/*', '@opentelemetry/*']));
    assert.deepEqual(outcomes, ['sent', 'sent']);
    assert.deepEqual(spans, [...TRACED, ...TRACED]);
  });
});

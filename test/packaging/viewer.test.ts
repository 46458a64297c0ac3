import assert from 'node:assert/strict';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PROJECT_ROOT, runJson, runNode } from '../support/fixtures';
import { AppDirectory } from './appDirectory';
import { type Tarball, packViewer } from './tarball';

const NAME = 'opentelemetry-instrumentation-sqs-viewer';

describe('the packed viewer', () => {
  let app: AppDirectory;
  let tarball: Tarball;
  before(async () => {
    tarball = await packViewer();
    app = new AppDirectory();
    await app.install(tarball);
    // What npm would install with it, and no more.
    app.link(['@bufbuild/protobuf']);
  });
  after(() => {
    app.remove();
    tarball.remove();
  });

  const installed = (): string => join(app.path, 'node_modules', NAME);

  it('holds the build, the page and the documents, and no map, source or test', () => {
    const others = tarball.paths.filter((path) => !/^build\/src\/.*(?:\.js|\.d\.ts)$/.test(path));
    assert.deepEqual(others, [
      'LICENSE',
      'README.md',
      'build/page/body.html',
      'build/page/main.js',
      'build/page/style.css',
      'package.json',
    ]);
  });

  it('brings one package along, and runs nothing when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8')) as Record<string, object>;
    assert.deepEqual(Object.keys(manifest['dependencies'] ?? {}), ['@bufbuild/protobuf']);
    const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    assert.deepEqual(
      Object.keys(manifest['scripts'] ?? {}).filter((script) => lifecycle.includes(script)),
      [],
    );
  });

  it('is a command', async () => {
    const manifest = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    const bin = join(installed(), manifest.bin[NAME] ?? '');
    assert.ok(readFileSync(bin, 'utf8').startsWith('#!/usr/bin/env node\n'));
    const { code, stdout, stderr } = await runNode(bin, { args: ['--help'], cwd: app.path });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /--port PORT/);
  });

  it('starts without gRPC, takes OTLP, and writes a page', async () => {
    assert.equal(existsSync(join(app.path, 'node_modules', '@grpc')), false);
    const program = app.write(
      'app.cjs',
      `const { startViewer, renderHtmlReport } = require('${NAME}');
       const spans = [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'work', startTimeUnixNano: '1', endTimeUnixNano: '2' }];
       const otlp = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
       (async () => {
         const viewer = await startViewer({ port: 0 });
         const headers = { 'Content-Type': 'application/json' };
         const sent = await fetch(viewer.url + '/v1/traces', { method: 'POST', headers, body: JSON.stringify(otlp) });
         const { total } = await (await fetch(viewer.url + '/api/messages')).json();
         const page = await (await fetch(viewer.url)).text();
         await viewer.close();
         console.log(JSON.stringify({ status: sent.status, total, live: page.includes('"live":true'), saved: renderHtmlReport(otlp).includes('"live":false') }));
       })();`,
    );
    assert.deepEqual(await runJson(program, { cwd: app.path }), { status: 200, total: 1, live: true, saved: true });
  });

  it('has nothing that publint would mend', async () => {
    const { publint } = await import('publint');
    const { messages } = await publint({ pkgDir: installed(), pack: false, strict: true });
    assert.deepEqual(messages, []);
  });

  it('has types for whoever uses it', async () => {
    app.link(['@types/node', 'undici-types']);
    app.write(
      'app.ts',
      `import { createModel, renderHtmlReport, startViewer } from '${NAME}';\nvoid [createModel, renderHtmlReport, startViewer];\n`,
    );
    const compilerOptions = {
      module: 'nodenext',
      moduleResolution: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: ['node'],
    };
    const project = app.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['app.ts'] }));
    const tsc = join(PROJECT_ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { code, stdout } = await runNode(tsc, { args: ['-p', project] });
    assert.equal(code, 0, stdout);
    assert.ok(realpathSync(createRequire(project).resolve(NAME)).startsWith(realpathSync(app.path)));
  });
});

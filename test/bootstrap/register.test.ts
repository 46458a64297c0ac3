import assert from 'node:assert/strict';
import { type Program, WrittenProgram } from '../modules/program';
import { REGISTER } from '../support/differential';
import { type ChildOptions, type ChildResult, PROJECT_ROOT, fixture, runNode } from '../support/fixtures';

const MAJOR = Number.parseInt(process.versions.node, 10);
const PRELOADS = [
  ['--import', REGISTER],
  ['--require', REGISTER],
];

const ENV = { OTEL_TRACES_EXPORTER: 'none', OTEL_NODE_RESOURCE_DETECTORS: 'env' };

/** Ends a span, and uses a package that instrumentations name. */
const TRACED = {
  'main.mjs': `
    import { createRequire } from 'node:module'; import { start } from 'sqs-consumer';
    const { trace } = createRequire(${JSON.stringify(`${PROJECT_ROOT}/`)})('@opentelemetry/api');
    trace.getTracer('application').startSpan('its span').end(); console.log(start());`,
};

describe('register', () => {
  for (const preload of PRELOADS) {
    const [option = ''] = preload;

    it(`sets up once for an ES module application, with ${option}`, async () => {
      const result = await run(TRACED, { nodeOptions: preload, env: { OTEL_LOG_LEVEL: 'info' } });
      assert.equal(setUps(result), 1, result.stderr);
    });

    it(`sets up once in each thread that runs the application, with ${option}`, async () => {
      const program = {
        'main.mjs':
          "import { Worker } from 'node:worker_threads'; new Worker(new URL('./worker.mjs', import.meta.url));",
        'worker.mjs': "import { start } from 'sqs-consumer'; console.log(start());",
      };
      const result = await run(program, { nodeOptions: preload, env: { OTEL_LOG_LEVEL: 'info' } });
      assert.equal(setUps(result), 2, result.stderr);
      assert.match(result.stdout, /^started$/m);
    });

    it(`brings no warning about, not even one of Node.js, with ${option}`, async () => {
      const result = await run(TRACED, { nodeOptions: ['--throw-deprecation', '--pending-deprecation', ...preload] });
      assert.deepEqual([result.code, result.stderr], [0, '']);
    });

    it(`traces where there are no hooks, with ${option}`, async () => {
      const nodeOptions = ['--require', fixture('bootstrap/noHooks.cjs'), ...preload];
      const result = await run(TRACED, { nodeOptions, env: { OTEL_TRACES_EXPORTER: 'console' } });
      assert.match(result.stdout, /name: 'its span'/);
      assert.equal(result.stderr, '');
    });
  }

  it('sets up once, however often it is preloaded', async () => {
    const result = await run(TRACED, { nodeOptions: PRELOADS.flat(), env: { OTEL_LOG_LEVEL: 'info' } });
    assert.equal(setUps(result), 1, result.stderr);
  });

  it('traces under the permission model', async () => {
    const flag = MAJOR >= 24 ? '--permission' : '--experimental-permission';
    const nodeOptions = [flag, '--allow-fs-read=*', '--no-warnings', '--import', REGISTER];
    const result = await run(TRACED, { nodeOptions, env: { OTEL_TRACES_EXPORTER: 'console' } });
    assert.match(result.stdout, /name: 'its span'/);
    assert.equal(result.code, 0);
    assert.equal(result.stderr, '');
  });

  it('leaves builtin modules to instrumentations that the application registers later', async () => {
    const program = {
      'main.cjs': `
        const load = require('node:module').createRequire(${JSON.stringify(`${PROJECT_ROOT}/`)});
        const { HttpInstrumentation } = load('@opentelemetry/instrumentation-http');
        load('@opentelemetry/instrumentation').registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
        const http = require('http');
        const server = http.createServer((_, response) => response.end()).listen(0, '127.0.0.1', () => {
          http.get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
            response.resume().on('end', () => { server.close(); server.closeAllConnections(); });
          });
        });`,
    };
    for (const preload of PRELOADS) {
      const result = await run(program, { nodeOptions: preload, env: { OTEL_TRACES_EXPORTER: 'console' } });
      assert.equal(result.stdout.match(/name: 'GET'/g)?.length, 2, result.stdout);
      assert.equal(result.stderr, '');
    }
  });

  it('hands ES modules to instrumentations of other copies of OpenTelemetry, too', async () => {
    // A bundle of another release has a copy of its own, and so have ES modules with OpenTelemetry 3.x.
    const work = `import http from 'node:http';
        const server = http.createServer((_, response) => response.end()).listen(0, '127.0.0.1', () => {
          http.get({ port: server.address().port, host: '127.0.0.1' }, (response) => {
            response.resume().on('end', () => { server.close(); server.closeAllConnections(); });
          });
        });`;
    const program = {
      'main.mjs': `
        import { createRequire } from 'node:module'; import { start } from 'sqs-consumer'; start();
        const load = createRequire(${JSON.stringify(`${PROJECT_ROOT}/`)});
        const copy = /[\\\\/]@opentelemetry[\\\\/]instrumentation[\\\\/]/;
        for (const file of Object.keys(load.cache)) if (copy.test(file)) delete load.cache[file];
        const { HttpInstrumentation } = load('@opentelemetry/instrumentation-http');
        load('@opentelemetry/instrumentation').registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
        await import('./work.mjs');`,
      'work.mjs': work,
    };
    for (const preload of PRELOADS) {
      const result = await run(program, { nodeOptions: preload, env: { OTEL_TRACES_EXPORTER: 'console' } });
      assert.equal(result.stdout.match(/name: 'GET'/g)?.length, 2, result.stdout + result.stderr);
      assert.equal(result.stderr, '');
    }
  });

  it('leaves the file system to them, too', async () => {
    const program = {
      'main.cjs': `
        const load = require('node:module').createRequire(${JSON.stringify(`${PROJECT_ROOT}/`)});
        const { FsInstrumentation } = load('@opentelemetry/instrumentation-fs');
        load('@opentelemetry/instrumentation').registerInstrumentations({ instrumentations: [new FsInstrumentation()] });
        load('@opentelemetry/api').trace.getTracer('application').startActiveSpan('its span', (span) => {
          require('fs').statSync('/');
          span.end();
        });`,
    };
    const result = await run(program, {
      nodeOptions: ['--require', REGISTER],
      env: { OTEL_TRACES_EXPORTER: 'console' },
    });
    assert.match(result.stdout, /name: 'fs statSync'/);
  });

  it('has nothing to say of instrumentations that the application registers', async () => {
    const program = {
      'main.cjs': `
        const load = require('node:module').createRequire(${JSON.stringify(`${PROJECT_ROOT}/`)});
        const { getNodeAutoInstrumentations } = load('@opentelemetry/auto-instrumentations-node');
        const stock = { '@opentelemetry/instrumentation-aws-sdk': { enabled: false } };
        load('@opentelemetry/instrumentation').registerInstrumentations({ instrumentations: [getNodeAutoInstrumentations(stock)] });`,
    };
    const result = await run(program, { nodeOptions: ['--require', REGISTER] });
    assert.deepEqual([result.code, result.stderr], [0, '']);
  });

  it('names what is there and cannot be instrumented, and the reason', async () => {
    const files = {
      'node_modules/@middy/sqs-partial-batch-failure/package.json': '{"type":"module","exports":"./index.js"}',
      'node_modules/@middy/sqs-partial-batch-failure/index.js': 'export default () => {};',
      'main.mjs': '',
    };
    const frozen = await run(files, { nodeOptions: ['--frozen-intrinsics', '--no-warnings', '--import', REGISTER] });
    assert.match(
      frozen.stderr,
      /^\[warn\] [\w-]+ modules that an ES module imports are not instrumented \(@middy\/sqs-partial-batch-failure\): Cannot .*\n$/,
    );
    const none = await run(
      { 'main.mjs': '' },
      { nodeOptions: ['--frozen-intrinsics', '--no-warnings', '--import', REGISTER] },
    );
    assert.equal(none.stderr, '');
  });

  it('installs no asynchronous hooks for the sake of the stock instrumentation', async () => {
    const stock = 'node_modules/@opentelemetry/instrumentation-aws-sdk';
    const files = { [`${stock}/package.json`]: '{}', [`${stock}/index.js`]: '', 'main.mjs': '' };
    const written = new WrittenProgram(files, {});
    try {
      const nodeOptions = ['--require', fixture('bootstrap/noHooks.cjs'), '--import', REGISTER];
      const result = await runNode(written.entry, {
        nodeOptions,
        cwd: written.directory,
        env: { ...ENV, OTEL_LOG_LEVEL: 'debug' },
      });
      assert.doesNotMatch(result.stderr, /no hooks here.*\n.*no hooks here|hooks for ES modules are left out/);
    } finally {
      written.remove();
    }
  });

  it('says at once that the working directory is gone, also where somebody asked for it before', async () => {
    const program = {
      'main.cjs': `
        const load = require('node:module').createRequire(${JSON.stringify(`${PROJECT_ROOT}/`)});
        const fs = require('node:fs');
        fs.mkdirSync('gone');
        process.chdir('gone');
        load('@opentelemetry/api').trace.getTracer('application').startSpan('its span').end();
        fs.rmSync(process.cwd(), { recursive: true });
        process.exit(3);`,
    };
    const result = await run(program, {
      nodeOptions: ['--require', REGISTER],
      env: { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
    });
    assert.equal(result.code, 3);
    assert.match(
      result.stderr,
      /^\[warn\].* 1 spans were not exported: the working directory of the process is gone.*\n$/,
    );
  });

  it('installs no asynchronous hooks where nothing is there for them', async () => {
    const written = new WrittenProgram({ 'main.mjs': "console.log('done');" }, {});
    try {
      const nodeOptions = ['--require', fixture('bootstrap/noHooks.cjs'), '--import', REGISTER];
      const result = await runNode(written.entry, { nodeOptions, cwd: written.directory, env: ENV });
      assert.deepEqual([result.stdout, result.stderr], ['done\n', '']);
    } finally {
      written.remove();
    }
  });
});

async function run(program: Program, options: ChildOptions): Promise<ChildResult> {
  const written = new WrittenProgram(program);
  try {
    return await runNode(written.entry, { cwd: written.directory, ...options, env: { ...ENV, ...options.env } });
  } finally {
    written.remove();
  }
}

function setUps({ stderr }: ChildResult): number {
  return stderr.match(/initializing OpenTelemetry/g)?.length ?? 0;
}

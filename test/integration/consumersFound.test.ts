import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { startAwsServer } from '../support/awsServer';
import { PROJECT_ROOT, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';
import { WORKER_ENV, WorkerApp, linesOf } from './consumerHosts';

const REGISTER = 'opentelemetry-instrumentation-sqs/register';

/** Ways in which a process comes to its worker, by their entry. */
const ENTRIES: Readonly<Record<string, (app: WorkerApp) => string>> = {
  'an ES module': (app) => app.path('worker.mjs'),
  'CommonJS that imports an ES module': (app) => app.write('imports.cjs', "import('./worker.mjs');"),
  'a thread': (app) =>
    app.write('thread.cjs', "new (require('node:worker_threads').Worker)(__dirname + '/worker.mjs');"),
  'a directory': (app) => {
    app.write('directory/package.json', JSON.stringify({ type: 'module', main: 'main.js' }));
    app.write('directory/main.js', app.worker.replace('./work.cjs', '../work.cjs'));
    return app.path('directory');
  },
  'an import of the library by its URL': (app) => {
    const importing = `const { Consumer } = await import(import.meta.resolve('sqs-consumer'));`;
    return app.write('url.mjs', app.worker.replace(/import \{ Consumer.*/, importing));
  },
  'a package of another name': (app) => app.write('alias.mjs', app.worker.replace("'sqs-consumer'", `'${alias(app)}'`)),
  'a package of another name, required': (app) =>
    app.write(
      'alias.cjs',
      `const { Consumer } = require('${alias(app)}'); const sqs = require('@aws-sdk/client-sqs');` +
        "require('./work.cjs').work({ Consumer, sqs });",
    ),
  'a loader of CommonJS, which requires by path': (app) =>
    app.write(
      'path.cjs',
      "const { Consumer } = require(require.resolve('sqs-consumer')); const sqs = require('@aws-sdk/client-sqs');" +
        "require('./work.cjs').work({ Consumer, sqs });",
    ),
};

/** What `npm install jobs@npm:sqs-consumer` does. */
function alias(app: WorkerApp): string {
  const original = join(PROJECT_ROOT, 'node_modules', 'sqs-consumer');
  cpSync(original, join(app.directory.path, 'node_modules', 'jobs'), { recursive: true });
  app.directory.link(['debug', 'ms']);
  return 'jobs';
}

describe('sqs-consumer is found', () => {
  const server = useWorld(startAwsServer);
  let app: WorkerApp;
  before(() => void (app = new WorkerApp()));
  after(() => app.remove());

  const assertTraced = async (entry: string, nodeOptions: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await runNode(entry, {
      nodeOptions,
      cwd: app.directory.path,
      env: { ...WORKER_ENV, ENDPOINT: server.endpoint },
    });
    assert.match(stdout, /^\["process queue","process queue"\]$/m, stderr + stdout);
    assert.deepEqual(linesOf(stderr), []);
  };

  for (const [name, entryOf] of Object.entries(ENTRIES)) {
    it(`in ${name}, with a file that sets tracing up`, () => assertTraced(entryOf(app), ['--import', './setup.cjs']));
    it(`in ${name}, with register`, () => assertTraced(entryOf(app), ['--import', REGISTER]));
  }

  it('by its class, where the import of the set-up is the first line', async () => {
    // All of the graph is linked by then.
    await assertTraced(app.write('first.mjs', `import './setup.cjs';\n${app.worker}`), []);
    await assertTraced(app.write('firstRegister.mjs', `import '${REGISTER}';\n${app.worker}`), []);
  });
});

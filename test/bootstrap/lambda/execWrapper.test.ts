import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { accessSync, constants, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { WrittenProgram } from '../../modules/program';
import { AppDirectory } from '../../packaging/appDirectory';
import { pack } from '../../packaging/tarball';
import { fixture } from '../../support/fixtures';
import { type Collector, startCollector } from '../collector';
import { SQS_EVENT } from './functions';

const run = promisify(execFile);
const RUNTIME = fixture(join('lambda', 'runtime.mjs'));

describe('lambda-exec-wrapper', () => {
  let collector: Collector;
  const layer = new AppDirectory();
  const wrapper = join(layer.path, 'node_modules', 'opentelemetry-instrumentation-sqs', 'lambda-exec-wrapper');

  before(async () => {
    collector = await startCollector();
    const tarball = await pack();
    await layer.install(tarball);
    tarball.remove();
    layer.link(['@opentelemetry/*']);
  });
  afterEach(() => collector.clear());
  after(async () => {
    layer.remove();
    await collector.stop();
  });

  it('is in the package, and may be executed', () => accessSync(wrapper, constants.X_OK));

  const SOURCES = {
    'index.js': 'exports.handler = async () => process.env.NODE_OPTIONS;',
    'index.mjs': 'export const handler = async () => process.env.NODE_OPTIONS;',
  };
  for (const [file, source] of Object.entries(SOURCES)) {
    for (const way of ['by its path', 'by a link']) {
      it(`traces a function in ${file} that knows nothing of it, from a layer, ${way}`, async () => {
        const program = new WrittenProgram({ [file]: source }, {});
        try {
          const link = join(program.directory, 'wrapper');
          if (way === 'by a link') symlinkSync(wrapper, link);
          const { stdout, stderr } = await run(way === 'by a link' ? link : wrapper, [process.execPath, RUNTIME], {
            cwd: program.directory,
            env: {
              PATH: process.env['PATH'],
              NODE_PATH: join(layer.path, 'node_modules'),
              NODE_OPTIONS: '--no-warnings',
              AWS_LAMBDA_FUNCTION_NAME: 'shop',
              LAMBDA_TASK_ROOT: program.directory,
              _HANDLER: 'index.handler',
              EVENT: JSON.stringify(SQS_EVENT),
              OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
            },
          });
          assert.equal(stderr, '');
          assert.match(JSON.parse(stdout).result, /^--require ".*register\.js" --no-warnings$/);
          assert.equal(collector.spans('process orders').length, 2);
        } finally {
          program.remove();
        }
      });
    }
  }
});

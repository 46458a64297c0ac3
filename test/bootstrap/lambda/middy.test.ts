import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installMiddy, installNode } from '../../compat/install';
import { WrittenProgram } from '../../modules/program';
import { ENTRY, fixture, runNode } from '../../support/fixtures';
import { REGISTER } from '../children';
import { SQS_EVENT } from './functions';

const RUNTIME = fixture(join('lambda', 'runtime.mjs'));
/** Prints the name and the type of the error of each span as it ends, beside an SDK of its own. */
const SPANS = `
  const { NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
  const errors = [];
  const exporter = {
    export(spans, done) {
      for (const { name, attributes } of spans) errors.push(name + ' ' + (attributes['error.type'] ?? 'ok'));
      done({ code: 0 });
    },
    async shutdown() {},
  };
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  process.on('exit', () => console.error(JSON.stringify(errors.toSorted())));`;

const SETTLED = `Promise.allSettled(event.Records.map(async ({ messageId }) => {
  await null; if (messageId === 'b') throw new RangeError('poison'); return messageId; }))`;

const HANDLERS: Readonly<Record<string, { source: string; errors: readonly string[] }>> = {
  'with nothing of ours': {
    source: `middy(async (event) => ${SETTLED}).use(batch({ logger: false }))`,
    errors: ['process orders RangeError', 'process orders ok'],
  },
  'around a wrapped handler': {
    source: `middy(wrapHandler(async (event) => ${SETTLED})).use(batch({ logger: false }))`,
    errors: ['process orders RangeError', 'process orders ok'],
  },
  'with a handler that throws': {
    source: `middy(async () => { throw new RangeError('all'); }).use(batch({ logger: false }))`,
    errors: ['process orders RangeError', 'process orders RangeError'],
  },
};

describe('middy with its batch middleware, in a Lambda function', () => {
  for (const major of [20, 24]) {
    for (const [what, { source, errors }] of Object.entries(HANDLERS)) {
      it(`${what}: the failed record has its error, on Node.js ${major}; the response stays`, async () => {
        const executable = await installNode(major);
        const packages = join(await installMiddy('6'), 'node_modules');
        const program = new WrittenProgram({ 'spans.cjs': SPANS }, {});
        try {
          symlinkSync(packages, join(program.directory, 'node_modules'), 'dir');
          const handler = `
            import { createRequire } from 'node:module';
            import middy from '@middy/core'; import batch from '@middy/sqs-partial-batch-failure';
            const { wrapHandler } = createRequire(import.meta.url)(process.env.ENTRY);
            export const handler = ${source};`;
          writeFileSync(join(program.directory, 'index.mjs'), handler);
          const options = {
            executable,
            cwd: program.directory,
            env: {
              NODE_PATH: join(fixture('.'), '..', '..', 'node_modules'),
              AWS_LAMBDA_FUNCTION_NAME: 'shop',
              LAMBDA_TASK_ROOT: program.directory,
              _HANDLER: 'index.handler',
              EVENT: JSON.stringify(SQS_EVENT),
              ENTRY,
            },
          };
          const [plain, traced] = await Promise.all([
            runNode(RUNTIME, options),
            runNode(RUNTIME, { ...options, nodeOptions: ['--require', './spans.cjs', '--require', REGISTER] }),
          ]);
          assert.equal(plain.code, 0, plain.stderr);
          assert.equal(traced.stdout, plain.stdout);
          const names = JSON.parse(traced.stderr.trim().split('\n').at(-1) ?? '') as string[];
          assert.deepEqual(
            names.filter((name) => name.startsWith('process')),
            errors,
          );
        } finally {
          program.remove();
        }
      });
    }
  }
});

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SdkLayout } from '../attach/sdkLayout';
import { startAwsServer } from '../support/awsServer';
import { PROJECT_ROOT, fixture, runJson } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly stories: Record<string, unknown>;
  readonly warnings: string[];
}

const RUN = JSON.stringify(fixture('sqsConsumerRun.cjs'));
const COMMON_JS = `
  const { Consumer } = require('sqs-consumer');
  require(${RUN}).run({ Consumer, sqs: require('@aws-sdk/client-sqs') });
`;
const ES_MODULE = `
  import { createRequire } from 'node:module';
  import { Consumer } from 'sqs-consumer';
  import * as sqs from '@aws-sdk/client-sqs';
  createRequire(import.meta.url)(${RUN}).run({ Consumer, sqs });
`;
const LOADER = pathToFileURL(fixture('hook.mjs')).href;

const PROCESS = 'process queue';
const work = { name: 'work', parent: PROCESS, links: 0 };
const message = (more: object) => ({ name: PROCESS, links: 1, ...more });
const inBatch = (more: object) => message({ parent: PROCESS, ...more });
const STORIES = {
  single: [work, { name: 'SQS.DeleteMessage', parent: PROCESS, links: 1 }, message({ outcome: 'deleted' })],
  error: [message({ outcome: 'failed', error: 'RangeError' })],
  timeout: [message({ outcome: 'failed', error: 'TimeoutError' })],
  batch: [
    work,
    { name: 'SQS.DeleteMessageBatch', parent: PROCESS, links: 1 },
    inBatch({ outcome: 'deleted' }),
    inBatch({ outcome: 'unsettled' }),
    { name: PROCESS, links: 2 },
  ],
  failedBatch: [
    inBatch({ outcome: 'failed', error: 'RangeError' }),
    inBatch({ outcome: 'failed', error: 'RangeError' }),
    { name: PROCESS, error: 'RangeError', links: 2 },
  ],
};

describe('sqs-consumer of any current major, traced automatically', () => {
  const server = useWorld(startAwsServer);
  const layouts: SdkLayout[] = [];
  after(() => {
    for (const layout of layouts) layout.remove();
  });

  for (const [major, installed] of [
    ['13', 'sqs-consumer-13'],
    ['14', 'sqs-consumer'],
    ['15', 'sqs-consumer-15'],
  ] as const) {
    describe(major, () => {
      let layout: SdkLayout;
      before(() => {
        layout = new SdkLayout();
        layouts.push(layout);
        for (const name of ['@aws-sdk/client-sqs', 'debug']) layout.link(name);
        for (const part of ['package.json', 'dist']) {
          const to = join(layout.directory, 'node_modules', 'sqs-consumer', part);
          cpSync(join(PROJECT_ROOT, 'node_modules', installed, part), to, { recursive: true });
        }
      });
      const run = (file: string, source: string, nodeOptions: string[]) =>
        runJson<Report>(layout.write(file, source), {
          nodeOptions: ['--require', fixture('tracing.cjs'), ...nodeOptions],
          args: [`v${major}-${file.replace('.', '-')}`],
          env: { ENDPOINT: server.endpoint },
        });

      it('required', async () => {
        const { stories, warnings } = await run('app.cjs', COMMON_JS, []);
        assert.deepEqual(stories, STORIES);
        assert.deepEqual(warnings, []);
      });

      it('imported by an ES module, with no loader hook', async () => {
        const { stories, warnings } = await run('plain.mjs', ES_MODULE, []);
        assert.deepEqual(stories, STORIES);
        assert.deepEqual(warnings, []);
      });

      it('imported by an ES module, with the loader hook of OpenTelemetry', async () => {
        const { stories, warnings } = await run('app.mjs', ES_MODULE, ['--import', LOADER]);
        assert.deepEqual(stories, STORIES);
        assert.deepEqual(warnings, []);
      });
    });
  }
});

import assert from 'node:assert/strict';
import { startStubServer } from '../attach/stubServer';
import { fixture, runJson } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

const PRELOADS = {
  '--require': ['--require', fixture('tracing.cjs')],
  '--import': ['--import', fixture('tracing.cjs')],
};

const HOOKS = {
  'no loader': [],
  'the ES module loader hook': ['--import', fixture('hook.mjs')],
};

const EXPECTED = [
  'SQS.ListQueues',
  'S3.HeadBucket',
  'DynamoDB.ListTables',
  'DynamoDB.GetItem',
  'Lambda.ListFunctions',
  'SNS.ListTopics',
  'STS.GetCallerIdentity',
  'KMS.ListKeys',
  'SSM.DescribeParameters',
];

describe('a process that is started with the instrumentation', () => {
  const server = useWorld(startStubServer);

  for (const [app, kind] of [
    ['clients.cjs', 'a CommonJS application'],
    ['clients.mjs', 'an ES module application'],
  ] as const) {
    for (const [preload, options] of Object.entries(PRELOADS)) {
      for (const [hook, hookOptions] of Object.entries(HOOKS)) {
        it(`has one span for each call of ${kind}, with ${preload} and ${hook}`, async () => {
          server.clear();
          const result = await runJson<{ spans: string[]; warnings: string[] }>(fixture(app), {
            nodeOptions: [...options, ...hookOptions],
            env: { ENDPOINT: server.endpoint },
          });
          assert.deepEqual(result.spans, EXPECTED);
          assert.deepEqual(result.warnings, []);
          assert.equal(server.requests.length, EXPECTED.length);
        });
      }
    }
  }
});

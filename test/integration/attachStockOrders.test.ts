import assert from 'node:assert/strict';
import { PACKAGE_NAME } from '../../src/version';
import { startStubServer } from '../attach/stubServer';
import { REGISTER } from '../bootstrap/children';
import { type ChildOptions, fixture, runNode } from '../support/fixtures';
import { useWorld } from '../support/useWorld';

interface Report {
  readonly spans: [scope: string, name: string, id: string][];
  readonly inputs: unknown[];
}

const STOCK_REGISTER = ['--require', '@opentelemetry/auto-instrumentations-node/register'];
const LINE =
  /^\[warn\] opentelemetry-instrumentation-sqs .*instrumentation-aws-sdk is active as well.*OTEL_NODE_DISABLED_INSTRUMENTATIONS=aws-sdk/;

describe('a message that is sent with the stock AWS instrumentation in the process', () => {
  const server = useWorld(startStubServer);
  beforeEach(() => server.clear());

  const run = async (steps: string, options: ChildOptions = {}): Promise<Report & { said: string[] }> => {
    const { code, stdout, stderr } = await runNode(fixture('stockBeside.cjs'), {
      args: steps.split(' '),
      ...options,
      env: {
        ENDPOINT: server.endpoint,
        OTEL_TRACES_EXPORTER: 'none',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        OTEL_NODE_RESOURCE_DETECTORS: 'env',
        ...options.env,
      },
    });
    assert.equal(code, 0, stderr);
    return { ...(JSON.parse(stdout) as Report), said: stderr.split('\n').filter((line) => line !== '') };
  };

  const hasOneSpan = async (steps: string, options: ChildOptions = {}): Promise<string[]> => {
    const { spans, inputs, said } = await run(steps, options);
    assert.deepEqual(
      spans.map(([scope, name]) => [scope, name]),
      [1, 2].map(() => [PACKAGE_NAME, 'SQS.SendMessage']),
    );
    const bodies = server.requests.map(({ body }) => body);
    for (const [index, [, , id]] of spans.entries()) {
      assert.equal(bodies[index]?.match(/traceparent/g)?.length, 1);
      assert.match(bodies[index] ?? '', new RegExp(`00-[0-9a-f]{32}-${id}-01`));
    }
    // The stock one writes into the objects of the caller.
    const QueueUrl = `${server.endpoint}/1/orders`;
    assert.deepEqual(
      inputs,
      [1, 2].map((n) => ({ QueueUrl, MessageBody: `message ${n}` })),
    );
    return said;
  };

  for (const [title, steps, nodeOptions = []] of [
    ['the bundle before ours, in one list', 'bundle+ours'],
    ['ours before the bundle, in one list', 'ours+bundle'],
    ['two registrations, the stock one first', 'stock ours'],
    ['two registrations, ours first', 'ours stock'],
    ['the bundle twice', 'bundle ours bundle'],
    ['all after the SDK, which only the bundle before it could patch', 'stock sdk ours'],
    ["the stock register, and ours in the application's code", 'ours', STOCK_REGISTER],
    ["the stock register, and ours after the SDK's import", 'sdk ours', STOCK_REGISTER],
    ['our register, and the bundle in the application', 'bundle', ['--import', REGISTER]],
    ['both registers, ours last', 'sdk', [...STOCK_REGISTER, '--require', REGISTER]],
    ['both registers, ours first', 'sdk', ['--require', REGISTER, ...STOCK_REGISTER]],
    ['instrumentClient on a client that the stock one has patched', 'stock client'],
    ['instrumentClient beside the stock register', 'client', STOCK_REGISTER],
    ['all at once', 'stock ours client'],
  ] as const) {
    it(`has one span and one context, both ours, and one line tells of it: ${title}`, async () => {
      const said = await hasOneSpan(steps, { nodeOptions });
      const lines = said.filter((line) => line.includes('instrumentation-aws-sdk'));
      assert.equal(lines.length, 1, said.join('\n'));
      assert.match(lines[0] ?? '', LINE);
    });
  }

  it('says nothing where the variable has switched the stock one off', async () => {
    for (const [steps, nodeOptions] of [
      ['bundle+ours', []],
      ['ours', STOCK_REGISTER],
      ['bundle', ['--import', REGISTER]],
    ] as const) {
      const said = await hasOneSpan(steps, { nodeOptions, env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-sdk' } });
      assert.deepEqual(
        said.filter((line) => line.includes('aws-sdk')),
        [],
      );
      server.clear();
    }
  });
});

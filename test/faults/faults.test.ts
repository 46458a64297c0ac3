import assert from 'node:assert/strict';
import { SQSClient } from '@aws-sdk/client-sqs';
import { testClientConfig } from '../support/awsServer';
import { type Servers, startServers } from './startServers';
import { TracedRun } from './tracedRun';
import { type Around, type LaneLog, runLane } from './workload';

/** `npm run test:faults` sends many more. Another seed makes other faults: `FAULT_SEED=7`. */
const MESSAGES = Number(process.env['FAULT_MESSAGES'] ?? 400);
const SEED = Number(process.env['FAULT_SEED'] ?? 8);
const RATE = 0.1;
/** Queues with a producer and a consumer each, all at once. */
const LANES = MESSAGES < 10_000 ? 4 : 32;
const TIMEOUT = 60_000 + MESSAGES * 20;

interface Run {
  readonly logs: readonly LaneLog[];
  /** What came over the wire. */
  readonly requests: number;
  readonly seconds: number;
}

const PLAIN: Around = {
  produce: (_keys, send) => send(),
  process: (_message, _key, handle) => handle(),
};

describe(`${MESSAGES.toLocaleString('en')} messages over a connection on which a tenth of all requests fails`, () => {
  let servers: Servers;
  let traced: TracedRun | undefined;
  before(async () => void (servers = await startServers({ seed: SEED, rate: RATE })));
  after(async () => {
    await traced?.stop();
    await servers.stop();
  });

  const run = async (name: string, around: Around): Promise<Run> => {
    const { requests: before } = await servers.report();
    const began = performance.now();
    const perLane = Math.ceil(MESSAGES / LANES);
    const logs = await Promise.all(
      Array.from({ length: LANES }, async (_, number) => {
        // The retries of one lane are none of the others' business.
        const client = new SQSClient({ ...clientConfig(servers.endpoint), maxAttempts: 4 });
        const queueUrl = await createQueue(`${name}-${number}`);
        try {
          return await runLane({ client, queueUrl, number, seed: SEED, messages: perLane }, around);
        } finally {
          client.destroy();
        }
      }),
    );
    const { requests } = await servers.report();
    return { logs, requests: requests - before, seconds: (performance.now() - began) / 1000 };
  };

  /** Past the proxy, and by nobody's telemetry. */
  const createQueue = async (QueueName: string): Promise<string> => {
    const answer = await fetch(servers.upstream, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' },
      body: JSON.stringify({ QueueName }),
    });
    return ((await answer.json()) as { QueueUrl: string }).QueueUrl;
  };

  let plainRun: Run;
  let tracedRun: Run;
  it('go their way without telemetry', async () => {
    plainRun = await run('plain', PLAIN);
    assertNothingLost(plainRun);
  }).timeout(TIMEOUT);

  it('go the very same way with it', async () => {
    traced = new TracedRun();
    tracedRun = await run('traced', traced);
    assertNothingLost(tracedRun);
    for (const [lane, { lines }] of tracedRun.logs.entries()) assert.deepEqual(lines, plainRun.logs[lane]?.lines);
    assert.equal(tracedRun.requests, plainRun.requests);
  }).timeout(TIMEOUT);

  it('have spans that ended, each process span linked to the span that made its message', () => traced?.check());

  it('have one span for each call, with all of its attempts', async () => {
    const calls = total(tracedRun.logs.map((log) => log.calls));
    for (const [operation, count] of Object.entries(calls)) {
      assert.equal(traced?.ended[`SQS.${operation}`], count, operation);
    }
    assert.equal(traced?.attempts, tracedRun.requests);

    const { faults } = await servers.report();
    const count = Object.values(calls).reduce((sum, each) => sum + each, 0);
    const failed = tracedRun.logs.flatMap(({ lines }) => lines.filter((line) => /: (?!done)\w+$/.test(line))).length;
    console.log(`      seed ${SEED}: ${JSON.stringify(faults)} in both runs`);
    console.log(`      ${count} calls, ${tracedRun.requests} requests, ${failed} calls failed for good`);
    console.log(`      ${traced?.processed} messages processed, ${Math.round(plainRun.seconds)} s without telemetry`);
    console.log(`      and ${Math.round(tracedRun.seconds)} s with it`);
  });
});

function assertNothingLost({ logs }: Run): void {
  for (const { sent, processed } of logs) {
    assert.ok(sent.size > 0);
    assert.deepEqual(
      [...sent].filter((key) => !processed.has(key)),
      [],
    );
  }
}

function total(counts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const each of counts) for (const [key, count] of Object.entries(each)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}

function clientConfig(endpoint: string): ReturnType<typeof testClientConfig> {
  return testClientConfig(Number(new URL(endpoint).port));
}

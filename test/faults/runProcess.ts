// A process of its own: an application, with or without telemetry, and servers of its own. Started by startRun().
import { SQSClient } from '@aws-sdk/client-sqs';
import { testClientConfig } from '../support/awsServer';
import type { Plan, Run } from './startRun';
import { type Servers, startServers } from './startServers';
import { TracedRun } from './tracedRun';
import { type Around, type LaneLog, runLane } from './workload';

const PLAIN: Around = {
  produce: (_keys, send) => send(),
  process: (_message, _key, handle) => handle(),
};

async function run({ telemetry, seed, rate, messages, lanes }: Plan): Promise<Run> {
  const servers = await startServers({ seed, rate });
  const traced = telemetry ? new TracedRun() : undefined;
  try {
    const began = performance.now();
    const logs = await Promise.all(
      Array.from({ length: lanes }, async (_, number): Promise<LaneLog> => {
        // The retries of one lane are none of the others' business.
        const { port } = new URL(servers.endpoint);
        const client = new SQSClient({ ...testClientConfig(Number(port)), maxAttempts: 4 });
        const queueUrl = await createQueue(servers, `lane-${number}`);
        try {
          return await runLane(
            { client, queueUrl, number, seed, messages: Math.ceil(messages / lanes) },
            traced ?? PLAIN,
          );
        } finally {
          client.destroy();
        }
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    const { requests, faults } = await servers.report();
    return { logs, requests, faults, seconds, ...(traced && { trace: traced.report() }) };
  } finally {
    await traced?.stop();
    await servers.stop();
  }
}

/** Past the proxy, and by nobody's telemetry. */
async function createQueue({ upstream }: Servers, QueueName: string): Promise<string> {
  const answer = await fetch(upstream, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' },
    body: JSON.stringify({ QueueName }),
  });
  return ((await answer.json()) as { QueueUrl: string }).QueueUrl;
}

// Nobody is interested any more.
process.once('disconnect', () => process.exit());
run(JSON.parse(process.argv[2] ?? '') as Plan).then(
  (result) => process.send?.(result, () => process.disconnect()),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

// A process of its own: an application, with or without telemetry, and servers of its own. Started by startRun().
import { SQSClient } from '@aws-sdk/client-sqs';
import { testClientConfig } from '../support/awsServer';
import type { Plan, Run } from './startRun';
import { type Servers, startServers } from './startServers';
import { TracedRun } from './tracedRun';
import type { Around, Lane } from './lane';
import type { LaneLog } from './laneLog';
import { FORMER_MAX_SIZE } from './payload';
import { runLane } from './workload';

const PLAIN: Around = {
  produce: (_keys, send) => send(),
  process: (_message, _origin, handle) => handle(),
  relay: (_origin, send) => send(),
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
        const queues = await createQueues(servers, number);
        try {
          return await runLane({ client, queues, number, messages: Math.ceil(messages / lanes) }, traced ?? PLAIN);
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

/** Three of four lanes have queues with the former limit. */
async function createQueues(servers: Servers, number: number): Promise<Lane['queues']> {
  const attributes = number % 4 === 3 ? {} : { MaximumMessageSize: String(FORMER_MAX_SIZE) };
  const create = (name: string): Promise<string> => createQueue(servers, `${name}-${number}`, attributes);
  return { main: await create('lane'), relayed: await create('relayed'), dead: await create('dead') };
}

/** Past the proxy, and by nobody's telemetry. */
async function createQueue({ upstream }: Servers, QueueName: string, Attributes: object): Promise<string> {
  const answer = await fetch(upstream, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.CreateQueue' },
    body: JSON.stringify({ QueueName, Attributes }),
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

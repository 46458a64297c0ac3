import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SpanKind } from '@opentelemetry/api';
import { AppDirectory } from '../packaging/appDirectory';
import type { Tarball } from '../packaging/tarball';
import type { AwsServer } from '../support/awsServer';
import { PROJECT_ROOT, runJson } from '../support/fixtures';
import { queueName } from '../integration/sqsWorld';
import { installNode, installOpenTelemetry, installSdk } from './install';
import type { Cell } from './matrix';

const APP = join(PROJECT_ROOT, 'test', 'compat', 'app');
const OPEN_TELEMETRY = ['@opentelemetry/*'];
const CLIENT = ['@aws-sdk/client-sqs'];

interface Span {
  readonly name: string;
  readonly kind: SpanKind;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly links: readonly string[];
}

interface Received {
  readonly Body: string;
  readonly traceparent?: string;
  readonly attributes: readonly string[];
}

/** What the application prints: for each copy of the SDK, in order. */
interface Report {
  readonly node: number;
  readonly on: readonly { readonly messages: readonly Received[]; readonly spans: readonly Span[] }[];
  readonly off: readonly { readonly messages: readonly Received[]; readonly spans: readonly Span[] }[];
  readonly byHand: readonly (readonly Span[])[];
  readonly complaints: readonly string[];
}

/** What a cell needs from outside. */
export interface World {
  readonly server: AwsServer;
  /** Where clients before the JSON protocol find the server. */
  readonly queryEndpoint: string;
  readonly tarball: Tarball;
}

/** Runs an application in a cell of the matrix and checks what came of it. */
export async function checkCell(world: World, cell: Cell): Promise<void> {
  await inCell(world, cell, `app.${cell.modules === 'esm' ? 'mjs' : 'cjs'}`, async () => {});
}

/** The same with a second release of the SDK in the same process. */
export async function checkTwoCopies(world: World, cell: Cell, other: Cell['sdk']): Promise<void> {
  const from = await installSdk(other);
  await inCell(world, cell, 'twoCopies.cjs', (app) => app.link(CLIENT, from, 'other'));
}

async function inCell(
  { server, queryEndpoint, tarball }: World,
  { sdk, openTelemetry, node }: Cell,
  file: string,
  prepare: (app: AppDirectory) => unknown,
): Promise<void> {
  const app = new AppDirectory();
  try {
    await app.install(tarball);
    app.link(OPEN_TELEMETRY, await installOpenTelemetry(openTelemetry));
    app.link(CLIENT, await installSdk(sdk));
    await prepare(app);
    for (const each of ['telemetry.cjs', 'calls.cjs']) app.copy(join(APP, each));
    const QUEUE_URL = await createQueue(server);
    const report = await runJson<Report>(app.copy(join(APP, file)), {
      executable: await installNode(node),
      env: { QUEUE_URL, ENDPOINT: sdk.protocol === 'query' ? queryEndpoint : server.endpoint },
      cwd: app.path,
      timeoutMillis: 120_000,
    });
    assert.equal(report.node, node);
    check(report, queueName(QUEUE_URL));
  } finally {
    app.remove();
  }
}

async function createQueue({ clientConfig }: AwsServer): Promise<string> {
  const client = new SQSClient(clientConfig);
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: randomUUID() }));
  client.destroy();
  return QueueUrl;
}

const BODIES = ['entry a', 'entry b', 'single'];

function check({ on, off, byHand, complaints }: Report, queue: string): void {
  assert.deepEqual(complaints, []);
  for (const { messages, spans } of on) {
    // One span for each call and no other.
    const perMessage = ['SQS.DeleteMessage', `process ${queue}`];
    const sends = ['SQS.SendMessage', 'SQS.SendMessageBatch', 'app', `create ${queue}`, `create ${queue}`];
    const receives = spans.filter(({ name }) => name === 'SQS.ReceiveMessage').map(({ name }) => name);
    assert.ok(receives.length >= 1 && receives.length <= 3);
    assert.deepEqual(
      spans.map(({ name }) => name).toSorted(),
      [...sends, ...receives, ...perMessage, ...perMessage, ...perMessage].toSorted(),
    );
    checkConnections(messages, spans, queue);
  }
  for (const { messages, spans } of off) {
    assert.deepEqual(
      spans.map(({ name }) => name),
      ['app'],
    );
    assert.deepEqual(messages.map(({ Body }) => Body).toSorted(), BODIES);
    for (const { traceparent, attributes } of messages) assert.deepEqual([traceparent, attributes], [undefined, []]);
  }
  for (const spans of byHand) {
    assert.deepEqual(
      spans.map(({ name }) => name),
      ['SQS.SendMessage'],
    );
  }
}

/** The context was on the wire, that of each message its own, and the consumer is tied to it. */
function checkConnections(messages: readonly Received[], spans: readonly Span[], queue: string): void {
  assert.deepEqual(messages.map(({ Body }) => Body).toSorted(), BODIES);
  const app = spans.find(({ name }) => name === 'app');
  const producers = spans.filter(({ name, kind }) => kind === SpanKind.PRODUCER && name !== 'app');
  const processes = spans.filter(({ name }) => name === `process ${queue}`);
  const linked = new Set<string>();
  for (const { traceparent, Body, attributes } of messages) {
    const [, traceId, spanId = ''] = (traceparent ?? '').split('-');
    assert.equal(traceId, app?.traceId);
    const producer = producers.find((span) => span.spanId === spanId);
    assert.equal(producer?.name, Body === 'single' ? 'SQS.SendMessage' : `create ${queue}`);
    linked.add(spanId);
    assert.ok(attributes.includes('SentTimestamp'), attributes.join());
  }
  assert.equal(linked.size, messages.length);
  assert.deepEqual(new Set(processes.flatMap(({ links }) => links)), linked);
  for (const { parentId } of spans.filter(({ name }) => name === 'SQS.DeleteMessage')) {
    assert.ok(processes.some(({ spanId }) => spanId === parentId));
  }
}

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { CollectedSpan, Collector } from '../../bootstrap/collector';
import { AppDirectory } from '../../packaging/appDirectory';
import type { Tarball } from '../../packaging/tarball';
import type { AwsServer } from '../../support/awsServer';
import { installTools } from '../install';
import { checkDoctor } from './checkDoctor';
import { commandIn } from './command';
import type { Exit, HostCell } from './host';
import { type Run, run, serve } from './run';
import { MESSAGES } from './worker';

const PACKAGE = 'opentelemetry-instrumentation-sqs';
const DOCTOR = `node_modules/${PACKAGE}/build/src/doctor/main.js`;
const LINKED = ['@opentelemetry/*', '@aws-sdk/client-sqs', 'sqs-consumer'];
/** Tells of this package, or of the library, and what to do about it. */
const WARNING =
  /(?=.*(?:opentelemetry-instrumentation-sqs|sqs-consumer))(?=.*(?:instrumentClient|wrapMessageHandler|serverExternalPackages|--allow-worker))/;

/** What all cells share. */
export interface World {
  readonly server: AwsServer;
  readonly collector: Collector;
  readonly tarball: Tarball;
}

/** The spans of one run, and what was said of those that are missing. */
interface Outcome {
  readonly spans: readonly string[];
  readonly connected: boolean;
  readonly warnings: readonly string[];
  readonly output: string;
}

/** Each span as often as there are messages; how often a queue is polled is nobody's promise. */
const TRACED = [
  'SQS.ReceiveMessage',
  ...['SQS.DeleteMessage', 'SQS.SendMessage', 'process'].map((name) => `${name} × ${MESSAGES}`),
].toSorted();

/** A host is traced and says nothing, or says once how it can be traced, and then is. */
export async function checkHost(world: World, cell: HostCell): Promise<void> {
  const { wayOut } = cell.host;
  const asItIs = await outcomeOf(world, cell);
  if (wayOut === undefined) return assertTraced(asItIs);
  assert.notDeepEqual(asItIs.spans, TRACED, `it is traced as it is: ${asItIs.output}`);
  assert.equal(asItIs.warnings.length, 1, `not one warning: ${asItIs.spans.join(', ')}\n${asItIs.output}`);
  for (const name of wayOut.names) assert.ok(asItIs.warnings[0]?.includes(name), asItIs.warnings[0]);
  assertTraced(await outcomeOf(world, cell, wayOut));
}

function assertTraced({ spans, connected, warnings, output }: Outcome): void {
  assert.deepEqual(spans, TRACED, output);
  assert.ok(connected, 'the process span is linked to what sent its message');
  assert.deepEqual(warnings, []);
}

async function outcomeOf(
  { server, collector, tarball }: World,
  { host, node }: HostCell,
  wayOut?: Exit,
): Promise<Outcome> {
  const { tools = {} } = host;
  const app = new AppDirectory();
  const id = randomUUID();
  try {
    const cwd = host.layout === undefined ? await linkPackages(app, tarball) : await host.layout(app, tarball);
    if (host.layout === undefined && host.tools !== undefined) {
      app.link(Object.keys(host.tools), await installTools(host.tools));
    }
    app.link(host.linked ?? []);
    for (const [path, content] of Object.entries(host.files(wayOut?.code ?? []))) app.write(path, content);
    const port = String(await freePort());
    const env = { ...(await environmentOf(server, `${collector.endpoint}/${id}`)), PORT: port };
    for (const step of host.build ?? []) assertDone(await run(await commandIn(tools, cwd, step, node), { cwd, env }));
    const command = await commandIn(tools, cwd, wayOut?.command ?? host.command, node);
    const surroundings = { cwd, env };
    const url = host.path === undefined ? undefined : `http://127.0.0.1:${port}${host.path}`;
    const done = url === undefined ? await run(command, surroundings) : await serve(command, surroundings, url);
    if (wayOut !== undefined || host.wayOut?.fails !== true) assertDone(done);
    const requests = collector.requests.filter(({ path }) => path.startsWith(`/${id}/`));
    const { doctor } = host.wayOut ?? {};
    if (wayOut === undefined && doctor !== undefined) {
      await checkDoctor(DOCTOR, command, { ...surroundings, ...(url !== undefined && { url }) }, doctor);
    }
    return outcomeIn(
      requests.flatMap(({ spans }) => spans),
      done.output,
    );
  } finally {
    app.remove();
  }
}

async function linkPackages(app: AppDirectory, tarball: Tarball): Promise<string> {
  await app.install(tarball);
  app.link(LINKED);
  return app.path;
}

async function environmentOf({ clientConfig }: AwsServer, endpoint: string): Promise<Record<string, string>> {
  const client = new SQSClient(clientConfig);
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: randomUUID() }));
  client.destroy();
  return {
    QUEUE_URL: QueueUrl,
    AWS_ENDPOINT_URL: clientConfig.endpoint,
    AWS_REGION: clientConfig.region,
    AWS_ACCESS_KEY_ID: clientConfig.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: clientConfig.credentials.secretAccessKey,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_SERVICE_NAME: 'order-worker',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

function assertDone({ code, output }: Run): void {
  assert.equal(code, 0, output);
}

function outcomeIn(all: readonly CollectedSpan[], output: string): Outcome {
  const spans = all.filter(({ scope }) => scope === PACKAGE);
  const named = (start: string): CollectedSpan[] => spans.filter(({ name }) => name.startsWith(start));
  const linked = named('process ').flatMap(({ links }) => links.map(({ spanId }) => spanId));
  const sent = named('SQS.SendMessage').map(({ spanId }) => spanId);
  const names = countsOf(spans.map(({ name }) => name.replace(/^process .*/, 'process')));
  return {
    spans: [...names].map(([name, count]) => (name === 'SQS.ReceiveMessage' ? name : `${name} × ${count}`)).toSorted(),
    connected: linked.length === MESSAGES && sent.every((spanId) => linked.includes(spanId)),
    warnings: output.split('\n').filter((line) => WARNING.test(line)),
    output,
  };
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SpanKind } from '@opentelemetry/api';
import { ATTR_MESSAGING_MESSAGE_ID } from '../../src/semconv/attributes';
import { freePorts } from '../../test/support/childServer';
import { PROJECT_ROOT } from '../../test/support/fixtures';
import { ifAvailable } from '../support/skip';
import { tracesTo } from './collectorSettings';
import { JaegerApi, type JaegerSpan } from './jaegerApi';
import { DEAD_LETTER_QUEUE, QUEUE, WORKER } from './names';
import type { FlatSpan } from './otlp';
import type { Round } from './rounds';
import { startCollector, startJaeger } from './servers';
import { startWorker } from './startWorker';
import { type Tee, startTee } from './tee';
import { until } from './until';

const run = promisify(execFile);
const INSTALL_MILLIS = 3_600_000;
const PIPELINE = join(PROJECT_ROOT, 'build', 'examples', 'order-pipeline', 'main.js');
/** Kinds in OTLP begin with 1. */
const OTLP_KIND = { consumer: SpanKind.CONSUMER + 1, producer: SpanKind.PRODUCER + 1 };

describe('spans, through the Collector, in Jaeger', () => {
  const servers: { stop(): unknown }[] = [];
  let api: JaegerApi;
  let collector: string;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    const found = await ifAvailable(async () => {
      const jaeger = await startJaeger();
      servers.push(jaeger);
      const started = await startCollector(tracesTo(jaeger.otlp));
      servers.push(started);
      return { jaeger, started };
    });
    if (found === undefined) {
      this.skip();
      return;
    }
    api = new JaegerApi(found.jaeger.port);
    collector = found.started.otlp;
  });
  after(async () => {
    for (const server of servers.toReversed()) await server.stop();
  });

  describe('of the order pipeline', () => {
    let tee: Tee;
    before(async function () {
      this.timeout(120_000);
      tee = await startTee(collector, ['traces']);
      servers.push(tee);
      const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: tee.otlp };
      await run(process.execPath, [PIPELINE], { env });
    });

    it('arrive as they left: every one, with kind, status, links, attributes and resource', () =>
      arriveWhole(api, tee.spans));

    it('are one trace, from the client to the last function', () => {
      assert.equal(new Set(tee.spans.map(({ traceId }) => traceId)).size, 1);
      assert.equal(tee.spans.filter(({ kind }) => kind === OTLP_KIND.consumer).length, 3);
    });
  });

  describe('of a worker under faults', () => {
    let tee: Tee;
    let round: Round;
    before(async function () {
      this.timeout(120_000);
      tee = await startTee(collector, ['traces']);
      servers.push(tee);
      const [scrapePort = 0] = await freePorts(1);
      // Otherwise the context of a full message goes into its trace header.
      const worker = await startWorker({ scrapePort }, tee.otlp, { OTEL_SQS_AWS_TRACE_HEADER: 'never' });
      servers.push(worker);
      round = await worker.round();
    });

    it('arrive as they left: every one, with kind, status, links, attributes and resource', () =>
      arriveWhole(api, tee.spans));

    it('tell the failures', () => {
      const failed = tee.spans.filter(({ status }) => status.code === 2).map(({ name }) => name);
      assert.deepEqual(failed.toSorted(), [
        'DynamoDB.Query',
        'SQS.SendMessage',
        'SQS.SendMessageBatch',
        `create ${QUEUE}`,
        `process ${QUEUE}`,
      ]);
    });

    it('lead from a process span to its producer: the link is a reference that Jaeger opens', async () => {
      const processed = spansNamed(tee.spans, `process ${QUEUE}`);
      let connected = 0;
      for (const { traceId, spanId, links } of processed) {
        const shown = (await api.trace(traceId)).find(({ spanID }) => spanID === spanId);
        const ids = links.map((link) => link.spanId);
        assert.deepEqual(linksOf(shown), ids);
        const opened = (await Promise.all(links.map((link) => api.trace(link.traceId)))).flat();
        const found = opened.filter(({ spanID }) => ids.includes(spanID)).map(({ operationName }) => operationName);
        if (found.some((name) => /^(?:create orders|SQS\.SendMessage)$/.test(name))) connected += 1;
      }
      // One message had no room for a context.
      assert.ok(connected >= round.processed - round.dropped, String(connected));
    });

    it('lead from a message to all that happened to it: a search for its id', async () => {
      const traces = await api.search(WORKER, { [ATTR_MESSAGING_MESSAGE_ID]: round.deadLetterId });
      const names = traces.flat().map(({ operationName }) => operationName);
      assert.ok(names.includes(`create ${QUEUE}`), names.join());
      assert.ok(names.includes(`process ${QUEUE}`), names.join());
    });

    it('lead from the failed attempt to the dead letter', () => {
      const [failed] = spansNamed(tee.spans, `process ${QUEUE}`).filter(({ status }) => status.code === 2);
      const story = [failed?.spanId, ...(failed?.links ?? []).map(({ spanId }) => spanId)];
      const forwards = tee.spans.filter(
        ({ name, attributes }) => name === 'SQS.SendMessage' && JSON.stringify(attributes).includes(DEAD_LETTER_QUEUE),
      );
      assert.equal(forwards.length, 1);
      assert.ok(forwards[0]?.links.some(({ spanId }) => story.includes(spanId)));
    });
  });
});

async function arriveWhole(api: JaegerApi, left: readonly FlatSpan[]): Promise<void> {
  assert.notEqual(left.length, 0);
  const traceIds = [...new Set(left.map(({ traceId }) => traceId))];
  const arrived = async (): Promise<FlatSpan[]> => (await Promise.all(traceIds.map((id) => api.spans(id)))).flat();
  await until(`${left.length} spans`, async () => (await arrived()).length >= left.length);
  assert.deepEqual(inOrder(await arrived()), inOrder(left));
}

function inOrder(spans: readonly FlatSpan[]): FlatSpan[] {
  return spans.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

function spansNamed(spans: readonly FlatSpan[], wanted: string): FlatSpan[] {
  return spans.filter(({ name }) => name === wanted);
}

function linksOf(span: JaegerSpan | undefined): string[] {
  return (span?.references ?? []).filter(({ refType }) => refType === 'FOLLOWS_FROM').map(({ spanID }) => spanID);
}

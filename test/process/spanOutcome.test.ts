import assert from 'node:assert/strict';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import type { ProcessSpan } from '../../src/process/processSpan';
import { startProcessSpan } from '../../src/process/startProcessSpan';
import { telemetryOf } from '../../src/process/telemetryOf';
import { type ReceivedMessage, attemptBefore, remember } from '../../src/telemetry/ledger';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { type Metering, startMetering } from '../support/metering';
import { useWorld } from '../support/useWorld';
import { kafkaMessage } from './brokers/messages';
import { QUEUE_URL, message, startConsumerWorld } from './consumerWorld';

const EXCEEDED = 'messaging.sqs.visibility_timeout.exceeded';
const FORWARD = { cause: undefined, reason: undefined, destination: 'dead', id: undefined };

describe('the outcome of a process span', () => {
  const world = useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => {
    const { lines } = diagnostics;
    diagnostics.stop();
    assert.deepEqual(lines, []);
  });

  const start = (given: object): ProcessSpan => startProcessSpan(given, { queueUrl: QUEUE_URL }) ?? assert.fail();
  const span = () => world.tracing.span('process orders');
  const outcome = () => span().attributes['messaging.sqs.process.outcome'];

  /** A message that this process received, and what it knows of that. */
  function received(known: Partial<ReceivedMessage>) {
    const given = message();
    const telemetry = telemetryOf(given) ?? assert.fail();
    remember(given.ReceiptHandle, {
      receive: { telemetry, queueUrl: QUEUE_URL, poller: undefined, server: undefined },
      messageId: given.MessageId,
      visibleAt: undefined,
      creation: undefined,
      processed: false,
      settled: undefined,
      settledAt: undefined,
      ...known,
    });
    return given;
  }

  it('is an error as soon as it is known, where nothing can take that back', () => {
    const process = start(message());
    process.note(new RangeError('poison'));
    const running = trace.getSpan(process.context) as unknown as ReadableSpan;
    assert.equal(running.status.code, SpanStatusCode.ERROR);
    process.end();
    assert.deepEqual([outcome(), span().attributes['error.type']], ['failed', 'RangeError']);
  });

  it('is known at the end only, where the handler may be tried once more', () => {
    const process = start(message());
    process.held = true;
    process.enter();
    process.fail(new RangeError('not yet'));
    const running = trace.getSpan(process.context) as unknown as ReadableSpan;
    assert.deepEqual([running.status.code, process.ended], [SpanStatusCode.UNSET, false]);
    process.enter();
    process.succeed();
    process.end();
    assert.deepEqual([outcome(), span().status.code], ['unsettled', SpanStatusCode.UNSET]);
  });

  it('is that of a try before, if the last one is reported as failed without an error', () => {
    const process = start(message());
    process.held = true;
    process.enter();
    process.fail(new RangeError('poison'));
    for (const again of [1, 2]) {
      process.enter();
      process.succeed();
      assert.equal(process.failed, false, `try ${again}`);
    }
    process.report('_OTHER');
    process.end();
    assert.equal(span().attributes['error.type'], 'RangeError');
  });

  it('is failed for good with the error for which a message was sent on', () => {
    const process = start(message());
    const cause = new RangeError('poison');
    process.held = true;
    process.enter();
    process.forwarded({ ...FORWARD, cause });
    process.fail(cause);
    process.enter();
    process.succeed();
    process.end();
    assert.deepEqual([process.failed, outcome()], [true, 'failed']);
  });

  it('is nothing that comes after the end', () => {
    const process = start(message());
    process.end();
    process.forwarded({ ...FORWARD, cause: new Error('late') });
    process.note(new Error('late'));
    process.report('late');
    process.end();
    assert.deepEqual([outcome(), span().events, process.failed], ['unsettled', [], false]);
  });

  it('is a next attempt of a message that comes back, and of none that is gone', () => {
    for (const [known, attempted] of [
      [{}, true],
      [{ settled: 'expired' }, true],
      [{ settled: 'deleted' }, false],
    ] as const) {
      const given = received(known);
      const process = start(given);
      const { spanId } = trace.getSpanContext(process.context) ?? assert.fail();
      process.end();
      assert.equal(attemptBefore(given.MessageId)?.spanId, attempted ? spanId : undefined);
    }
    const failed = received({ settled: 'deleted' });
    start(failed).fail(new Error('poison'));
    assert.ok(attemptBefore(failed.MessageId));
  });

  it('says by how much the queue was free to hand the message to somebody else', () => {
    const now = Date.now();
    for (const [known, overrun] of [
      [{ visibleAt: now - 5000 }, undefined],
      [{ visibleAt: now - 5000, settledAt: now - 2000 }, 3000],
      [{ visibleAt: now - 5000, settledAt: now - 5000 }, 0],
      [{ visibleAt: now - 5000, settledAt: now - 6000 }, 0],
      [{ visibleAt: now + 60_000 }, 0],
      [{}, 0],
    ] as const) {
      world.reset();
      start(received(known)).end();
      const { events } = span();
      assert.equal(events.length, overrun === 0 ? 0 : 1);
      if (overrun === 0) continue;
      assert.equal(events[0]?.name, EXCEEDED);
      const [ms] = Object.values(events[0]?.attributes ?? {});
      assert.ok(overrun === undefined ? Number(ms) >= 5000 : ms === overrun, String(ms));
    }
  });

  it('says nothing of that where only what conventions ask for is wanted', () => {
    world.reset({ detail: 'standard' });
    start(received({ visibleAt: Date.now() - 5000 })).end();
    assert.deepEqual(span().events, []);
  });

  describe('that is measured', () => {
    let metering: Metering;
    beforeEach(() => {
      metering = startMetering();
      world.reset();
    });
    afterEach(() => metering.stop());

    it('lasted as long as its handler, in seconds', async () => {
      const before = performance.now();
      const process = start(message());
      process.held = true;
      process.succeed();
      const most = (performance.now() - before) / 1000;
      process.end();
      const [point = assert.fail()] = await metering.points('messaging.process.duration');
      assert.ok(Number(point.sum) >= 0 && Number(point.sum) <= most, String(point.sum));
      assert.equal(point.attributes['error.type'], undefined);
    });

    it('has the error for which it was sent on, and none where there was none', async () => {
      start(message()).end();
      const sent = start(message());
      sent.forwarded(FORWARD);
      sent.end();
      const failed = start(message());
      failed.forwarded({ ...FORWARD, cause: new RangeError('poison') });
      failed.end();
      const points = await metering.points('messaging.process.duration');
      assert.deepEqual(
        points.map(({ value, attributes }) => [value, attributes['error.type']]),
        [
          [2, undefined],
          [1, 'RangeError'],
        ],
      );
    });

    it('waited in a queue of SQS, or in that of a broker', async () => {
      const sent = Date.now() - 5000;
      start(message({ Attributes: { SentTimestamp: `${sent}` } })).end();
      (startProcessSpan(kafkaMessage({ timestamp: `${sent}` }), { destination: 'orders' }) ?? assert.fail()).end();
      const waits = (await metering.points()).filter(({ metric }) => /queue/.test(metric));
      assert.equal(new Set(waits.map(({ metric }) => metric)).size, 2);
      for (const { metric, attributes } of waits) {
        assert.equal(/sqs/.test(metric), attributes['messaging.system'] === 'aws_sqs', metric);
      }
    });
  });
});

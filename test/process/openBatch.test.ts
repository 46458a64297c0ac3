import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { openBatch } from '../../src/process/openBatch';
import { processTelemetry } from '../../src/telemetry/active';
import { noteDeleted, remember } from '../../src/telemetry/ledger';
import { useWorld } from '../support/useWorld';
import { message, startConsumerWorld } from './consumerWorld';

describe('a batch whose handler fails as a whole', () => {
  const world = useWorld(startConsumerWorld);

  for (const [how, fail] of [
    ['with an error', (batch) => batch.fail(new Error('the last one broke it'))],
    ['without one, as its time is over', (batch) => batch.report('timeout')],
  ] as readonly [string, (batch: NonNullable<ReturnType<typeof openBatch>>) => void][]) {
    it(`leaves what was deleted before as it was: ${how}`, () => {
      const [deleted, left] = [message(), message()];
      const telemetry = processTelemetry();
      assert.ok(telemetry);
      for (const { MessageId, ReceiptHandle } of [deleted, left]) {
        const received = {
          receive: { telemetry, queueUrl: undefined, poller: undefined, server: undefined },
          messageId: MessageId,
          visibleAt: undefined,
          creation: undefined,
          processed: false,
          settled: undefined,
          settledAt: undefined,
        };
        remember(ReceiptHandle, received);
        if (MessageId === deleted.MessageId) noteDeleted(ReceiptHandle, { ...received, settled: 'deleted' });
      }
      const batch = openBatch([deleted, left], {});
      assert.ok(batch);
      fail(batch);
      batch.end();
      const told = world.tracing
        .spans()
        .filter(({ attributes }) => 'messaging.message.id' in attributes)
        .map(({ attributes, status }) => [
          attributes['messaging.message.id'],
          status.code,
          attributes['messaging.sqs.process.outcome'],
        ]);
      assert.deepEqual(told, [
        [deleted.MessageId, SpanStatusCode.UNSET, 'deleted'],
        [left.MessageId, SpanStatusCode.ERROR, 'failed'],
      ]);
    });
  }
});

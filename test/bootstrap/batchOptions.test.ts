import assert from 'node:assert/strict';
import { batchOptions } from '../../src/bootstrap/outlet/batchOptions';

describe('what a batcher is told by the environment', () => {
  it('is batches of whole items, and no delay that a timer cannot wait', () => {
    const env = {
      OTEL_BSP_SCHEDULE_DELAY: '99999999999',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '0.5',
      OTEL_BSP_MAX_QUEUE_SIZE: '9.5',
    };
    const { scheduledDelayMillis, maxExportBatchSize, maxQueueSize } = batchOptions('traces', env);
    assert.deepEqual([scheduledDelayMillis, maxExportBatchSize, maxQueueSize], [2 ** 31 - 1, 9, 9]);
  });

  it('is read from the variables of OpenTelemetry, as far as they are numbers', () => {
    const env = { OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_BSP_MAX_QUEUE_SIZE: '10', OTEL_BSP_EXPORT_TIMEOUT: 'soon' };
    assert.deepEqual(batchOptions('traces', env), {
      scheduledDelayMillis: 100,
      maxQueueSize: 10,
      maxExportBatchSize: 10,
      exportTimeoutMillis: 30_000,
    });
    assert.equal(batchOptions('logs', env).scheduledDelayMillis, 1000);
    assert.equal(batchOptions('logs', { OTEL_BLRP_SCHEDULE_DELAY: '7' }).scheduledDelayMillis, 7);
  });
});

import assert from 'node:assert/strict';
import { retryCountOf } from '../../../src/propagation/brokers/brokerMessage';
import { bullmq } from '../../../src/propagation/brokers/bullmq';
import { TRACEPARENT } from '../../process/consumerWorld';

describe('a job of BullMQ', () => {
  const job = (members: object = {}) => ({
    id: '7',
    queueName: 'orders',
    data: { order: 7 },
    opts: { telemetry: { metadata: JSON.stringify({ traceparent: TRACEPARENT }) } },
    attemptsMade: 2,
    timestamp: 1_700_000_000_000,
    ...members,
  });

  it('tells its queue, when it was made, how often it was tried, and where it comes from', () => {
    const given = job();
    const { body, ...told } = bullmq(given) ?? assert.fail();
    assert.deepEqual(told, {
      system: 'other',
      name: 'bullmq',
      message: given,
      id: '7',
      headers: { traceparent: TRACEPARENT },
      bodySize: undefined,
      destination: 'orders',
      sent: 1_700_000_000_000,
      retryCount: 2,
    });
    assert.equal(body(true), undefined);
  });

  it('is known by all of its parts', () => {
    for (const less of [{ queueName: 7 }, { queueName: undefined }, { opts: undefined }, { opts: 7 }])
      assert.equal(bullmq(job(less)), undefined, JSON.stringify(less));
    const { queueName, opts, attemptsMade } = job();
    assert.equal(bullmq({ queueName, opts, attemptsMade }), undefined);
    assert.equal(bullmq(job({ attemptsMade: '2' })), undefined);
  });

  it('carries nothing where its options have no text of it', () => {
    const traced = JSON.stringify({ traceparent: TRACEPARENT });
    for (const metadata of [undefined, 7, 'no JSON', '7', [traced], { traceparent: TRACEPARENT }])
      assert.deepEqual(bullmq(job({ opts: { telemetry: { metadata } } }))?.headers, {}, JSON.stringify(metadata));
    assert.deepEqual(bullmq(job({ opts: {} }))?.headers, {});
  });

  it('that was never tried before has no count of that, nor has what is no count', () => {
    assert.equal(retryCountOf(1), 1);
    for (const none of [0, -1, 1.5, Number.NaN, Infinity, '3', undefined]) assert.equal(retryCountOf(none), undefined);
  });
});

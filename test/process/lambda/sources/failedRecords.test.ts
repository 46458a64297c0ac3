import assert from 'node:assert/strict';
import { describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import * as events from '../../../fixtures/lambda/messages';

/** The indexes of the records that come again. */
function failed(event: unknown, ...identifiers: unknown[]): number[] | 'all' {
  const { records, failedRecords } = describeEvent(event);
  const failures = failedRecords(identifiers);
  return failures === 'all' ? 'all' : [...failures].map((record) => records.indexOf(record)).toSorted((a, b) => a - b);
}

describe('records that a partial batch response fails', () => {
  const NOBODY = ['', null, undefined, 'nobody', {}, 17];

  it('SQS: those that are named, by message id', () => {
    const event = events.sqs(4);
    const id = (index: number) => event.Records[index]?.messageId;
    assert.deepEqual(failed(event), []);
    assert.deepEqual(failed(event, id(3), id(1)), [1, 3]);
    for (const nobody of NOBODY) assert.equal(failed(event, id(1), nobody), 'all');
    assert.deepEqual(failed(event.Records, id(2)), [2], 'of a pipe');
  });

  it('SQS: all that have an equal id', () => {
    const Records = [
      events.sqsRecord({ messageId: 'twin' }),
      events.sqsRecord(),
      events.sqsRecord({ messageId: 'twin' }),
    ];
    assert.deepEqual(failed({ Records }, 'twin'), [0, 2]);
  });

  it('Kinesis: from the first that is named to the end of its shard, by sequence number', () => {
    const event = events.kinesis(4);
    assert.deepEqual(failed(event), []);
    assert.deepEqual(failed(event, '49593', '49592'), [2, 3]);
    for (const nobody of NOBODY) assert.equal(failed(event, '49591', nobody), 'all');
    const shards = [
      events.kinesisRecord('1'),
      events.kinesisRecord('2', 'shardId-000000000007'),
      events.kinesisRecord('3'),
    ];
    assert.deepEqual(failed({ Records: shards }, '1'), [0, 2]);
  });

  it('DynamoDB: likewise, and no other id', () => {
    const event = events.dynamoDb(3);
    assert.deepEqual(failed(event, '111'), [1, 2]);
    assert.equal(failed(event, 'id-111'), 'all');
    for (const nobody of NOBODY) assert.equal(failed(event, nobody), 'all');
  });

  it('a pipe takes the ids of events, too', () => {
    assert.deepEqual(failed(events.dynamoDb(3).Records, 'id-111'), [1, 2]);
    assert.deepEqual(failed(events.dynamoDb(3).Records, '111'), [1, 2]);
  });

  it('Kafka: from an offset to the end of its partition', () => {
    const event = events.msk();
    assert.deepEqual(failed(event), []);
    assert.deepEqual(failed(event, { partition: 'orders-0', offset: 16 }), [1]);
    assert.deepEqual(failed(event, { partition: 'orders-0', offset: 15 }), [0, 1]);
    assert.deepEqual(failed(event, { partition: 'orders-1', offset: 7 }), [2]);
    for (const nobody of [...NOBODY, 'orders-0-15', { partition: 'orders-0', offset: 7 }]) {
      assert.equal(failed(event, nobody), 'all');
    }
  });

  it('what knows no partial response: whatever is named is nobody', () => {
    assert.deepEqual(failed(events.sns(), 'sns-1'), []);
    assert.deepEqual(failed({ detail: 1 }, 'id'), []);
  });
});

import assert from 'node:assert/strict';
import { resourceOfArn, timeOf, timeOfSeconds } from '../../../../src/process/lambda/sources/eventRecord';
import { eventRecordOf } from '../../../../src/process/lambda/sources/eventRecords';
import * as events from '../../../fixtures/lambda/messages';
import { message } from '../../consumerWorld';

const read = (record: object) => eventRecordOf(record) ?? assert.fail('not a record');

describe('the members of a record', () => {
  it('tell whether it is one, where it tells no source', () => {
    const kafka = events.kafkaRecord(15);
    for (const record of [kafka, { ...kafka, eventSource: 7 }, { ...kafka, offset: '15' }]) read(record);
    for (const members of [
      { topic: 1 },
      { partition: undefined },
      { offset: '' },
      { offset: {} },
      { timestampType: undefined },
    ]) {
      assert.equal(eventRecordOf({ ...kafka, ...members }), undefined, JSON.stringify(members));
    }
    const rabbit = events.rabbitMqMessage();
    read(rabbit);
    for (const members of [{ basicProperties: 'text' }, { data: undefined }, { redelivered: 'no' }]) {
      assert.equal(eventRecordOf({ ...rabbit, ...members }), undefined, JSON.stringify(members));
    }
    for (const none of [undefined, 'text', {}, message(), { ...kafka, eventSource: 'aws:new' }]) {
      assert.equal(eventRecordOf(none), undefined);
    }
  });

  it('DynamoDB: its table, its number, and no place for a context', () => {
    const record = events.dynamoDbRecord('110');
    const { carrier, broker, id, attemptKey } = read(record);
    assert.deepEqual(carrier(), {});
    assert.deepEqual(broker?.details?.(), { 'aws.dynamodb.table_names': ['orders'] });
    assert.deepEqual([broker.destination, id, attemptKey], ['orders', '110', 'orders\n110']);
    const odd = { ...record, dynamodb: {}, eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:my-table/orders' };
    assert.deepEqual([read(odd).broker?.destination, read(odd).id, read(odd).attemptKey], Array(3).fill(undefined));
    assert.deepEqual(read(odd).broker?.details?.(), {});
    assert.equal(read({ ...record, eventSourceARN: undefined }).broker?.destination, undefined);
  });

  it('Kinesis: its stream and its shard', () => {
    const record = events.kinesisRecord('49590');
    const told = (members: object): unknown[] => {
      const { broker, attemptKey } = read({ ...record, ...members });
      return [broker?.destination, broker?.partition, attemptKey];
    };
    assert.deepEqual(told({ eventID: 'shardId-000000000006:1' }), [
      'orders',
      'shardId-000000000006',
      'orders\nshardId-000000000006:1',
    ]);
    for (const eventID of ['1', 'a shardId-000000000006:1']) {
      assert.deepEqual(told({ eventID }), ['orders', undefined, `orders\n${eventID}`]);
    }
    assert.deepEqual(told({ eventID: undefined }), ['orders', undefined, '49590']);
    const eventSourceARN = 'arn:aws:kinesis:eu-west-1:123456789012:my/stream/orders';
    assert.equal(told({ eventSourceARN })[0], 'my/stream/orders');
  });

  it('RabbitMQ: its queue, and its time where that can be one', () => {
    const record = { ...events.rabbitMqMessage(), eventSource: 'aws:rmq' };
    const timeOfMessage = (timestamp: unknown): unknown => {
      const { carrier } = read({ ...record, basicProperties: { ...record.basicProperties, timestamp } });
      return (carrier() as { properties: { timestamp: unknown } }).properties.timestamp;
    };
    assert.equal(timeOfMessage('Jan 1, 2001, 12:00:00 AM'), Date.UTC(2001) / 1000);
    assert.equal(timeOfMessage('Jan 2, 2026, 3:04:05\u202FAM'), Date.UTC(2026, 0, 2, 3, 4, 5) / 1000);
    for (const odd of ['Dec 31, 2000, 11:59:59 PM', 'soon', '', 7, undefined]) {
      assert.equal(timeOfMessage(odd), undefined, String(odd));
    }
    const fields = (redelivered: boolean) => (read({ ...record, redelivered }).carrier() as { fields: object }).fields;
    assert.deepEqual([fields(true), fields(false)], [{ redelivered: true }, { redelivered: false }]);
    for (const [eventSourceKey, queue] of [
      ['orders::/', 'orders'],
      ['my::orders::/', 'my::orders'],
      ['::/', '::/'],
      ['orders', 'orders'],
      [7, undefined],
    ]) {
      assert.equal(read({ ...record, eventSourceKey }).queue, queue);
    }
  });

  it('ActiveMQ: what it belongs to, in two spellings', () => {
    const record = { ...events.activeMqMessage(), correlationId: undefined, correlationID: undefined };
    const conversation = (members: object) => read({ ...record, ...members }).broker?.conversationId;
    assert.equal(conversation({ correlationId: 'c' }), 'c');
    assert.equal(conversation({ correlationID: 'c' }), 'c');
    for (const odd of ['', undefined, 7]) assert.equal(conversation({ correlationId: odd }), undefined);
  });

  it('are times only where they are some', () => {
    assert.equal(timeOf('2026-01-02T03:04:05Z'), Date.UTC(2026, 0, 2, 3, 4, 5));
    for (const odd of ['soon', '', 2026, undefined, null]) assert.equal(timeOf(odd), undefined);
    assert.equal(timeOfSeconds(1.5004), 1500);
    for (const odd of [0, -1, NaN, Infinity, '5', undefined, { valueOf: () => 5 }]) {
      assert.equal(timeOfSeconds(odd), undefined);
    }
  });

  it('are ARNs only where they are some', () => {
    assert.equal(resourceOfArn('arn:aws:lambda:eu-west-1:1:function:name'), 'function:name');
    assert.equal(resourceOfArn('arn:aws:s3:::receipts'), 'receipts');
    for (const odd of ['arn:aws:s3:::', 'arn:aws', 'urn:aws:s3:::receipts', 'a:b:c:d:e:f', '', 7, undefined]) {
      assert.equal(resourceOfArn(odd), undefined, String(odd));
    }
  });
});

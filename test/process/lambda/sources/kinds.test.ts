import assert from 'node:assert/strict';
import { describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import * as events from '../../../fixtures/lambda/messages';
import * as others from '../../../fixtures/lambda/others';
import { type Diagnostics, captureDiagnostics } from '../../../support/diagnostics';

/** The indexes of the records that come again. */
function failed(event: unknown, ...identifiers: unknown[]): number[] | 'all' {
  const { records, failedRecords } = describeEvent(event);
  const failures = failedRecords(identifiers);
  return failures === 'all' ? 'all' : [...failures].map((record) => records.indexOf(record)).toSorted((a, b) => a - b);
}

describe('what an event is', () => {
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => {
    const { lines } = diagnostics;
    diagnostics.stop();
    // Whatever a function is given is nothing to tell of.
    assert.deepEqual(lines, []);
  });

  const record = events.sqsRecord();
  const activeMq = { eventSource: 'aws:mq', messages: [events.activeMqMessage()] };
  const { source, detail, 'detail-type': type } = events.eventBridge();
  const KINDS: Readonly<Record<string, readonly [event: unknown, kind: string, records?: readonly unknown[]]>> = {
    'a number': [7, 'other'],
    null: [null, 'other'],
    'records of which the first are none': [{ Records: [null, 'text', record] }, 'messages', [null, 'text', record]],
    'a handmade record': [{ Records: [{ ...record, eventSource: undefined }] }, 'messages'],
    'records of a source that is not known': [{ Records: [{ eventSource: 'aws:new', ReceiptHandle: 'r' }] }, 'other'],
    'a source that is no text': [{ Records: [{ ...record, eventSource: 7 }] }, 'other'],
    'partitions that are no lists': [{ eventSource: 'aws:kafka', records: { 'orders-0': 'text' } }, 'messages', []],
    'partitions of nobody': [{ records: { 'orders-0': [events.kafkaRecord(1)] } }, 'other'],
    'messages of ActiveMQ': [activeMq, 'messages', activeMq.messages],
    'messages of nobody': [{ messages: activeMq.messages }, 'other'],
    'messages of ActiveMQ that are no list': [{ ...activeMq, messages: {} }, 'other'],
    'an event of EventBridge': [{ source, detail, 'detail-type': type }, 'messages'],
    'an event without a source': [{ detail, 'detail-type': type }, 'other'],
    'an event with a source that is no text': [{ source: 1, detail, 'detail-type': type }, 'other'],
    'an event without a type': [{ source, detail }, 'other'],
    'an event with a type that is no text': [{ source, detail, 'detail-type': 1 }, 'other'],
    'an event without a detail': [{ source, 'detail-type': type }, 'other'],
    'a schedule of a rule': [others.scheduled(), 'timer', []],
    'an event of the type of schedules': [{ ...others.scheduled(), source: 'com.aws.events' }, 'messages'],
    'an event of the source of schedules': [{ ...others.scheduled(), 'detail-type': 'Rule Changed' }, 'messages'],
  };
  for (const [what, [event, kind, records]] of Object.entries(KINDS)) {
    it(`${what}: ${kind}`, () => {
      const described = describeEvent(event);
      assert.equal(described.kind, kind);
      if (records !== undefined) assert.deepEqual(described.records, records);
    });
  }

  it('its trigger is on its span, whatever that is', () => {
    for (const [event, trigger] of [
      [others.ses(), 'other'],
      [others.s3('a'), 'datasource'],
      [others.restApi(), 'http'],
      [others.scheduled(), 'timer'],
      [events.dynamoDb(), 'datasource'],
    ] as const) {
      const described = describeEvent(event);
      assert.equal(described.trigger, trigger);
      assert.deepEqual(described.shape.attributes, { 'faas.trigger': trigger });
    }
  });

  it('an event of EventBridge has the name of its source, whatever else it tells', () => {
    const { shape } = describeEvent(events.eventBridge());
    assert.equal(shape.name?.(undefined), 'com.shop.orders process');
    assert.equal(shape.pushed, true);
  });

  it('a schedule is named by an ARN of EventBridge Scheduler, and by nothing else', () => {
    const details = (...resources: unknown[]): object =>
      describeEvent({ ...others.scheduler(), resources: resources.length === 1 ? resources[0] : resources }).details();
    const arn = (resource: string): string => `arn:aws:scheduler:eu-west-1:123456789012:${resource}`;
    assert.deepEqual(details([arn('schedule/nightly/clean/up')]), {
      'aws.scheduler.schedule.name': 'clean/up',
      'aws.scheduler.schedule_group.name': 'nightly',
    });
    for (const odd of [
      undefined,
      arn('schedule/nightly/clean-up'),
      [],
      [7],
      [arn('reschedule/nightly/clean-up')],
      [arn('schedule/nightly')],
      [arn('schedule/nightly/clean\nup')],
      ['schedule/nightly/clean-up'],
    ]) {
      assert.deepEqual(details(odd), {});
    }
  });

  it('a notification of S3 tells what happened to which object', () => {
    const told = (members: object, key?: unknown): unknown[] => {
      const given = others.s3('a').Records[0] ?? assert.fail();
      const s3 = { ...given.s3, object: { key } };
      const { kind, attributes } = describeEvent({ Records: [{ ...given, s3, ...members }] });
      assert.equal(kind, 'notification');
      return [attributes['faas.document.operation'], attributes['faas.document.name']];
    };
    for (const [eventName, operation] of [
      ['ObjectCreated:Put', 'insert'],
      ['ObjectRemoved:Delete', 'delete'],
      ['LifecycleExpiration:Delete', 'delete'],
      ['ObjectRestore:Post', 'edit'],
      ['of ObjectRemoved:Delete', 'edit'],
      ['', undefined],
      [undefined, undefined],
      [7, undefined],
    ]) {
      assert.deepEqual(told({ eventName }, 'a'), [operation, 'a'], String(eventName));
    }
    for (const [key, name] of [
      ['a+b%2Fc', 'a b/c'],
      ['100%+sure', '100%+sure'],
      [undefined, undefined],
      [7, undefined],
    ]) {
      assert.deepEqual(told({}, key), ['insert', name]);
    }
    assert.deepEqual(told({ s3: 'text' }), ['insert', undefined]);
  });

  it('messages of RabbitMQ come from the queues that are lists', () => {
    const [one, other] = [events.rabbitMqMessage(), events.rabbitMqMessage()];
    const rmqMessagesByQueue = { 'orders::/': [one], 'odd::/': 'text', '::/': [other], none: null };
    const { records, shape } = describeEvent({ eventSource: 'aws:rmq', rmqMessagesByQueue });
    assert.deepEqual(records, [one, other]);
    assert.deepEqual(
      records.map((each) => shape.destinationOf?.(each)),
      ['orders', '::/'],
    );
  });

  describe('records that a partial batch response fails', () => {
    it('SQS: an empty id is nobody’s, and what is no record has none', () => {
      const Records = [null, events.sqsRecord({ messageId: '' }), events.sqsRecord({ messageId: 'a' })];
      assert.deepEqual(failed({ Records }, 'a'), [2]);
      assert.equal(failed({ Records }, ''), 'all');
      assert.equal(failed({ Records }, undefined), 'all');
    });

    it('Kafka: an offset is a number or a text, and not an empty one', () => {
      const kafka = (...offsets: unknown[]) => ({
        eventSource: 'aws:kafka',
        records: { 'orders-0': offsets.map((offset) => ({ ...events.kafkaRecord(1), offset })) },
      });
      const partition = 'orders-0';
      assert.deepEqual(failed(kafka(15, 16), { partition, offset: '16' }), [1]);
      assert.deepEqual(failed(kafka('15', '16'), { partition, offset: 16 }), [1]);
      for (const offset of ['', {}, undefined, null, ['16']]) {
        assert.equal(failed(kafka('', {}, undefined, null, '16'), { partition, offset }), 'all');
      }
      assert.equal(failed(kafka(16), { partition: [partition], offset: 16 }), 'all');
    });

    it('of a stream: from the first that is named, within its stream and its shard', () => {
      const of = (sequence: string, members: object) => ({ ...events.kinesisRecord(sequence), ...members });
      const streams = ['one', 'other', 'one'].map((name) => `arn:aws:kinesis:eu-west-1:123456789012:stream/${name}`);
      const Records = streams.map((eventSourceARN, index) => of(`${index}`, { eventSourceARN }));
      assert.deepEqual(failed({ Records }, '0'), [0, 2]);
      const odd = ['a-shardId-1', 'b-shardId-2', undefined].map((eventID, index) => of(`${index}`, { eventID }));
      assert.deepEqual(failed({ Records: odd }, '0'), [0, 1, 2]);
      assert.deepEqual(failed({ Records: [null, ...Records] }, '1'), [2]);
    });
  });
});

import assert from 'node:assert/strict';
import { describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import { openBatch } from '../../../../src/process/openBatch';
import * as events from '../../../fixtures/lambda/messages';
import * as others from '../../../fixtures/lambda/others';
import { useWorld } from '../../../support/useWorld';
import { CREATION, startConsumerWorld } from '../../consumerWorld';
import { spansOf } from './eventWorld';

/** An object each member of which can throw when it is read. */
function thrower(target: object, members: readonly (string | symbol)[] | 'all' = 'all'): object {
  const fail = (name?: string | symbol) => {
    if (name === undefined || members === 'all' || members.includes(name)) throw new Error('not to be read');
  };
  return new Proxy(target, {
    get(of, name, self) {
      fail(name);
      return Reflect.get(of, name, self) as unknown;
    },
    ownKeys(of) {
      fail();
      return Reflect.ownKeys(of);
    },
    has(of, name) {
      fail(name);
      return Reflect.has(of, name);
    },
  });
}

const EVENTS: Readonly<Record<string, () => object>> = {
  SQS: events.sqs,
  SNS: events.sns,
  EventBridge: events.eventBridge,
  Kinesis: events.kinesis,
  DynamoDB: events.dynamoDb,
  Kafka: events.msk,
  RabbitMQ: events.rabbitMq,
  ActiveMQ: events.activeMq,
  pipe: () => events.sqs().Records,
  S3: () => others.s3('a', 'b'),
  schedule: others.scheduler,
  'REST API': others.restApi,
  'HTTP API': () => others.httpApi(),
};

/** All places in an object, as paths of names. */
function paths(value: unknown, depth = 4): string[][] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [name],
    ...paths(member, depth - 1).map((path) => [name, ...path]),
  ]);
}

function replaced(value: unknown, [name, ...path]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = replaced(copy[name], path, by);
  return copy;
}

describe('odd events', () => {
  const world = useWorld(startConsumerWorld);

  for (const [source, make] of Object.entries(EVENTS)) {
    it(`${source}: any value in any place does no harm`, () => {
      const odd = [
        null,
        undefined,
        17,
        '',
        'text',
        [],
        {},
        [null],
        { a: [] },
        thrower({}),
        Symbol('odd'),
        10n,
        () => 1,
      ];
      const event = make();
      for (const path of paths(event)) {
        for (const value of odd) {
          const given = replaced(event, path, value);
          spansOf(world, given);
          const { failedRecords, outcomeOf } = describeEvent(given);
          failedRecords([value, { partition: value, offset: value }]);
          outcomeOf(value);
          outcomeOf({ statusCode: value });
        }
      }
    });

    it(`${source}: an event that throws passes as nothing that is known`, () => {
      const { kind, records } = describeEvent(thrower(make()));
      assert.deepEqual([kind, records], ['other', []]);
    });

    it(`${source}: frozen`, () => {
      const event = Object.freeze(make());
      assert.deepEqual(describeEvent(event).kind, describeEvent(make()).kind);
    });
  }

  it('a record that throws has no span, the others have theirs', () => {
    const [first, second] = events.sqs().Records;
    const { whole, records } = spansOf(world, { Records: [thrower({ a: 1 }), first, thrower({}), second] });
    assert.equal(whole?.links.length, 2);
    assert.equal(records.length, 2);
  });

  it('records of a prototype, and none of their own', () => {
    const { kind } = describeEvent(Object.create(events.sqs()) as object);
    assert.equal(kind, 'messages');
  });

  it('a source that is the name of a member of every object', () => {
    for (const eventSource of ['constructor', '__proto__', 'toString']) {
      assert.equal(describeEvent({ Records: [{ eventSource }] }).kind, 'other');
    }
  });

  it('six megabytes of Kinesis: each record is read, and each context is found', () => {
    const data = (index: number) =>
      events.base64({
        _trace: { traceparent: `00-${CREATION.traceId}-${CREATION.spanId}-01` },
        index,
        text: 'x'.repeat(400),
      });
    const Records = Array.from({ length: 10_000 }, (_, index) => {
      const record = events.kinesisRecord(String(index));
      return { ...record, kinesis: { ...record.kinesis, data: data(index) } };
    });
    const event = describeEvent({ Records });
    openBatch(event.records, {}, event.shape)?.end();
    const ofRecords = world.tracing.spans('process orders');
    assert.equal(ofRecords.length, 10_000);
    assert.ok(ofRecords.every(({ links }) => links[0]?.context.spanId === CREATION.spanId));
    const failed = event.failedRecords(Records.map(({ kinesis }) => kinesis.sequenceNumber));
    assert.equal(failed === 'all' ? 0 : failed.size, 10_000);
  });

  it('data of Kinesis that is no JSON object, and one that is aggregated, has no context', () => {
    const aggregated = Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), Buffer.from('{"_trace":{}}')]);
    for (const data of ['text', '', '{', '[]', '{"_trace":1}', '{"_trace":{}}', '{"a":"_trace"}', aggregated]) {
      const record = events.kinesisRecord('1');
      const kinesis = { ...record.kinesis, data: Buffer.from(data).toString('base64') };
      const { records } = spansOf(world, { Records: [{ ...record, kinesis }] });
      assert.equal(records.length, 1);
      assert.deepEqual(records[0]?.links, []);
    }
  });
});

import assert from 'node:assert/strict';
import { forwardMessage, processMessage } from '../../../src';
import { CREATION, TRACEPARENT, startConsumerWorld } from '../consumerWorld';
import { linksOf } from '../../integration/sqsWorld';
import { useWorld } from '../../support/useWorld';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A record of Amazon MSK as Lambda hands it to a function. */
const record = (members: object = {}) => ({
  topic: 'orders',
  partition: 3,
  offset: 15,
  timestamp: Date.now() - 60_000,
  timestampType: 'CREATE_TIME',
  key: base64('k'),
  value: base64('über'),
  // What is above 127 is negative where the runtime of Java writes it.
  headers: [{ tenant: [-61, -95] }, { traceparent: [...Buffer.from(TRACEPARENT)] }, { tenant: [98] }],
  ...members,
});

describe('a record of Kafka in an event', () => {
  const world = useWorld(startConsumerWorld);

  it('has a process span with the place, the size and the creator of the message', () => {
    processMessage(record(), () => undefined);
    const span = world.tracing.span('process orders');
    assert.deepEqual(
      linksOf(span).map(([id]) => id),
      [`${CREATION.traceId}/${CREATION.spanId}`],
    );
    assert.equal(span.attributes['messaging.system'], 'kafka');
    assert.equal(span.attributes['messaging.destination.name'], 'orders');
    assert.equal(span.attributes['messaging.destination.partition.id'], '3');
    assert.equal(span.attributes['messaging.kafka.offset'], 15);
    assert.equal(span.attributes['messaging.message.body.size'], Buffer.byteLength('über'));
  });

  it('is a message also as a pipe leaves it, but none to send on: its value may be encoded, or not any more', async () => {
    const { headers, value, offset } = record();
    const published: unknown[] = [];
    const channel = { publish: (...args: unknown[]) => published.push(args) > 0, sendToQueue: () => true };
    for (const left of [{ headers, value, offset }, { headers, value }, { value, offset }, {}]) {
      world.reset();
      const given = { eventSource: 'aws:kafka', ...left };
      await processMessage(given, async () => undefined);
      const span = world.tracing.span('process');
      assert.equal(span.attributes['messaging.system'], 'kafka');
      assert.equal(span.links.length, 'headers' in left ? 1 : 0);
      await assert.rejects(forwardMessage(channel as never, given, { routingKey: 'dead' }), TypeError);
    }
    assert.deepEqual(published, []);
  });

  it('is sent on as it was sent, also where a pipe has decoded it', async () => {
    const sent: { key: unknown; value: unknown }[] = [];
    const producer = { send: async ({ messages }: { messages: typeof sent }) => void sent.push(...messages) };
    await forwardMessage(producer, record({ value: '{"order":1}', key: 'größe 7' }), { topic: 'dead' });
    await forwardMessage(producer, record({ value: base64('{"order":1}'), key: base64('größe 7') }), { topic: 'dead' });
    assert.deepEqual(
      sent.map(({ key, value }) => [String(key), String(value)]),
      [
        ['größe 7', '{"order":1}'],
        ['größe 7', '{"order":1}'],
      ],
    );
    await assert.rejects(forwardMessage(producer, record({ value: { order: 1 } }), { topic: 'dead' }), TypeError);
  });

  it('is a message also without headers, without a key, and where it is a tombstone', () => {
    for (const members of [{ headers: [] }, { key: null }, { value: null }, { headers: [null, 7, { a: 'x' }, {}] }]) {
      world.reset();
      processMessage(record(members), () => undefined);
      assert.equal(world.tracing.span('process orders').attributes['messaging.system'], 'kafka');
    }
  });

  it('is claimed once, in however many layers it is processed', () => {
    const given = record();
    processMessage(given, () => processMessage(given, () => undefined));
    assert.equal(world.tracing.spans('process orders').length, 1);
  });

  it('is sent on as its sender had it: key, value and headers are no longer encoded', async () => {
    const sent: { topic: string; messages: { key: Buffer; value: Buffer; headers: Record<string, unknown> }[] }[] = [];
    const producer = { send: async (request: (typeof sent)[number]) => sent.push(request) };
    await forwardMessage(producer, record(), { topic: 'orders-retry' });
    const [{ topic, messages } = assert.fail()] = sent;
    const [forwarded = assert.fail()] = messages;
    assert.equal(topic, 'orders-retry');
    assert.equal(String(forwarded.key), 'k');
    assert.equal(String(forwarded.value), 'über');
    assert.deepEqual((forwarded.headers['tenant'] as Buffer[]).map(String), ['á', 'b']);
    assert.equal(String(forwarded.headers['traceparent']), TRACEPARENT);
  });
});

import assert from 'node:assert/strict';
import { forwardMessage } from '../../../src';
import * as guide from '../../../examples/guides/otherClients';
import { useWorld } from '../../support/useWorld';
import { kafkaMessage } from '../brokers/messages';
import { CREATION, TRACEPARENT, inSpan, message, startConsumerWorld } from '../consumerWorld';

interface Produced {
  readonly topic: string;
  readonly value: Buffer | null;
  readonly key: Buffer | null;
  readonly headers: Record<string, Buffer | string>[];
}

/** The producer of node-rdkafka that tells when the broker has a record: an undefined part keeps it from sending at all. */
class HighLevelProducer {
  produced: Produced[] = [];
  keySerializer: object = { apply: (part: unknown) => part, async: false };
  valueSerializer: object = { apply: (part: unknown) => part, async: false };

  produce(
    topic: string,
    _: null,
    value: never,
    key: never,
    _time: number,
    headers: never,
    done: (error: unknown) => void,
  ): void {
    if (value === undefined || key === undefined) return;
    this.produced.push({ topic, value, key, headers });
    setImmediate(done, undefined);
  }

  setKeySerializer(): void {}
}

/** Confluent's, which writes bytes. */
class ConfluentProducer extends HighLevelProducer {
  setSaslCredentials(): void {}
}

describe('producers of librdkafka', () => {
  const world = useWorld(startConsumerWorld);
  let producer: HighLevelProducer;

  beforeEach(() => {
    producer = new HighLevelProducer();
  });

  const to = { topic: 'dead' };
  const record = (members: object): object => ({ topic: 'orders', partition: 0, offset: 7, ...members });

  it('a message without a key is sent, with null in its place', async () => {
    await forwardMessage(producer, message(), to);
    assert.equal(producer.produced[0]?.key, null);
  });

  it('what is empty has a place in memory, so that it is not taken for null', async () => {
    for (const nothing of ['', Buffer.alloc(0), new Uint8Array()]) {
      await forwardMessage(producer, record({ value: nothing, key: nothing, headers: [{ e: nothing }] }), to);
      const { value, key, headers } = producer.produced.at(-1) ?? assert.fail();
      for (const part of [value, key, headers[0]?.['e']]) {
        assert.ok(Buffer.isBuffer(part));
        assert.deepEqual([part.length, part.buffer.byteLength > 0], [0, true]);
      }
    }
  });

  it('node-rdkafka makes text of headers: what it cannot write is an error, or left out; Confluent writes bytes', async () => {
    for (const header of [Buffer.from([255]), 'a\0b', Buffer.from('a\0b')]) {
      const given = record({ value: Buffer.from('x'), headers: [{ lost: header }, { tenant: 'blue' }] });
      await assert.rejects(forwardMessage(producer, given, to), /cannot write the header "lost"/);
      assert.equal(producer.produced.length, 0);
      await forwardMessage(producer, given, { ...to, lossy: true });
      const [{ headers } = assert.fail()] = producer.produced;
      assert.deepEqual(headers.flatMap(Object.keys), ['tenant', 'x-retry-count']);
      producer.produced = [];
      const confluent = new ConfluentProducer();
      await forwardMessage(confluent, given, to);
      assert.deepEqual(confluent.produced[0]?.headers[0], { lost: Buffer.from(header) });
    }
  });

  it('a serializer of the application gets what it makes the same bytes of; with others, nothing is sent', async () => {
    const given = record({ key: 'k', value: Buffer.from('{"id":1}'), headers: [] });
    const ofText = (part: unknown): unknown => (typeof part === 'string' ? Buffer.from(part) : part && 'lost');
    producer.valueSerializer = { apply: ofText, async: false };
    await forwardMessage(producer, given, to);
    assert.equal(producer.produced.pop()?.value, '{"id":1}');
    const failing = (): Promise<never> => Promise.reject(new Error('no registry'));
    for (const serializer of [
      { apply: (part: unknown) => Buffer.from(JSON.stringify(part)), async: false },
      { apply: (topic: unknown, part: unknown) => (part === undefined ? topic : 'other'), needsTopic: true },
      { apply: (_: unknown, done: () => void) => done(), async: true },
      { apply: failing, async: false },
    ]) {
      producer.valueSerializer = serializer;
      for (const one of [given, record({ value: null })])
        await assert.rejects(forwardMessage(producer, one, to), /make other bytes/);
    }
    assert.equal(producer.produced.length, 0);
  });

  it('guide 2: the active context is in a list of headers, and the dead letter has that of the producer', async () => {
    const consumer = { on: (_: 'data', handle: (given: { value: unknown }) => void) => handle(kafkaMessage()) };
    const failing = (): Promise<void> => Promise.reject(new RangeError('no stock'));
    inSpan('place order', () => guide.rdkafka(producer, consumer, { id: 1 }, failing));
    await new Promise((resolve) => setImmediate(resolve));
    const [placed, dead] = producer.produced;
    const { spanId, traceId } = world.tracing.span('place order').spanContext();
    assert.deepEqual(placed?.headers, [{ tenant: 'blue' }, { traceparent: `00-${traceId}-${spanId}-01` }]);
    assert.equal(dead?.topic, 'orders.dead');
    const headers = Object.assign({}, ...dead.headers) as Record<string, Buffer>;
    assert.equal(String(headers['traceparent']), TRACEPARENT);
    assert.match(TRACEPARENT, new RegExp(CREATION.spanId));
  });
});

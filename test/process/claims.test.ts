import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { trace } from '@opentelemetry/api';
import { forwardMessage, processBatch, processMessage, wrapBatchHandler } from '../../src';
import type { RabbitPublisher } from '../../src/process/forward/publishers/rabbitPublisher';
import * as events from '../fixtures/lambda/messages';
import { eachMessagePayload, kafkaMessage, rabbitMessage } from './brokers/messages';
import { type ConsumerWorld, message, pause, startConsumerWorld } from './consumerWorld';

const MEBIBYTE = 1024 * 1024;

/** The collector of V8, without a flag for all tests. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const SHAPES: Readonly<Record<string, () => object>> = {
  'a Kafka message': () => kafkaMessage({ value: Buffer.alloc(MEBIBYTE) }),
  'the payload of eachMessage': () => eachMessagePayload({ value: Buffer.alloc(MEBIBYTE) }),
  'a RabbitMQ message': () => Object.assign(rabbitMessage(), { content: Buffer.alloc(MEBIBYTE) }),
  'an SQS message': () => message({ Body: 'x'.repeat(MEBIBYTE) }),
  'an SQS message without a receipt handle': () => ({ Body: Buffer.alloc(MEBIBYTE).toString('latin1') }),
  'a record of SNS': () => ({ ...events.sns().Records[0] }),
  'an event of EventBridge': () => ({ ...events.eventBridge() }),
  'a record of Kinesis': () => events.kinesisRecord('1'),
  'a record of DynamoDB': () => events.dynamoDbRecord('1'),
  'a record of Amazon MSK': () => events.kafkaRecord(1),
  'a record of RabbitMQ': () => events.rabbitMqMessage(),
  'a record of ActiveMQ': () => events.activeMqMessage(),
};

const AROUND: Readonly<Record<string, (given: object, handler: () => void) => unknown>> = {
  processMessage: (given, handler) => processMessage(given, handler),
  processBatch: (given, handler) => processBatch([given], handler),
  wrapBatchHandler: (given, handler) => wrapBatchHandler(handler)([given]),
};

/** A channel whose connection starts something of its own for a message. */
function startingChannel(start: () => void): RabbitPublisher {
  return { publish: () => (start(), true), sendToQueue: () => true, assertQueue: () => undefined } as never;
}

describe('a timer that a handler leaves behind', () => {
  const gc = collector();
  let world: ConsumerWorld;
  before(() => void (world = startConsumerWorld()));
  after(() => world.stop());
  beforeEach(() => world.reset());

  for (const [title, make] of Object.entries(SHAPES)) {
    for (const [name, run] of Object.entries(AROUND)) {
      it(`does not keep ${title} of ${name} alive`, async () => {
        const timers: NodeJS.Timeout[] = [];
        const messages: WeakRef<object>[] = [];
        const handle = async (): Promise<void> => {
          const given = make();
          messages.push(new WeakRef(given));
          await run(given, () => void timers.push(setTimeout(() => undefined, 3_600_000)));
        };
        for (let i = 0; i < 20; i++) await handle();
        world.reset();
        const countAlive = (): number => messages.filter((reference) => reference.deref() !== undefined).length;
        let alive = messages.length;
        // What is asked for stays for its turn, and not all that can go goes at once.
        for (let tries = 0; tries < 5 && alive > 1; tries++) {
          await pause(5);
          gc();
          alive = countAlive();
        }
        for (const timer of timers) clearTimeout(timer);
        // The last one may still be in a register.
        assert.ok(alive <= 1, `${alive} of 20 messages are alive`);
      });
    }
  }

  for (const title of ['a Kafka message', 'the payload of eachMessage', 'a RabbitMQ message'] as const) {
    it(`does not keep ${title} alive that was sent on, nor its error`, async () => {
      const timers: NodeJS.Timeout[] = [];
      const kept: WeakRef<object>[] = [];
      const channel = startingChannel(() => void timers.push(setTimeout(() => undefined, 3_600_000)));
      const handle = async (): Promise<void> => {
        const given = SHAPES[title]?.() ?? assert.fail();
        const error = Object.assign(new Error('boom'), { given });
        kept.push(new WeakRef(given), new WeakRef(error));
        await processMessage(given, () => forwardMessage(channel, given, { routingKey: 'dead', error }));
      };
      for (let i = 0; i < 20; i++) await handle();
      world.reset();
      assert.equal(timers.length, 20);
      let alive = kept.length;
      for (let tries = 0; tries < 5 && alive > 2; tries++) {
        await pause(5);
        gc();
        alive = kept.filter((reference) => reference.deref() !== undefined).length;
      }
      for (const timer of timers) clearTimeout(timer);
      assert.ok(alive <= 2, `${alive} of 40 are alive`);
    });
  }

  for (const [name, run] of Object.entries(AROUND)) {
    it(`keeps few spans alive, where a handler of ${name} begins with the next message`, async () => {
      const spans: WeakRef<object>[] = [];
      const timer = await new Promise<NodeJS.Timeout>((resolve) => {
        const next = (left: number): void =>
          void run(message(), () => {
            spans.push(new WeakRef(trace.getActiveSpan() ?? assert.fail()));
            if (left > 0) setImmediate(next, left - 1);
            else resolve(setTimeout(() => undefined, 3_600_000));
          });
        next(99);
      });
      await pause(5);
      world.reset();
      await pause(5);
      gc();
      clearTimeout(timer);
      const alive = spans.filter((reference) => reference.deref() !== undefined).length;
      assert.equal(spans.length, 100);
      assert.ok(alive <= 20, `${alive} of 100 spans are alive`);
    });
  }

  it('finds the process span of a message in the handler, whatever its shape', async () => {
    for (const make of Object.values(SHAPES)) {
      const given = make();
      await processBatch([given], () => processMessage(given, () => processMessage(given, () => undefined)));
      assert.equal(world.tracing.spans().length, 2);
      world.reset();
    }
  });
});

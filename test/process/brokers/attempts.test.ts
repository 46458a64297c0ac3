import assert from 'node:assert/strict';
import { processMessage } from '../../../src';
import type { ProcessOptions } from '../../../src/process/processOptions';
import { useWorld } from '../../support/useWorld';
import { startConsumerWorld } from '../consumerWorld';
import { kafkaMessage, rabbitMessage } from './messages';

describe('a message that failed is', () => {
  const world = useWorld(startConsumerWorld);

  /** Gives a message up, and gives the span of that. */
  function giveUp(message: object, options: ProcessOptions = {}) {
    const fail = (): never => assert.fail('no stock');
    assert.throws(() => processMessage(message, fail, options), { message: 'no stock' });
    return world.tracing.spans().at(-1) ?? assert.fail();
  }
  /** The attempt that the second message is linked to, beside that which created it. */
  function linked(first: object, second: object, of: ProcessOptions = {}, options: ProcessOptions = of): boolean {
    const attempt = giveUp(first, of).spanContext().spanId;
    const { links } = giveUp(second, options);
    return links.some(({ context }) => context.spanId === attempt);
  }

  it('known by the place of its record, all of it', () => {
    const place = (partition: number | undefined, offset: string) => ({
      ...kafkaMessage({ offset }),
      ...(partition !== undefined && { partition }),
      topic: 'attempts of records',
    });
    assert.equal(linked(place(1, '23'), place(1, '23')), true);
    assert.equal(linked(place(1, '55'), place(15, '5')), false);
    assert.equal(linked(place(2, '23'), place(2, '24')), false);
  });

  it('not known without that, and nothing is told of a partition', () => {
    for (const options of [{ destination: 'orders without a partition' }, { partition: 4 }, {}]) {
      const record = kafkaMessage();
      assert.equal(linked(record, { ...record }, options), false);
    }
    const { attributes } = giveUp(kafkaMessage(), { destination: 'orders without a partition' });
    assert.ok(!('messaging.destination.partition.id' in attributes));
  });

  describe('of RabbitMQ', () => {
    const delivery = (messageId: string, fields: object, headers: object = {}) =>
      rabbitMessage({ messageId, headers }, fields);

    it('known in the queue that the default exchange names', () => {
      const first = delivery('by name', { exchange: '', routingKey: 'billing' });
      const redelivered = { exchange: 'shop', redelivered: true };
      assert.equal(linked(first, delivery('by name', redelivered), {}, { destination: 'billing' }), true);
      const other = delivery('fanned out', { exchange: '', routingKey: 'stock', redelivered: true });
      const billing = delivery('fanned out', { exchange: '', routingKey: 'billing' });
      assert.equal(linked(billing, other), false);
    });

    it('known by its id alone where nobody told the queue, whatever the keys are', () => {
      const first = delivery('of no queue', { routingKey: 'placed' });
      const again = delivery('of no queue', { routingKey: 'dead', redelivered: true });
      assert.equal(linked(first, again), true);
    });

    it('not known by an account of deaths that names no queue', () => {
      const first = delivery('dead somewhere', {});
      const again = delivery('dead somewhere', {}, { 'x-death': [{ reason: 'rejected', count: 1 }] });
      assert.equal(linked(first, again), false);
    });
  });

  it('known by its id where another system gave it one, and by nothing else', () => {
    const job = (queueName: string, id?: string) => ({
      ...(id !== undefined && { id }),
      name: 'pack',
      queueName,
      data: {},
      opts: {},
      attemptsMade: 0,
      timestamp: 1000,
    });
    assert.equal(linked(job('packing', '71'), job('packing', '71')), true);
    assert.equal(linked(job('packing', '72'), job('packing', '73')), false);
    assert.equal(linked(job('packing7', '4'), job('packing', '74')), false);
    assert.equal(linked(job('packing'), job('packing')), false);
  });
});

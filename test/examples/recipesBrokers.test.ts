import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ConfirmChannel, ConsumeMessage, Options } from 'amqplib';
import type { Consumer, EachMessagePayload } from 'kafkajs';
import { groups } from '../../examples/recipes/fanOut';
import { declareWaiting, firstAttempt, lastAttempt } from '../../examples/recipes/mixedTransports';
import { processMessage } from '../../src';
import { CREATION, work } from '../process/consumerWorld';
import { eachMessagePayload } from '../process/brokers/messages';
import { type RecipeWorld, idOf, linksOf, startRecipeWorld, writtenIn } from './recipeWorld';

/** A channel that keeps what it was told, and hands out what was published as RabbitMQ would. */
class FakeChannel {
  readonly calls: unknown[] = [];
  readonly published: { exchange: string; routingKey: string; content: Buffer; options: Options.Publish }[] = [];

  publish(exchange: string, routingKey: string, content: Buffer, options: Options.Publish, confirmed: () => void) {
    this.published.push({ exchange, routingKey, content, options });
    setImmediate(confirmed);
    return true;
  }

  waitForConfirms = (): Promise<void> => Promise.resolve();
  assertQueue = (...args: unknown[]): Promise<void> => Promise.resolve(void this.calls.push(args));
  ack = (message: ConsumeMessage): void => void this.calls.push(['ack', message.fields.deliveryTag]);

  /** The last message, after its time in the queue in which it waits. */
  waited(): ConsumeMessage {
    const { content, options, routingKey } = this.published.at(-1) ?? assert.fail('nothing was published');
    const death = { queue: routingKey, reason: 'expired', exchange: '', count: 1, 'routing-keys': [routingKey] };
    const headers = { ...options.headers, 'x-death': [death] };
    const fields = { consumerTag: 't', deliveryTag: 7, redelivered: false, exchange: '', routingKey: 'orders.retry' };
    return { content, fields, properties: { ...options, headers } } as unknown as ConsumeMessage;
  }

  get asChannel(): ConfirmChannel {
    return this as unknown as ConfirmChannel;
  }
}

describe('recipes of several brokers, with plain messages', () => {
  let world: RecipeWorld;

  before(async () => {
    world = await startRecipeWorld();
  });

  beforeEach(() => world.tracing.reset());

  after(() => world.stop());

  it('SQS, then RabbitMQ, then a dead letter of SQS: one connected lineage', async () => {
    const channel = new FakeChannel();
    const [orders, dead] = [await world.queue('orders'), await world.queue('dead')];
    await world.send(orders, '{"id":1}');
    const producer = idOf(world.tracing.span('SQS.SendMessage'));
    const { traceId } = world.tracing.span('SQS.SendMessage').spanContext();

    const busy = (): Promise<void> => Promise.reject(new RangeError('busy'));
    await firstAttempt(world.sqs, channel.asChannel, orders, busy)(await world.receiveOne(orders));
    assert.equal((await world.receive(orders)).length, 0, 'it is no longer in the first queue');
    const [first] = world.processed();
    const sent = world.tracing.span('send orders.wait');
    assert.equal(sent.kind, SpanKind.PRODUCER);
    assert.equal(sent.parentSpanContext?.spanId, idOf(first));
    const { content, exchange, options } = channel.published[0] ?? assert.fail();
    assert.deepEqual([exchange, content.toString(), options.persistent], ['', '{"id":1}', true]);
    assert.deepEqual(options.headers, {
      traceparent: `00-${traceId}-${producer}-01`,
      AWSTraceHeader: `Root=1-${first?.spanContext().traceId.replace(/^.{8}/, '$&-')};Parent=${idOf(first)};Sampled=1`,
      'x-retry-count': '1',
      'x-original-trace-id': traceId,
      'x-error': 'RangeError: busy',
      'x-forward-reason': 'retry',
    });

    const poison = (): Promise<void> => Promise.reject(new TypeError('poison'));
    await lastAttempt(world.sqs, channel.asChannel, dead, poison)(channel.waited());
    assert.deepEqual(channel.calls, [['ack', 7]]);
    const last = world.tracing.span('process orders.retry');
    assert.deepEqual(linksOf(last), [
      [producer, 'original_message'],
      [idOf(first), 'processing_attempt'],
    ]);
    assert.equal(last.attributes['messaging.retry.count'], 1);

    const letter = await world.receiveOne(dead);
    assert.deepEqual([letter.Body, writtenIn(letter)], ['{"id":1}', producer]);
    assert.deepEqual(
      ['x-retry-count', 'x-original-trace-id', 'x-error'].map((name) => letter.MessageAttributes?.[name]?.StringValue),
      ['2', traceId, 'TypeError: poison'],
    );
    processMessage(letter, () => work('mourn'));
    const [, , mourned] = world.processed();
    assert.deepEqual(linksOf(mourned), [
      [producer, 'original_message'],
      [idOf(last), 'processing_attempt'],
    ]);
  });

  it('what succeeds is settled, and goes nowhere else', async () => {
    const channel = new FakeChannel();
    const orders = await world.queue('orders');
    await world.send(orders, 'order');
    const handled: string[] = [];
    const handle = async (order: string): Promise<void> => void handled.push(order);
    await firstAttempt(world.sqs, channel.asChannel, orders, handle)(await world.receiveOne(orders));
    const [first] = world.processed();
    assert.equal(first?.attributes['messaging.sqs.process.outcome'], 'deleted');
    assert.deepEqual([handled, channel.published], [['order'], []]);
    const busy = (): Promise<void> => Promise.reject(new RangeError('busy'));
    await world.send(orders, 'again');
    await firstAttempt(world.sqs, channel.asChannel, orders, busy)(await world.receiveOne(orders));
    await lastAttempt(world.sqs, channel.asChannel, 'nowhere', handle)(channel.waited());
    assert.deepEqual([handled, channel.calls], [['order', 'again'], [['ack', 7]]]);
    assert.equal(world.tracing.span('process orders.retry').status.code, SpanStatusCode.UNSET);
  });

  it('the queue in which messages wait gives them to the one with the retries', async () => {
    const channel = new FakeChannel();
    await declareWaiting(channel.asChannel, 30_000);
    const waiting = { messageTtl: 30_000, deadLetterExchange: '', deadLetterRoutingKey: 'orders.retry' };
    assert.deepEqual(channel.calls, [['orders.retry'], ['orders.wait', waiting]]);
  });

  it('one record for two groups: two spans, both of them first attempts on the same message', async () => {
    const payload = eachMessagePayload() as unknown as EachMessagePayload;
    const deliver = {
      run: ({ eachMessage }: { eachMessage: (of: EachMessagePayload) => unknown }) => eachMessage(payload),
    };
    const done: string[] = [];
    await groups(
      { billing: deliver as unknown as Consumer, stock: deliver as unknown as Consumer },
      { charge: async (order) => void done.push(`charge ${order}`), reserve: async (order) => void done.push(order) },
    );
    assert.deepEqual(done, ['charge größer', 'größer']);
    const told = world.processed().map((span) => [span.attributes['messaging.consumer.group.name'], linksOf(span)]);
    const links = [[CREATION.spanId, undefined]];
    assert.deepEqual(told, [
      ['billing', links],
      ['stock', links],
    ]);
  });
});

import assert from 'node:assert/strict';
import { processBatch, wrapBatchHandler } from '../../src';
import { commonOrigin } from '../../src/process/commonOrigin';
import { creationOf } from '../../src/process/creationOf';
import { resolveOptions } from '../../src/options';
import * as events from '../fixtures/lambda/messages';
import { type Diagnostics, captureDiagnostics } from '../support/diagnostics';
import { useWorld } from '../support/useWorld';
import { eachMessagePayload, rabbitMessage } from './brokers/messages';
import { CREATION, QUEUE_URL, TRACEPARENT, message, startConsumerWorld } from './consumerWorld';

const OPTIONS = resolveOptions({});
const nothing = (): void => undefined;

describe('where the messages of a batch come from', () => {
  const common = (messages: readonly unknown[], queueUrls: readonly string[] = []) =>
    commonOrigin(messages, (one) => ({ queueUrl: queueUrls[messages.indexOf(one)] }), OPTIONS);

  it('is no system where they are of several', () => {
    const { broker, destination } = common([eachMessagePayload(), rabbitMessage()]);
    assert.deepEqual([broker?.system, broker?.destination, destination], [undefined, undefined, undefined]);
    assert.equal(common([eachMessagePayload(), eachMessagePayload()]).broker?.system?.name, 'kafka');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const messages of [
      [eachMessagePayload(), proxy],
      [proxy, eachMessagePayload()],
    ])
      assert.equal(common(messages).broker?.system, undefined);
  });

  it('is a queue only where all are of the same one: by its name, its owner, its region and its URL', () => {
    const pair = [message(), message()];
    assert.equal(common(pair, [QUEUE_URL, QUEUE_URL]).destination?.name, 'orders');
    const local = ['http://127.0.0.1:4566', 'http://127.0.0.1:9324'].map((host) => `${host}/000000000000/orders`);
    assert.equal(common(pair, local).destination, undefined);
    assert.equal(common(pair, [QUEUE_URL]).destination, undefined);
    assert.equal(common(pair).destination, undefined);
  });

  it('is told in detail as far as that is the same of all', () => {
    const record = (stream: string) => ({
      ...events.kinesisRecord('49590'),
      eventSourceARN: `arn:aws:kinesis:eu-west-1:123456789012:stream/${stream}`,
    });
    const details = (messages: readonly unknown[]): unknown => common(messages).broker?.details?.();
    const one = details([record('orders')]);
    assert.ok(Object.keys(one ?? {}).length > 0);
    assert.deepEqual(details([record('orders'), record('orders')]), one);
    assert.deepEqual(details([record('orders'), record('returns')]), {});
  });
});

describe('the span of a batch', () => {
  const world = useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  beforeEach(() => void (diagnostics = captureDiagnostics()));
  afterEach(() => diagnostics.stop());

  it('knows the shape of its messages, as their own spans do', () => {
    const shape = { system: 'nats', destination: 'subject' };
    wrapBatchHandler(nothing, { shape })([
      { subject: 'jobs', data: 1 },
      { subject: 'jobs', data: 2 },
    ]);
    const told = world.tracing.spans().map(({ name, attributes }) => [name, attributes['messaging.system']]);
    assert.equal(told.length, 3);
    for (const one of told) assert.deepEqual(one, ['process jobs', 'nats']);
  });

  it('tells in each link the topic of its message, where there are several', () => {
    wrapBatchHandler(nothing)(['orders', 'returns'].map((topic) => eachMessagePayload({}, { topic })));
    const links = world.tracing
      .span('process')
      .links.map(({ attributes }) => attributes?.['messaging.destination.name']);
    assert.deepEqual(links, ['orders', 'returns']);
  });

  it('links to the creators of messages without a queue, and without an id', () => {
    const bare = { Body: 'body', MessageAttributes: { traceparent: { DataType: 'String', StringValue: TRACEPARENT } } };
    const creation = creationOf(bare, OPTIONS) ?? assert.fail();
    assert.deepEqual([creation.context.spanId, creation.id], [CREATION.spanId, undefined]);
    wrapBatchHandler(nothing)([message(), bare]);
    const links = world.tracing
      .spans('process')
      .at(-1)
      ?.links.map(({ context }) => context.spanId);
    assert.deepEqual(links, [CREATION.spanId, CREATION.spanId]);
    assert.deepEqual(diagnostics.lines, []);
  });

  it('is no obstacle to a list that throws when it is read: each message is read in its turn', async () => {
    const error = new RangeError('read');
    const first = message();
    const list = Object.defineProperty([first, first], 1, {
      get() {
        throw error;
      },
    });
    const handled: unknown[] = [];
    await assert.rejects(
      processBatch(list, (one) => handled.push(one)),
      (thrown) => thrown === error,
    );
    assert.deepEqual(handled, [first]);
  });
});

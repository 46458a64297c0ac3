import assert from 'node:assert/strict';
import { type Attributes, type Span, SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { processMessage } from '../../../src';
import { CREATION, startConsumerWorld, work } from '../consumerWorld';
import { startMetering } from '../../support/metering';
import { eachMessagePayload, rabbitMessage } from './messages';
import { useWorld } from '../../support/useWorld';

const KAFKAJS = '@opentelemetry/instrumentation-kafkajs';
const AMQPLIB = '@opentelemetry/instrumentation-amqplib';
const OF_RECORD = {
  'messaging.system': 'kafka',
  'messaging.destination.name': 'orders',
  'messaging.kafka.offset': '42',
};

/** With the real instrumentations and brokers: see test/brokers. */
describe("inside of the process span of a client's own instrumentation", () => {
  const world = useWorld(startConsumerWorld);

  /** Runs something in a span as the instrumentation opens it, and gives that. */
  function inside(scope: string, attributes: Attributes, run: (span: Span) => void, kind = SpanKind.CONSUMER): Span {
    const span = trace.getTracer(scope).startSpan('stock', { kind, attributes });
    context.with(trace.setSpan(context.active(), span), run, undefined, span);
    span.end();
    return span;
  }
  const record = () => eachMessagePayload({ offset: '42' });
  const names = (): string[] => world.tracing.spans().map(({ name }) => name);

  it('a record of Kafka has that span, which gets what it lacks', () => {
    const own = { ...OF_RECORD, 'messaging.operation.name': 'poll' };
    inside(KAFKAJS, own, () => processMessage(record(), () => work(), { consumerGroup: 'billing' }));
    assert.deepEqual(names(), ['work', 'stock']);
    const { attributes, links } = world.tracing.span('stock');
    assert.equal(attributes['messaging.operation.name'], 'poll');
    assert.equal(attributes['messaging.kafka.offset'], '42');
    assert.equal(attributes['messaging.consumer.group.name'], 'billing');
    assert.equal(attributes['messaging.message.body.size'], 8);
    // It hangs below the producer's span already.
    assert.deepEqual(links, []);
    const [child] = world.tracing.spans('work');
    assert.equal(child?.parentSpanContext?.spanId, world.tracing.span('stock').spanContext().spanId);
  });

  it('an instrumentation of another scope, or an older one, tells it in its own words', () => {
    const older = { 'messaging.system': 'kafka', 'messaging.destination': 'orders', 'messaging.operation': 'process' };
    for (const scope of ['opentelemetry-instrumentation-kafkajs', KAFKAJS]) {
      world.reset();
      inside(scope, older, () => processMessage(record(), () => undefined));
      assert.deepEqual(names(), ['stock']);
    }
    world.reset();
    inside(KAFKAJS, { ...older, 'messaging.operation': 'receive' }, () => processMessage(record(), () => undefined));
    assert.deepEqual(names(), ['process orders', 'stock']);
  });

  it('is not taken for that of another record, another operation, system or kind', () => {
    const process = (): void => processMessage(record(), () => undefined);
    inside(KAFKAJS, { ...OF_RECORD, 'messaging.kafka.offset': '43' }, process);
    inside(KAFKAJS, { ...OF_RECORD, 'messaging.destination.name': 'payments' }, process);
    inside(KAFKAJS, { ...OF_RECORD, 'messaging.operation.type': 'receive' }, process);
    inside(AMQPLIB, { ...OF_RECORD, 'messaging.system': 'rabbitmq' }, process);
    inside(KAFKAJS, OF_RECORD, process, SpanKind.CLIENT);
    const own = world.tracing.spans('process orders');
    assert.equal(own.length, 5);
    for (const { links } of own) assert.equal(links[0]?.context.spanId, CREATION.spanId);
  });

  it('is not taken for that of another message of the same topic, key or exchange', () => {
    const ofRabbit = { 'messaging.system': 'rabbitmq', 'messaging.rabbitmq.destination.routing_key': 'order.placed' };
    const others: readonly (readonly [Attributes, object])[] = [
      [{ ...OF_RECORD, 'messaging.destination.partition.id': '9' }, record()],
      [
        { 'messaging.system': 'kafka', 'messaging.destination': 'orders', 'messaging.kafka.message.offset': 7 },
        record(),
      ],
      [{ ...ofRabbit, 'messaging.message.id': 'another' }, rabbitMessage()],
      [{ ...ofRabbit, 'messaging.message_id': 'another' }, rabbitMessage()],
      [{ ...ofRabbit, 'messaging.rabbitmq.message.delivery_tag': 77 }, rabbitMessage()],
    ];
    for (const [attributes, message] of others) {
      world.reset();
      inside('of somebody else', attributes, () => processMessage(message, () => undefined));
      assert.equal(names().length, 2);
    }
    world.reset();
    inside('of somebody else', ofRabbit, () => {
      for (const messageId of ['first', 'second']) processMessage(rabbitMessage({ messageId }), () => undefined);
    });
    // The first one has told the span its id.
    assert.equal(names().length, 2);
  });

  it('is known by the id of its message, and where the key is empty', () => {
    const byId = { 'messaging.system': 'rabbitmq', 'messaging.message.id': 'rabbit-message' };
    inside('of somebody else', byId, () => processMessage(rabbitMessage(), () => undefined));
    assert.deepEqual(names(), ['stock']);
    world.reset();
    const fanout = { 'messaging.system': 'rabbitmq', 'messaging.rabbitmq.destination.routing_key': '' };
    inside('of somebody else', fanout, () => processMessage(rabbitMessage({}, { routingKey: '' }), () => undefined));
    assert.deepEqual(names(), ['stock']);
  });

  it('a message of RabbitMQ has the span that is kept on it, and no other', () => {
    const kept = (span: Span) =>
      Object.assign(rabbitMessage(), {
        [Symbol('of somebody else')]: 7,
        [Symbol('opentelemetry.amqplib.message.stored-span')]: span,
      });
    inside(AMQPLIB, {}, (span) => processMessage(kept(span), () => undefined));
    assert.deepEqual(names(), ['stock']);
    assert.equal(world.tracing.span('stock').attributes['messaging.message.id'], 'rabbit-message');
    world.reset();
    inside(AMQPLIB, {}, () => processMessage(kept(trace.getTracer('x').startSpan('another')), () => undefined));
    assert.deepEqual(names(), ['process shop:order.placed', 'stock']);
  });

  it('a message of RabbitMQ without one is told by its routing key', () => {
    const key = (routingKey: string): Attributes => ({
      'messaging.system': 'rabbitmq',
      'messaging.rabbitmq.routing_key': routingKey,
    });
    inside(AMQPLIB, key('order.placed'), () => processMessage(rabbitMessage(), () => undefined));
    assert.deepEqual(names(), ['stock']);
    inside(AMQPLIB, key('order.paid'), () => processMessage(rabbitMessage(), () => undefined));
    assert.equal(world.tracing.spans('process shop:order.placed').length, 1);
  });

  it('a span that tells its scope as older SDKs do is known, also as one of this package', () => {
    /** As another generation of the SDK has it. */
    const told = (span: Span, scope: object): Span =>
      new Proxy(span, {
        get(target, name) {
          if (name === 'instrumentationScope') return undefined;
          if (name === 'instrumentationLibrary') return scope;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    for (const [scope, count] of [
      [{ name: KAFKAJS }, 0],
      [{ name: 'opentelemetry-instrumentation-sqs' }, 1],
    ] as const) {
      world.reset();
      inside(KAFKAJS, OF_RECORD, (span) => {
        const older = trace.setSpan(context.active(), told(span, scope));
        context.with(older, () => processMessage(record(), () => undefined));
      });
      assert.equal(world.tracing.spans('process orders').length, count);
    }
  });

  it('a handler that throws says so, while that is possible', () => {
    const fail = (): never => {
      throw new RangeError('no stock');
    };
    inside(KAFKAJS, OF_RECORD, () => assert.throws(() => processMessage(record(), fail), RangeError));
    const { status, attributes, events } = world.tracing.span('stock');
    assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: 'no stock' });
    assert.deepEqual([attributes['error.type'], events.length], ['RangeError', 1]);
    world.reset();
    // amqplib's span ends as the handler acknowledges.
    inside(KAFKAJS, OF_RECORD, (span) => {
      const ending = (): never => {
        span.end();
        return fail();
      };
      assert.throws(() => processMessage(record(), ending), RangeError);
    });
    assert.equal(world.tracing.span('stock').status.code, SpanStatusCode.UNSET);
  });

  describe('with metrics', () => {
    const metering = useWorld(startMetering);

    it("counts the duration of a RabbitMQ message only: kafkajs's instrumentation measures its own", async () => {
      inside(KAFKAJS, OF_RECORD, () => processMessage(record(), () => undefined));
      inside(AMQPLIB, { 'messaging.system': 'rabbitmq', 'messaging.rabbitmq.routing_key': 'order.placed' }, () =>
        processMessage(rabbitMessage(), () => undefined),
      );
      const points = await metering.points('messaging.process.duration');
      assert.deepEqual(
        points.map(({ value, attributes }) => [value, attributes['messaging.system']]),
        [[1, 'rabbitmq']],
      );
    });
  });
});

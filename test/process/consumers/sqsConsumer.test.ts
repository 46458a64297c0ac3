import assert from 'node:assert/strict';
import { powertoolsMethods } from '../../../src/process/consumers/powertoolsBatch';
import { sqsConsumerWrappers } from '../../../src/process/consumers/sqsConsumer';
import { type Diagnostics, captureDiagnostics } from '../../support/diagnostics';
import { useWorld } from '../../support/useWorld';
import { QUEUE_URL, message, messages, startConsumerWorld } from '../consumerWorld';

type Name = keyof typeof sqsConsumerWrappers;

const NAMES = Object.keys(sqsConsumerWrappers) as Name[];
const given = (name: Name): object | object[] => (name.includes('Batch') ? messages(2) : message());

describe('a method of a consumer', () => {
  const world = useWorld(startConsumerWorld);
  let diagnostics: Diagnostics;
  beforeEach(() => {
    world.instrumentation.enable();
    diagnostics = captureDiagnostics();
  });
  afterEach(() => {
    diagnostics.stop();
    world.instrumentation.enable();
  });

  const consumer = { queueUrl: QUEUE_URL };
  const names = () => world.tracing.spans().map(({ name }) => name);

  it('tells the queue that is polled, which a message does not', () => {
    const one = message();
    assert.equal(sqsConsumerWrappers.processMessage(() => 'done').call(consumer, one), 'done');
    assert.deepEqual(names(), ['process orders']);
    world.reset();
    assert.equal(sqsConsumerWrappers.processMessageBatch(() => 'done').call(consumer, messages(2)), 'done');
    assert.deepEqual(names(), ['process orders', 'process orders', 'process orders']);
  });

  it('has one span for a message, however often a consumer calls itself', () => {
    const one = message();
    const inner = sqsConsumerWrappers.processMessage(() => 'done');
    const outer = sqsConsumerWrappers.processMessage(() => inner.call(consumer, one));
    assert.equal(outer.call(consumer, one), 'done');
    assert.deepEqual(names(), ['process orders']);
  });

  for (const name of NAMES) {
    it(`${name} is called as it is without, where nobody traces`, async () => {
      world.instrumentation.disable();
      const argument = given(name);
      const error = new Error('poison');
      const calls: unknown[][] = [];
      const method = sqsConsumerWrappers[name](function (this: unknown, ...args: unknown[]): unknown {
        calls.push([this, ...args]);
        return Promise.reject(error);
      });
      await assert.rejects(async () => method.call(consumer, argument, 'more'), error);
      assert.deepEqual(calls, [[consumer, argument, 'more']]);
      assert.equal(calls[0]?.[1], argument);
      assert.deepEqual([names(), diagnostics.lines], [[], []]);
    });
  }

  for (const name of ['executeHandler', 'executeBatchHandler'] as const) {
    it(`${name} outside of a message's story is called as it is without`, async () => {
      const error = new Error('poison');
      const method = sqsConsumerWrappers[name](() => Promise.reject(error));
      await assert.rejects(async () => method.call(consumer, given(name)), error);
      assert.equal(sqsConsumerWrappers[name](() => 'done').call(consumer, given(name)), 'done');
      assert.deepEqual([names(), diagnostics.lines], [[], []]);
    });
  }
});

describe('the methods of Powertools that process records', () => {
  class Base {
    processRecord(): void {}
    failureHandler(): void {}
  }
  class Own extends Base {
    override processRecord(): void {}
    processRecordSync = 'a text of each';
  }
  class Odd extends Base {}
  Object.assign(Odd.prototype, { processRecordSync: 'text' });

  const found = (exports: unknown): unknown[] => powertoolsMethods(exports).map((one) => [one.prototype, one.name]);

  it('are wrapped where they are defined, once for all subclasses', () => {
    assert.deepEqual(found({ Own, Base, Again: Own }), [
      [Own.prototype, 'processRecord'],
      [Base.prototype, 'failureHandler'],
      [Base.prototype, 'processRecord'],
    ]);
    assert.deepEqual(found({ Odd }), [
      [Base.prototype, 'processRecord'],
      [Base.prototype, 'failureHandler'],
    ]);
  });

  it('are those of classes with records only', () => {
    class Other {
      failureHandler(): void {}
    }
    const object = { prototype: Base.prototype };
    const exports = { Other, object, none: undefined, text: 'text', arrow: () => 1, empty: null };
    for (const odd of [exports, undefined, null, 'text', Base]) assert.deepEqual(found(odd), []);
  });
});

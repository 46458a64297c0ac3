import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
import { Traced, traced } from '../../src';
import { fixture, runJson } from '../support/fixtures';
import { type Tracing, startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe('the place of a traced function', () => {
  interface Report {
    readonly result: string;
    readonly unchanged: boolean;
    readonly spans: { name: string; attributes: Record<string, unknown> }[];
  }
  const run = (...args: string[]): Promise<Report> => runJson(fixture('traced.mjs'), { args });

  it('is a path in an ES module, too', async () => {
    const { result, unchanged, spans } = await run();
    assert.deepEqual([result, unchanged], ['settled', true]);
    assert.deepEqual(spans, [
      {
        name: 'traced.mjs:settle',
        attributes: {
          'code.function.name': 'settle',
          'code.file.path': fixture('traced.mjs'),
          'code.line.number': 13,
        },
      },
    ]);
  });

  it('is left out where it cannot be learned: a name is still a name', async () => {
    const { result, unchanged, spans } = await run('frozen');
    assert.deepEqual([result, unchanged], ['settled', true]);
    assert.deepEqual(spans, [{ name: 'settle', attributes: { 'code.function.name': 'settle' } }]);
  });
});

describe('a generator that is traced', () => {
  const tracing = useWorld(startTracing);

  it('has no span if it is ended before it was begun', () => {
    const count = traced(function* count(): Generator<number, string> {
      yield 1;
      return 'end';
    });
    const steps = count();
    assert.deepEqual(steps.return('early'), { value: 'early', done: true });
    assert.deepEqual(steps.next(), { value: undefined, done: true });
    const error = new Error('x');
    assert.throws(
      () => count().throw(error),
      (thrown) => thrown === error,
    );
    assert.deepEqual(tracing.spans(), []);
  });

  it('fails once, whatever is still waiting', async () => {
    const pages = traced(
      async function* pages() {
        yield 1;
        yield 2;
      },
      { name: 'pages' },
    );
    const steps = pages();
    await steps.next();
    const errors = [new Error('first'), new Error('second')];
    const ends = await Promise.allSettled(errors.map((error) => steps.throw(error)));
    assert.deepEqual(
      ends.map((end) => end.status === 'rejected' && end.reason),
      errors,
    );
    const span = tracing.span('pages');
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: 'first' });
    assert.equal(span.events.length, 1);
  });
});

describe('what is traced although it is none of the usual', () => {
  let tracing: Tracing;
  beforeEach(() => void (tracing = startTracing()));
  afterEach(() => tracing.stop());

  const methodOf = (of: { prototype: object }): (() => unknown) =>
    Object.getOwnPropertyDescriptor(of.prototype, 'place')?.value as () => unknown;

  it('a function that throws in a trace that is not sampled throws the same', async () => {
    await tracing.stop();
    tracing = startTracing({ sampler: new AlwaysOffSampler() });
    const error = new Error('x');
    const fail = traced(() => {
      throw error;
    });
    assert.throws(fail, (thrown) => thrown === error);
    assert.deepEqual(tracing.spans(), []);
  });

  it('a field that holds no function is left as it is', () => {
    // As JavaScript lets one write it.
    const decorate = Traced() as unknown as (value: undefined, field: ClassFieldDecoratorContext<Orders>) => void;
    class Orders {
      @decorate
      readonly limit = 7;
    }
    assert.equal(new Orders().limit, 7);
  });

  it('a method whose class has no name has its own', () => {
    const Anonymous = (() =>
      class {
        @Traced({ name: 'place' })
        place(): number {
          return 1;
        }
        @Traced({ name: 'load' })
        static load(): number {
          return 2;
        }
      })();
    Object.defineProperty(Anonymous, 'name', { value: '' });
    assert.deepEqual([new Anonymous().place(), Anonymous.load()], [1, 2]);
    assert.equal(Reflect.apply(methodOf(Anonymous), Object.create(null), []), 1);
    assert.deepEqual(
      tracing.spans().map(({ name, attributes }) => [name, attributes['code.function.name']]),
      [
        ['place', 'place'],
        ['load', 'load'],
        ['place', 'place'],
      ],
    );
  });

  it('a method that is called without its object', () => {
    class Orders {
      @Traced({ name: 'place' })
      place(): string {
        return 'placed';
      }
    }
    assert.equal(Reflect.apply(methodOf(Orders), undefined, []), 'placed');
    assert.equal(tracing.span('place').attributes['code.function.name'], 'place');
  });

  it('a class, and what is made of it is an instance of it', () => {
    class Order {
      constructor(readonly id: number) {}
      twice(): number {
        return this.id * 2;
      }
    }
    const TracedOrder = traced(Order as unknown as () => void) as unknown as typeof Order;
    class Urgent extends TracedOrder {}
    const [order, urgent] = [new TracedOrder(4), new Urgent(5)];
    assert.deepEqual(
      [order.twice(), urgent.twice(), order instanceof Order, urgent instanceof Urgent],
      [8, 10, true, true],
    );
    assert.deepEqual([order instanceof TracedOrder, order.constructor], [true, Order]);
  });

  it('a generator function, whose generators are instances of it', () => {
    const pages = traced(function* pages() {
      yield 1;
    });
    assert.ok(pages() instanceof (pages as unknown as new () => object));
  });
});

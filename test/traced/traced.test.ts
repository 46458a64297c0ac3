import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { compileFunction } from 'node:vm';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { transform } from 'esbuild';
import { Traced, traced } from '../../src';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

const FILE = basename(__filename);

describe('a traced function', () => {
  const tracing = useWorld(startTracing);

  /** The name of the span that is active, or undefined. */
  const active = (): string | undefined => (trace.getActiveSpan() as { name?: string } | undefined)?.name;

  it('has a span with its name and place, and is an entry point outside of any trace', () => {
    const inner = traced(function inner() {
      return active();
    });
    const outer = traced(function outer(this: unknown, left: number, right: number) {
      return [this, left + right, inner()];
    });
    assert.equal(outer.name, 'outer');
    assert.equal(outer.length, 2);
    const self = {};
    assert.deepEqual(outer.call(self, 1, 2), [self, 3, `${FILE}:inner`]);

    const parent = tracing.span(`${FILE}:outer`);
    const child = tracing.span(`${FILE}:inner`);
    assert.equal(parent.kind, SpanKind.CONSUMER);
    assert.equal(child.kind, SpanKind.INTERNAL);
    assert.equal(child.parentSpanContext?.spanId, parent.spanContext().spanId);
    assert.equal(parent.attributes['code.function.name'], 'outer');
    assert.equal(parent.attributes['code.file.path'], __filename);
    assert.ok(Number(parent.attributes['code.line.number']) > Number(child.attributes['code.line.number']));
    assert.deepEqual(Object.keys(parent.attributes).toSorted(), [
      'code.file.path',
      'code.function.name',
      'code.line.number',
    ]);
  });

  it('keeps its span active across await, and that ends when the promise has settled', async () => {
    const fn = traced(
      async (value: number) => {
        await new Promise(setImmediate);
        return [value, active()];
      },
      { name: 'settle', kind: SpanKind.INTERNAL, attributes: { 'app.tier': 1 } },
    );
    const promise = fn(7);
    assert.deepEqual(tracing.spans(), []);
    assert.deepEqual(await promise, [7, 'settle']);
    assert.equal(tracing.span('settle').kind, SpanKind.INTERNAL);
    assert.equal(tracing.span('settle').attributes['app.tier'], 1);
  });

  it('throws and rejects with the very same value, and records it', async () => {
    const error = Object.assign(new Error('no stock'), { name: 'StockError' });
    const fail = (): never => {
      throw error;
    };
    assert.throws(traced(fail, { name: 'sync' }), (thrown) => thrown === error);
    await assert.rejects(
      traced(async () => fail(), { name: 'async' }),
      (thrown) => thrown === error,
    );
    const text = traced((): unknown => Promise.reject('just text'), { name: 'text' });
    await assert.rejects(text() as Promise<unknown>, (thrown) => thrown === 'just text');
    for (const name of ['sync', 'async']) {
      const span = tracing.span(name);
      assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: 'no stock' });
      assert.equal(span.attributes['error.type'], 'StockError');
      assert.equal(span.events[0]?.attributes?.['exception.message'], 'no stock');
    }
    assert.equal(tracing.span('text').status.message, 'just text');
  });

  it('does not run what only looks like a promise, and does not wait for it either', async () => {
    let asked = 0;
    // oxlint-disable-next-line unicorn/no-thenable -- query builders are like this
    const query = { then: () => void (asked += 1) };
    assert.equal(traced(() => query, { name: 'query' })(), query);
    await new Promise((resolve) => void setTimeout(resolve, 5));
    assert.equal(asked, 0);
    assert.equal(tracing.spans('query').length, 1);
  });

  it('runs generators in their span, from the first step to the last', () => {
    const count = traced(function* count(from: number): Generator<unknown, string, string> {
      const said = yield [from, active()];
      yield said;
      return 'end';
    });
    const steps = count(1);
    assert.deepEqual(tracing.spans(), []);
    assert.deepEqual(steps.next(), { value: [1, `${FILE}:count`], done: false });
    assert.equal(active(), undefined);
    assert.deepEqual(steps.next('hello'), { value: 'hello', done: false });
    assert.deepEqual(tracing.spans(), []);
    assert.deepEqual(steps.next(), { value: 'end', done: true });
    assert.deepEqual(steps.next(), { value: undefined, done: true });
    assert.equal(tracing.spans().length, 1);

    const left = count(2);
    left.next();
    assert.deepEqual(left.return('left'), { value: 'left', done: true });
    assert.equal(tracing.spans().length, 2);
    count(3);
    assert.equal(tracing.spans().length, 2);

    const failing = count(4);
    failing.next();
    const error = new Error('x');
    assert.throws(
      () => failing.throw(error),
      (thrown) => thrown === error,
    );
    assert.equal(tracing.spans().at(-1)?.status.code, SpanStatusCode.ERROR);
  });

  it('runs async generators likewise', async () => {
    const error = new Error('page 2');
    const pages = traced(async function* pages() {
      yield active();
      await new Promise(setImmediate);
      throw error;
    });
    const seen: unknown[] = [];
    await assert.rejects(
      async () => {
        for await (const page of pages()) seen.push(page);
      },
      (thrown) => thrown === error,
    );
    assert.deepEqual(seen, [`${FILE}:pages`]);
    assert.equal(tracing.spans().length, 1);
    assert.equal(tracing.span(`${FILE}:pages`).status.message, 'page 2');
  });

  it('records arguments and result only when asked, bounded, and as the application redacts them', async () => {
    const long = 'x'.repeat(10_000);
    const all = traced((..._args: unknown[]) => ({ id: 1, list: Array.from({ length: 100 }, () => long) }), {
      name: 'all',
      captureArguments: true,
      captureResult: true,
    });
    all(long, { secret: { deep: { deeper: 1 } } }, ...Array.from({ length: 20 }, () => 1));
    const { attributes } = tracing.span('all');
    const args = attributes['code.function.arguments'] as string[];
    assert.equal(args.length, 8);
    assert.ok([...args, String(attributes['code.function.result'])].every((text) => text.length <= 260));

    const login = traced(async (user: string, _password: string) => ({ user, token: 's3cret' }), {
      name: 'login',
      captureArguments: ([user]) => [user, '***'],
      captureResult: (result) => (result as { user: string }).user,
    });
    await login('kim', 'hunter2');
    assert.deepEqual(tracing.span('login').attributes['code.function.arguments'], ['kim', '***']);
    assert.equal(tracing.span('login').attributes['code.function.result'], 'kim');

    // What throws while it is recorded costs the record.
    const odd = traced(() => 1, {
      name: 'odd',
      captureArguments: () => {
        throw new Error('no');
      },
    });
    assert.equal(odd(), 1);
    assert.equal(tracing.span('odd').attributes['code.function.arguments'], undefined);
  });

  it('is traced as a method, a static method and a field with standard decorators', async () => {
    class Orders {
      constructor(readonly prefix: string) {}

      @Traced()
      place(id: number): string {
        return `${this.prefix}${id}`;
      }

      @Traced({ kind: SpanKind.PRODUCER })
      static async load(): Promise<string> {
        return 'loaded';
      }

      @Traced({ name: 'field' })
      ship = (id: number): string => `${this.prefix}${id}`;
    }
    const orders = new Orders('o-');
    assert.equal(orders.place(1), 'o-1');
    assert.equal(await Orders.load(), 'loaded');
    assert.equal(orders.ship(2), 'o-2');
    const place = tracing.span(`${FILE}:place`);
    assert.equal(place.attributes['code.function.name'], 'Orders.place');
    assert.equal(place.attributes['code.file.path'], __filename);
    assert.equal(tracing.span(`${FILE}:load`).kind, SpanKind.PRODUCER);
    assert.equal(tracing.span(`${FILE}:load`).attributes['code.function.name'], 'Orders.load');
    tracing.span('field');
  });

  it('is traced with the decorators of experimentalDecorators', async () => {
    const source = `
      class Orders {
        constructor(readonly prefix: string) {}
        @Traced() place(id: number) { return this.prefix + id; }
        @Traced({ name: 'static' }) static count() { return 3; }
      }
      return Orders;`;
    const { code } = await transform(`function make(Traced) {${source}}`, {
      loader: 'ts',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
    });
    assert.match(code, /__decorateClass/);
    const make = compileFunction(`${code}; return make;`) as () => (decorator: unknown) => {
      new (prefix: string): { place(id: number): string };
      count(): number;
    };
    const Orders = make()(Traced);
    assert.equal(new Orders('o-').place(1), 'o-1');
    assert.equal(Orders.count(), 3);
    const place = tracing.spans().find((span) => span.name.endsWith(':place') || span.name === 'place');
    assert.equal(place?.attributes['code.function.name'], 'Orders.place');
    tracing.span('static');
  });
});

describe('a traced function with no SDK', () => {
  it('is called straight', () => {
    const self = {};
    let seen: unknown;
    const fn = traced(function (this: unknown, ...args: unknown[]) {
      seen = [this, args, trace.getActiveSpan()];
      return seen;
    });
    assert.equal(fn.call(self, 1, 2), seen);
    assert.deepEqual(seen, [self, [1, 2], undefined]);
    const generator = traced(function* () {
      yield 1;
    });
    assert.deepEqual([...generator()], [1]);
  });
});

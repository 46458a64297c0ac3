// oxlint-disable unicorn/no-thenable -- thenables of any kind are what is tested here
import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { processMessage, traced, wrapBatchHandler, wrapMessageHandler } from '../../src';
import { type ConsumerWorld, QUEUE_URL, message, pause, startConsumerWorld, work } from './consumerWorld';

const OPTIONS = { queueUrl: QUEUE_URL };

type Run = <Result>(handler: () => Result) => Result;

/** What runs a handler, the spans that it leaves, and how many of them. */
const AROUND: readonly (readonly [title: string, span: string, run: Run, count?: number])[] = [
  ['processMessage', 'process orders', (handler) => processMessage(message(), handler, OPTIONS)],
  ['wrapMessageHandler', 'process orders', (handler) => wrapMessageHandler(handler, OPTIONS)(message())],
  ['wrapBatchHandler', 'process', (handler) => wrapBatchHandler(handler)([message(), message()]), 3],
  ['traced', 'job', (handler) => traced(handler, { name: 'job' })()],
  [
    'traced around processMessage',
    'job',
    (handler) => traced(() => processMessage(message(), handler, OPTIONS), { name: 'job' })(),
  ],
];

/** A promise with more to it: it has private state, and its constructor takes what no other does. */
class Cancelable<T> extends Promise<T> {
  readonly #cancel: () => void;
  static made = 0;

  constructor(executor: ConstructorParameters<typeof Promise<T>>[0], cancel = (): void => {}) {
    super(executor);
    this.#cancel = cancel;
    Cancelable.made++;
  }

  cancel(): void {
    this.#cancel();
  }
}

/** Promises that a rejection or a value comes out of later, each of another kind. */
const KINDS: Readonly<Record<string, (settled: Promise<unknown>) => PromiseLike<unknown>>> = {
  'a plain promise': (settled) => settled,
  'a promise of a subclass': (settled) => new Cancelable((resolve) => resolve(settled)),
  'a promise with members of its own': (settled) => Object.assign(settled, { cancel: () => 'cancelled' }),
  'a promise with a symbol of its own': (settled) => Object.assign(settled, { [Symbol('own')]: 1 }),
  'a promise of another realm': (settled) =>
    runInNewContext('new Promise((resolve) => resolve(settled))', { settled }) as Promise<unknown>,
  'a thenable': (settled) => ({ then: settled.then.bind(settled) }),
};

/** What applications do with a promise. @see https://nodejs.org/api/process.html#event-unhandledrejection */
const USES: Readonly<Record<string, readonly [reports: number, use: (result: PromiseLike<unknown>) => unknown]>> = {
  'ignore it': [1, () => undefined],
  'await it': [
    0,
    async (result) => {
      try {
        await result;
      } catch {
        // Handled.
      }
    },
  ],
  'handle it': [0, (result) => result.then(undefined, () => undefined)],
  'handle it a moment later': [0, (result) => queueMicrotask(() => void result.then(undefined, () => undefined))],
  'pass it to Promise.allSettled': [0, (result) => Promise.allSettled([result])],
  'pass it to Promise.race': [0, (result) => Promise.race([result, pause(1000)]).catch(() => undefined)],
  'return it from an async function': [0, (result) => (async () => result)().catch(() => undefined)],
  'wait for its value only': [1, (result) => void result.then(() => undefined)],
  'await it where nobody handles that': [1, (result) => void (async () => void (await result))()],
};

describe('a result that settles later', () => {
  let world: ConsumerWorld;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  let listeners: NodeJS.UnhandledRejectionListener[] = [];
  before(() => {
    world = startConsumerWorld();
    // Mocha's own would end the run.
    listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  });
  after(async () => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
    await world.stop();
  });
  beforeEach(() => {
    world.reset();
    unhandled.splice(0);
  });

  for (const [title, name, run, count = 1] of AROUND) {
    describe(title, () => {
      it('is the very same promise if there is more to it than a promise', async () => {
        let cancelled = 0;
        const cancelable = new Cancelable<number>(
          (resolve) => void setTimeout(resolve, 5, 7),
          () => cancelled++,
        );
        const { made } = Cancelable;
        const result = run(() => cancelable);
        assert.equal(result, cancelable);
        result.cancel();
        assert.equal(cancelled, 1);
        assert.ok(result instanceof Cancelable);
        assert.equal(result.constructor, Cancelable);
        assert.equal(Cancelable.made, made, 'the constructor ran for telemetry');
        assert.equal(world.tracing.spans(name).length, 0);
        assert.equal(await result, 7);
        assert.equal(world.tracing.spans(name).length, count);
        assert.deepEqual(Object.getOwnPropertyNames(result), []);
      });

      it('keeps the child of a promisified exec', async () => {
        const running = promisify(exec)('echo hello');
        const result = run(() => running);
        assert.equal(result, running);
        assert.ok(result.child.stdout);
        assert.equal(result.constructor, Promise);
        assert.equal((await result).stdout, 'hello\n');
        assert.equal(world.tracing.spans(name).length, count);
        assert.deepEqual(Object.getOwnPropertyNames(result), ['child']);
      });

      it('is handed on as it is where nothing can be added to it; the span does not wait then', async () => {
        const frozen = Object.freeze(Object.assign(pause(5), { cancel: () => 'cancelled' }));
        assert.equal(
          run(() => frozen),
          frozen,
        );
        assert.equal(world.tracing.spans(name).length, count);
        await frozen;
      });

      for (const [kind, make] of Object.entries(KINDS)) {
        for (const [use, [reports, does]] of Object.entries(USES)) {
          it(`is reported as it would be without: ${kind}, of an application that may ${use}`, async () => {
            const error = new Error('no');
            const failing = (): PromiseLike<unknown> => make(pause(1).then(() => Promise.reject(error)));
            const seen: unknown[][] = [];
            for (const runs of [(handler: typeof failing) => handler(), run]) {
              does(runs(failing));
              await pause(6);
              seen.push(unhandled.splice(0));
            }
            assert.equal(seen[0]?.length, reports);
            assert.deepEqual(seen[1], seen[0]);
            const [span] = world.tracing.spans(name);
            // Nobody may ever know how a thenable settles that is not asked.
            const known = kind !== 'a thenable' || use !== 'ignore it';
            assert.equal(span?.status.code, known ? SpanStatusCode.ERROR : SpanStatusCode.UNSET);
          });
        }
      }

      it('does the work of its `then` when the application calls that, once, inside of the span', async () => {
        const active: unknown[] = [];
        const query = {
          then(resolve: (value: string) => void) {
            active.push(trace.getActiveSpan() !== undefined);
            work('query');
            setTimeout(resolve, 1, 'rows');
          },
        };
        const own = Object.getOwnPropertyDescriptor(query, 'then');
        const result = run(() => query as unknown as Promise<string>) as unknown;
        assert.equal(result, query);
        assert.deepEqual(active, []);
        assert.equal(await (result as Promise<string>), 'rows');
        assert.deepEqual(active, [true]);
        assert.deepEqual(Object.getOwnPropertyDescriptor(query, 'then'), own);
        const parent = world.tracing.span('query').parentSpanContext?.spanId;
        assert.ok(world.tracing.spans().some((span) => span.spanContext().spanId === parent));
      });

      it('is not asked by telemetry: a lazy promise stays lazy, and its span ends with the turn', async () => {
        let begun = 0;
        class Lazy extends Promise<string> {
          override then<A, B>(
            fulfilled?: ((value: string) => A | PromiseLike<A>) | null,
            rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
          ): Promise<A | B> {
            begun++;
            return super.then(fulfilled, rejected);
          }
        }
        const lazy = new Lazy((resolve) => resolve('late'));
        assert.equal(
          run(() => lazy),
          lazy,
        );
        // On a busy machine a timer may come before the end of the turn.
        await new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
        assert.equal(begun, 0);
        assert.equal(world.tracing.spans(name).length, count);
        assert.deepEqual(Object.getOwnPropertyNames(lazy), []);
        assert.equal(await lazy, 'late');
        assert.equal(begun, 1);
      });
    });
  }

  it('may be the same for many callers', async () => {
    const shared = Object.assign(pause(5), { cancel: () => 'cancelled' });
    const query = { then: (resolve: (value: number) => void) => void setTimeout(resolve, 1, 1) };
    for (let i = 0; i < 2000; i++) {
      void traced(() => shared, { name: 'job' })();
      traced(() => query, { name: 'job' })();
    }
    await shared;
    await query;
    assert.deepEqual(Object.getOwnPropertyNames(shared), ['cancel']);
    assert.equal(world.tracing.spans('job').length, 4000);
    assert.deepEqual(unhandled, []);
  });

  it('runs in its context across await', async () => {
    const names: unknown[] = [];
    const look = (): void => void names.push((trace.getActiveSpan() as { name?: string } | undefined)?.name);
    await processMessage(
      message(),
      () =>
        new Cancelable<void>((resolve) => {
          void (async () => {
            look();
            await pause();
            look();
            resolve();
          })();
        }),
      OPTIONS,
    );
    look();
    assert.deepEqual(names, ['process orders', 'process orders', undefined]);
  });
});

import { ROOT_CONTEXT } from '@opentelemetry/api';
import { Invocation, type InvocationEnvironment } from '../../../src/process/lambda/invocation';

const LISTENER = Symbol.for('aws.lambda.beforeExit');
const world = globalThis as { [LISTENER]?: unknown };

/** What the runtime of the tests around it does when the event loop is empty; nothing, until it is set. */
export interface EmptyLoop {
  set(listener: unknown): void;
  turnsEmpty(): void;
}

export function useEmptyLoop(): EmptyLoop {
  let before: PropertyDescriptor | undefined;
  beforeEach(() => {
    before = Object.getOwnPropertyDescriptor(world, LISTENER);
    Reflect.deleteProperty(world, LISTENER);
  });
  afterEach(() => {
    Reflect.deleteProperty(world, LISTENER);
    if (before !== undefined) Object.defineProperty(world, LISTENER, before);
  });
  return {
    set: (listener) => void (world[LISTENER] = listener),
    turnsEmpty: () => (world[LISTENER] as () => void)(),
  };
}

/** A promise that is settled from outside. */
export function deferred() {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  return { promise, resolve, reject };
}

/** An invocation, and what is told of it. */
export interface Told {
  readonly invocation: Invocation;
  /** What its spans were told, one after the other. */
  readonly told: unknown[][];
  /** Lets what is exported arrive. */
  readonly arrive: () => Promise<void>;
}

/** An invocation that begins now. @param exports whether there is something to wait for at its end */
export function startInvocation({
  exports = false,
  ...environment
}: Partial<InvocationEnvironment> & { exports?: boolean } = {}): Told {
  const told: unknown[][] = [];
  const exported = deferred();
  const invocation = new Invocation({
    begin(again) {
      if (again) told.push(['again']);
      return {
        context: ROOT_CONTEXT,
        succeed: (result) => void told.push(['succeed', result]),
        fail: (error) => void told.push(['fail', error]),
        report: (errorType) => void told.push(['report', errorType]),
        end: () => void told.push(['end']),
      };
    },
    flush: () => (exports ? exported.promise : undefined),
    remaining: () => undefined,
    flushTimeout: 60_000,
    ...environment,
  });
  return {
    invocation,
    told,
    arrive: async () => {
      exported.resolve();
      await invocation.exporting;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  };
}

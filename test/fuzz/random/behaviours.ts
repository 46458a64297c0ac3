// oxlint-disable unicorn/no-thenable -- what a function may return
import * as fc from 'fast-check';
import type { Trial } from '../../differential/trial';

/** How a function of the application comes to its end. */
export interface Behaviour {
  readonly ends: (typeof ENDS)[number];
  readonly value: keyof typeof VALUES;
}

const ENDS = [
  'returns',
  'throws',
  'resolves',
  'rejects',
  'resolves later',
  'rejects later',
  'a promise with a member',
  'a subclass of a promise',
  'a thenable',
  'a thenable that throws',
  'a then that throws when it is read',
] as const;

class OddPromise<T> extends Promise<T> {}

/** What functions give, or throw. */
const VALUES = {
  nothing: () => undefined,
  null: () => null,
  text: () => 'text',
  'an object': () => ({ any: 'thing' }),
  'a frozen object': () => Object.freeze({ any: 'thing' }),
  'an error': () => new RangeError('from the application'),
  'a frozen error': () => Object.freeze(new Error('frozen')),
  'an error with odd members': () => Object.assign(new Error('odd'), { code: {}, name: 7, message: null }),
  'an error whose message throws': () =>
    Object.defineProperty(new Error('odd'), 'message', {
      get() {
        throw new Error('thrown by an error');
      },
    }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a symbol': () => Symbol.for('odd'),
  'failed records': () => ({ batchItemFailures: [{ itemIdentifier: 'record-1' }, null] }),
  'a response': () => ({ statusCode: 503, body: 'no' }),
  'a cycle': () => {
    const cycle: Record<string, unknown> = {};
    cycle['cycle'] = cycle;
    return cycle;
  },
} satisfies Record<string, () => unknown>;

export const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  ends: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...ENDS.slice(0, 6)) }, fc.constantFrom(...ENDS)),
  value: fc.constantFrom(...(Object.keys(VALUES) as (keyof typeof VALUES)[])),
});

/** Does as it is described; its value and its promise are the application's own. */
export function behave({ ends, value: kind }: Behaviour, trial: Trial, name: string): unknown {
  const value: unknown = trial.own(`${name}: ${kind}`, VALUES[kind]());
  const owned = <T extends object>(promise: T): T => trial.own(`${name}: promise`, promise);
  switch (ends) {
    case 'throws':
      throw value;
    case 'resolves':
      return Promise.resolve(value);
    case 'rejects':
      return Promise.reject(value);
    case 'resolves later':
      return new Promise((resolve) => setImmediate(resolve, value));
    case 'rejects later':
      return new Promise((_, reject) => setImmediate(reject, value));
    case 'a promise with a member':
      return owned(Object.assign(Promise.resolve(value), { cancel: () => 'cancelled' }));
    case 'a subclass of a promise':
      return OddPromise.resolve(value);
    case 'a thenable':
      return owned({ then: (done: (value: unknown) => void) => done(value) });
    case 'a thenable that throws':
      return owned({
        then() {
          throw value;
        },
      });
    case 'a then that throws when it is read':
      return owned(
        Object.defineProperty({}, 'then', {
          get() {
            throw value;
          },
        }),
      );
    default:
      return value;
  }
}

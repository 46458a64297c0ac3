import { types } from 'node:util';

/** How a program ended. */
export interface Ending {
  readonly kind: 'returned' | 'threw' | 'resolved' | 'rejected' | 'hung';
  readonly value: unknown;
}

const LIMIT_MILLIS = 5000;

export async function endingOf(program: () => unknown): Promise<Ending> {
  let value: unknown;
  try {
    value = program();
  } catch (error) {
    return { kind: 'threw', value: error };
  }
  if (!types.isPromise(value)) return { kind: 'returned', value };
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<Ending>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'hung', value: undefined }), LIMIT_MILLIS);
  });
  const settled = value.then(
    (result: unknown): Ending => ({ kind: 'resolved', value: result }),
    (error: unknown): Ending => ({ kind: 'rejected', value: error }),
  );
  const ending = await Promise.race([settled, limit]);
  clearTimeout(timer);
  return ending;
}

const throwing = (): never => {
  throw new Error('thrown by an error');
};

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable(new Error('revoked'), {});
  revoke();
  return proxy;
}

function getting(name: string): Error {
  return Object.defineProperty(new Error('odd'), name, { get: throwing, configurable: true });
}

/** What an application may throw. */
export const THROWN: Readonly<Record<string, unknown>> = {
  'an error': new RangeError('plain'),
  ...Object.fromEntries(
    ['Code', 'code', 'name', 'message', 'stack', 'cause', '$metadata', 'then'].map((name) => [
      `an error whose ${name} throws`,
      getting(name),
    ]),
  ),
  'an error with members of odd types': Object.assign(new Error('odd'), {
    code: {},
    name: 7,
    message: null,
    stack: [],
  }),
  'an error that is frozen': Object.freeze(new Error('frozen')),
  'a revoked proxy': revoked(),
  'a proxy that throws': new Proxy(new Error('proxy'), {
    get: throwing,
    has: throwing,
    getPrototypeOf: throwing,
    ownKeys: throwing,
    getOwnPropertyDescriptor: throwing,
  }),
  'an object without a prototype': Object.create(null),
  'an object that is no text': { toString: throwing, [Symbol.toPrimitive]: throwing },
  null: null,
  undefined,
  'a symbol': Symbol('thrown'),
  'a bigint': 7n,
  'an empty text': '',
};

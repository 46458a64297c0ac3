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

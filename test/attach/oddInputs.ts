import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type Call, SAME } from './twins';

const QueueUrl = 'http://127.0.0.1/123456789012/jobs';
const Priority = { DataType: 'String', StringValue: 'high' };

/** An error that both twins have to throw, the very same object. */
const THROWN = Object.assign(new Error('thrown by the input'), { [SAME]: 'thrown by the input' });
const thrower = (): never => {
  throw THROWN;
};

const single = (): Record<string, unknown> => ({ QueueUrl, MessageBody: 'x', MessageAttributes: { Priority } });
const entry = (Id: string): Record<string, unknown> => ({ Id, MessageBody: 'x', MessageAttributes: { Priority } });
const batch = (): Record<string, unknown> => ({ QueueUrl, Entries: [entry('a'), entry('b')] });

/** With a member that throws when it is read. */
function throwing<T extends object>(object: T, key: PropertyKey): T {
  return Object.defineProperty(object, key, { get: thrower, enumerable: true, configurable: true });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A proxy that has members which nobody can list. */
function virtual(members: Record<string, unknown>): object {
  return new Proxy({}, { get: (_target, key) => (typeof key === 'string' ? members[key] : undefined) });
}

/** A class whose members are computed out of private state: a copy of an instance has none. */
class Computed {
  readonly #input: Record<string, unknown>;
  constructor(input: Record<string, unknown>) {
    this.#input = input;
  }
  get QueueUrl(): unknown {
    return this.#input['QueueUrl'];
  }
  get MessageBody(): unknown {
    return this.#input['MessageBody'];
  }
  get MessageAttributes(): unknown {
    return this.#input['MessageAttributes'];
  }
  get Entries(): unknown {
    return this.#input['Entries'];
  }
}

class Order {
  QueueUrl = QueueUrl;
  MessageBody = 'x';
  describe(): string {
    return this.MessageBody;
  }
}

function circular(): object {
  const input = single();
  input['self'] = input;
  (input['MessageAttributes'] as Record<string, unknown>)['self'] = input;
  return input;
}

const TRAPS: Record<string, ProxyHandler<object>> = {
  get: { get: thrower },
  has: { has: thrower },
  ownKeys: { ownKeys: thrower },
  getPrototypeOf: { getPrototypeOf: thrower },
  getOwnPropertyDescriptor: { getOwnPropertyDescriptor: thrower },
  'writes to it': { set: thrower, defineProperty: thrower, deleteProperty: thrower, setPrototypeOf: thrower },
};

const traps = (make: () => object): [string, () => unknown][] =>
  Object.entries(TRAPS).map(([trap, handler]) => [`a proxy that throws on ${trap}`, () => new Proxy(make(), handler)]);

/** Anything that could be an input, or a part of one. */
const ODD_VALUES: Record<string, () => unknown> = {
  nothing: () => undefined,
  null: () => null,
  text: () => 'text',
  'a number': () => 7,
  'a bigint': () => 7n,
  'a symbol': () => Symbol('x'),
  'a function': () => () => 'x',
  'a date': () => new Date(0),
  bytes: () => new Uint8Array([1, 2, 3]),
  'an empty object': () => ({}),
  'an empty list': () => [],
  'a list': () => ['x', null],
  'a map': () => new Map([['Priority', Priority]]),
  'a revoked proxy': revoked,
  'a promise': () => Promise.resolve({ Priority }),
};

const send = (input: unknown) => new SendMessageCommand(input as never);
const sendBatch = (input: unknown) => new SendMessageBatchCommand(input as never);
const withEntries = (Entries: unknown) => sendBatch({ QueueUrl, Entries });

type Command = SendMessageCommand | SendMessageBatchCommand | ReceiveMessageCommand | DeleteMessageBatchCommand;

const values = (title: string, make: (value: unknown) => Command): [string, () => Command][] =>
  Object.entries(ODD_VALUES).map(([name, value]) => [`${name} ${title}`, () => make(value())]);

const COMMANDS: Record<string, () => Command> = {
  'a frozen message': () => send(deepFreeze(single())),
  'a frozen message without attributes': () => send(Object.freeze({ QueueUrl, MessageBody: 'x' })),
  'a frozen batch': () => sendBatch(deepFreeze(batch())),
  'a frozen receive': () => new ReceiveMessageCommand(deepFreeze({ QueueUrl, MessageAttributeNames: ['Priority'] })),
  'a frozen command': () => Object.freeze(send(single())),
  'an order of a class': () => send(new Order()),
  'a message that computes its members': () => send(new Computed(single())),
  'a batch that computes its members': () => sendBatch(new Computed(batch())),
  'an entry that computes its members': () => withEntries([entry('a'), new Computed(entry('b'))]),
  'a message with inherited members': () => send(Object.create(single())),
  'a message with no prototype': () => send(Object.assign(Object.create(null), single())),
  'attributes with inherited members': () => send({ ...single(), MessageAttributes: Object.create({ Priority }) }),
  'a circular message': () => send(circular()),
  'a circular batch': () => withEntries([circular(), entry('b')]),
  'a key called __proto__': () => send(JSON.parse('{"QueueUrl":"http://127.0.0.1/1/jobs","__proto__":{"MessageBody":"y"}}')),
  'a message of a proxy that hides its members': () => send(virtual(single())),
  'a batch of a proxy that hides its members': () => sendBatch(virtual(batch())),
  'an entry of a proxy that hides its members': () => withEntries([entry('a'), virtual(entry('b'))]),
  'attributes of a proxy that hides its members': () => send({ ...single(), MessageAttributes: virtual({ Priority }) }),
  'a sparse batch': () => withEntries(Object.assign([], { 2: entry('c') })),
  'entries: [null]': () => withEntries([null]),
  'a null among entries': () => withEntries([entry('a'), null, entry('c')]),
  'a receive with odd names': () => new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: [null, 7, {}] as never[] }),
  'a receive with no list of names': () => new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: 'All' as never }),
  'a delete with null entries': () => new DeleteMessageBatchCommand({ QueueUrl, Entries: [null, undefined] as never[] }),
  'a delete without a handle': () => new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a' }] as never[] }),
  ...Object.fromEntries([
    ...Object.keys(single()).map((key) => [`a message that throws at ${key}`, () => send(throwing(single(), key))]),
    ['a message that throws at a foreign member', () => send(throwing(single(), 'foreign'))],
    ['a message that throws at a symbol', () => send(throwing(single(), Symbol('foreign')))],
    ...Object.keys(batch()).map((key) => [`a batch that throws at ${key}`, () => sendBatch(throwing(batch(), key))]),
    ...Object.keys(entry('b')).map((key) => [
      `a second entry that throws at ${key}`,
      () => withEntries([entry('a'), throwing(entry('b'), key)]),
    ]),
    ['an attribute that throws', () => send({ ...single(), MessageAttributes: throwing({ Priority }, 'Other') })],
    ['a value that throws', () => send({ ...single(), MessageAttributes: { a: throwing({ ...Priority }, 'StringValue') } })],
    ['a list of names that throws', () => new ReceiveMessageCommand(throwing({ QueueUrl }, 'MessageAttributeNames'))],
    ...traps(single).map(([title, make]) => [`a message of ${title}`, () => send(make())]),
    ...traps(batch).map(([title, make]) => [`a batch of ${title}`, () => sendBatch(make())]),
    ...traps(() => entry('b')).map(([title, make]) => [`an entry of ${title}`, () => withEntries([entry('a'), make()])]),
    ...traps(() => [entry('a')]).map(([title, make]) => [`entries of ${title}`, () => withEntries(make())]),
    ...traps(() => ({ Priority })).map(([title, make]) => [
      `attributes of ${title}`,
      () => send({ ...single(), MessageAttributes: make() }),
    ]),
    ...values('for a message', send),
    ...values('for a body', (MessageBody) => send({ ...single(), MessageBody })),
    ...values('for attributes', (MessageAttributes) => send({ ...single(), MessageAttributes })),
    ...values('for an attribute', (a) => send({ ...single(), MessageAttributes: { a } })),
    ...values('for system attributes', (MessageSystemAttributes) => send({ ...single(), MessageSystemAttributes })),
    ...values('for a queue URL', (url) => send({ ...single(), QueueUrl: url })),
    ...values('for entries', withEntries),
    ...values('for an entry', (value) => withEntries([entry('a'), value])),
    ...values('for the id of an entry', (Id) => withEntries([{ ...entry('a'), Id }, entry('b')])),
    ...values('for names', (names) => new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: names as never })),
  ]),
};

/** Calls with inputs that nobody should write, and somebody does; each gives fresh ones. */
export const ODD_CALLS: Readonly<Record<string, () => Call>> = Object.fromEntries(
  Object.entries(COMMANDS).map(([title, make]) => [
    title,
    () => {
      const command = make();
      return (client) => client.send(command as SendMessageCommand);
    },
  ]),
);

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
const entry = (Id = 'b'): Record<string, unknown> => ({ Id, MessageBody: 'x', MessageAttributes: { Priority } });
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

type Make = (odd: unknown) => Command;
type Case = [title: string, make: () => Command];

const traps = (title: string, make: () => object, command: Make): Case[] =>
  Object.entries(TRAPS).map(([trap, handler]) => [`${title} on ${trap}`, () => command(new Proxy(make(), handler))]);

const throwers = (title: string, make: () => object, command: Make): Case[] =>
  [...Object.keys(make()), 'foreign', Symbol('foreign')].map((key) => [
    `${title} at ${String(key)}`,
    () => command(throwing(make(), key)),
  ]);

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
const deleteBatch = (Entries: unknown) => new DeleteMessageBatchCommand({ QueueUrl, Entries } as never);
const receive = (names: unknown) => new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: names as never });

type Command = SendMessageCommand | SendMessageBatchCommand | ReceiveMessageCommand | DeleteMessageBatchCommand;

const values = (title: string, command: Make): Case[] =>
  Object.entries(ODD_VALUES).map(([name, value]) => [`${name} ${title}`, () => command(value())]);

/** By what is odd about them. */
const COMMANDS: Record<string, Record<string, () => Command>> = {
  'frozen objects': {
    'a message': () => send(deepFreeze(single())),
    'a message without attributes': () => send(Object.freeze({ QueueUrl, MessageBody: 'x' })),
    'a batch': () => sendBatch(deepFreeze(batch())),
    'a receive': () => new ReceiveMessageCommand(deepFreeze({ QueueUrl, MessageAttributeNames: ['Priority'] })),
    'a command': () => Object.freeze(send(single())),
  },
  'classes and prototypes': {
    'an order of a class': () => send(new Order()),
    'a message that computes its members': () => send(new Computed(single())),
    'a batch that computes its members': () => sendBatch(new Computed(batch())),
    'an entry that computes its members': () => withEntries([entry('a'), new Computed(entry('b'))]),
    'a message with inherited members': () => send(Object.create(single())),
    'a message with no prototype': () => send(Object.assign(Object.create(null), single())),
    'attributes with inherited members': () => send({ ...single(), MessageAttributes: Object.create({ Priority }) }),
    'a key called __proto__': () => send(JSON.parse(`{"QueueUrl":"${QueueUrl}","__proto__":{"MessageBody":"y"}}`)),
  },
  cycles: {
    'a message': () => send(circular()),
    'an entry': () => withEntries([circular(), entry('b')]),
  },
  'proxies that hide their members': {
    'a message': () => send(virtual(single())),
    'a batch': () => sendBatch(virtual(batch())),
    'an entry': () => withEntries([entry('a'), virtual(entry('b'))]),
    attributes: () => send({ ...single(), MessageAttributes: virtual({ Priority }) }),
  },
  'proxies that throw': Object.fromEntries([
    ...traps('a message', single, send),
    ...traps('a batch', batch, sendBatch),
    ...traps('an entry', entry, (odd) => withEntries([entry('a'), odd])),
    ...traps('entries', () => [entry('a')], withEntries),
    ...traps(
      'attributes',
      () => ({ Priority }),
      (odd) => send({ ...single(), MessageAttributes: odd }),
    ),
  ]),
  'members that throw': Object.fromEntries([
    ...throwers('a message', single, send),
    ...throwers('a batch', batch, sendBatch),
    ...throwers('an entry', entry, (odd) => withEntries([entry('a'), odd])),
    ...throwers(
      'attributes',
      () => ({ Priority }),
      (odd) => send({ ...single(), MessageAttributes: odd }),
    ),
    ...throwers(
      'an attribute',
      () => ({ ...Priority }),
      (a) => send({ ...single(), MessageAttributes: { a } }),
    ),
    ...throwers(
      'a receive',
      () => ({ QueueUrl, MessageAttributeNames: ['All'] }),
      (input) => new ReceiveMessageCommand(input as never),
    ),
  ]),
  'entries that are none': {
    'a sparse batch': () => withEntries(Object.assign([], { 2: entry('c') })),
    'one null': () => withEntries([null]),
    'a null among others': () => withEntries([entry('a'), null, entry('c')]),
    'a delete with null entries': () => deleteBatch([null, undefined]),
    'a delete without a handle': () => deleteBatch([{ Id: 'a' }]),
  },
  'values of other types': Object.fromEntries([
    ...values('for a message', send),
    ...values('for a body', (MessageBody) => send({ ...single(), MessageBody })),
    ...values('for attributes', (MessageAttributes) => send({ ...single(), MessageAttributes })),
    ...values('for an attribute', (a) => send({ ...single(), MessageAttributes: { a } })),
    ...values('for system attributes', (MessageSystemAttributes) => send({ ...single(), MessageSystemAttributes })),
    ...values('for a queue URL', (url) => send({ ...single(), QueueUrl: url })),
    ...values('for entries', withEntries),
    ...values('for an entry', (value) => withEntries([entry('a'), value])),
    ...values('for the id of an entry', (Id) => withEntries([{ ...entry(), Id }, entry('b')])),
    ...values('for names', receive),
    ...values('among names', (name) => receive(['Priority', name])),
    ...values('for entries to delete', deleteBatch),
  ]),
};

/** Calls with inputs that nobody should write, and somebody does; each gives fresh ones. */
export const ODD_CALLS: Readonly<Record<string, Readonly<Record<string, () => Call>>>> = Object.fromEntries(
  Object.entries(COMMANDS).map(([group, commands]) => [
    group,
    Object.fromEntries(Object.entries(commands).map(([title, make]) => [title, () => callOf(make())])),
  ]),
);

function callOf(command: Command): Call {
  return (client) => client.send(command as SendMessageCommand);
}

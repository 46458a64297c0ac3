import assert from 'node:assert/strict';
import { SqsInstrumentation } from '../../src';
import { attachClients, hasClients } from '../../src/attach/clientClass';
import { captureDiagnostics } from '../support/diagnostics';
import { type Tracing, startTracing } from '../support/tracing';

/** The classes of a package that nobody has heard of, each time others. */
function newClasses() {
  class Client {
    readonly added: unknown[] = [];
    readonly middlewareStack = {
      add: (...args: unknown[]): void => void this.added.push(args),
      addRelativeTo: (...args: unknown[]): void => void this.added.push(args),
      identify: (): string[] => [],
    };
    readonly config = {};
    send(command: string): unknown[] {
      return [this, command];
    }
    destroy(): void {}
  }
  class ThingsClient extends Client {
    override destroy(): void {}
  }
  return { Client, ThingsClient };
}

/** Exports in which there is a client class. */
const WITH: Readonly<Record<string, (classes: ReturnType<typeof newClasses>) => unknown>> = {
  'a client': ({ ThingsClient }) => ({ ThingsClient }),
  'a client among others': ({ ThingsClient }) => ({ VERSION: 1, none: null, make: () => 1, Date, ThingsClient }),
  'the base class': ({ Client }) => ({ Client }),
  'the class itself': ({ ThingsClient }) => ThingsClient,
  'a function that has the class': ({ ThingsClient }) => Object.assign(() => 1, { ThingsClient }),
};

const prototyped = (prototype: object): unknown => Object.defineProperty(() => 1, 'prototype', { value: prototype });
const send = (): void => {};

/** Exports in which there is none. */
const WITHOUT: readonly unknown[] = [
  undefined,
  null,
  7,
  'send',
  {},
  { make: send, VERSION: 1, none: null, nothing: undefined },
  { Sender: prototyped({ send }), Destroyer: prototyped({ destroy: send }) },
  { Mail: prototyped({ send: 'mail', destroy: send }) },
  { instance: { send, destroy: send }, prototype: { send, destroy: send } },
  { Bare: prototyped(Object.create(null) as object), Function },
];

describe('the client classes of a module', () => {
  let tracing: Tracing;
  let instrumentation: SqsInstrumentation;
  beforeEach(() => {
    tracing = startTracing();
    instrumentation = new SqsInstrumentation();
  });
  afterEach(async () => {
    instrumentation.disable();
    await tracing.stop();
  });

  for (const [name, exportsOf] of Object.entries(WITH)) {
    it(`are found by shape: ${name}`, () => {
      const classes = newClasses();
      const { send: original } = classes.Client.prototype;
      const exports = exportsOf(classes);
      assert.equal(hasClients(exports), false);
      assert.equal(attachClients(exports), true);
      assert.equal(hasClients(exports), true);
      const client = new classes.ThingsClient();
      assert.notEqual(client.send, original);
      assert.deepEqual(client.send('x'), [client, 'x']);
      assert.notEqual(client.added.length, 0);
    });
  }

  it('are not found where there are none', () => {
    for (const on of [true, false]) {
      if (!on) instrumentation.disable();
      for (const exports of WITHOUT) {
        assert.equal(attachClients(exports), false);
        assert.equal(hasClients(exports), false);
      }
    }
  });

  it('are attached where they define `send`, so that a stub of a test stays as it is', () => {
    const { Client, ThingsClient } = newClasses();
    const stub = (): unknown[] => ['stub'];
    Object.defineProperty(ThingsClient.prototype, 'send', { value: stub, configurable: true, writable: true });
    const { send: original } = Client.prototype;
    attachClients({ ThingsClient });
    assert.equal(ThingsClient.prototype.send, stub);
    assert.notEqual(Client.prototype.send, original);
  });

  it('are read once: a module may compute what it exports', () => {
    let reads = 0;
    const exports = { VERSION: 1 };
    const read = (): unknown => {
      reads += 1;
      return newClasses().ThingsClient;
    };
    Object.defineProperty(exports, 'ThingsClient', { get: read, enumerable: true });
    assert.deepEqual([attachClients(exports), attachClients(exports)], [true, true]);
    assert.equal(reads, 1);
  });

  it('are looked for again in a module that was not complete', () => {
    const { Client, ThingsClient } = newClasses();
    const { send: original } = Client.prototype;
    const exports: object = {};
    assert.equal(attachClients(exports), false);
    Object.assign(exports, { ThingsClient });
    assert.equal(attachClients(exports), true);
    assert.notEqual(Client.prototype.send, original);
  });

  it('are as they were after disable(), and attached again after enable()', () => {
    const { Client, ThingsClient } = newClasses();
    const { send: original } = Client.prototype;
    attachClients({ ThingsClient });
    const { send: traced } = Client.prototype;
    instrumentation.disable();
    assert.equal(Client.prototype.send, original);
    instrumentation.enable();
    assert.equal(Client.prototype.send, traced);
  });

  it('are left alone while nothing is enabled, and attached when they are found after that', () => {
    const { Client, ThingsClient } = newClasses();
    const { send: original } = Client.prototype;
    const exports = { ThingsClient };
    instrumentation.disable();
    assert.equal(attachClients(exports), true);
    assert.deepEqual([Client.prototype.send, hasClients(exports)], [original, false]);
    instrumentation.enable();
    assert.equal(attachClients(exports), true);
    assert.notEqual(Client.prototype.send, original);
  });

  it('have no middleware while nobody listens, which would take time', async () => {
    const { ThingsClient } = newClasses();
    attachClients({ ThingsClient });
    await tracing.stop();
    const client = new ThingsClient();
    assert.deepEqual(client.send('x'), [client, 'x']);
    assert.deepEqual(client.added, []);
    tracing = startTracing();
    client.send('x');
    assert.notEqual(client.added.length, 0);
  });

  it('say nothing where somebody has kept their `send` beyond disable()', () => {
    const { ThingsClient } = newClasses();
    attachClients({ ThingsClient });
    const client = new ThingsClient();
    const { send: kept } = client;
    instrumentation.disable();
    const diagnostics = captureDiagnostics();
    try {
      assert.deepEqual(kept.call(client, 'x'), [client, 'x']);
      assert.deepEqual([client.added, diagnostics.lines], [[], []]);
    } finally {
      diagnostics.stop();
    }
  });
});

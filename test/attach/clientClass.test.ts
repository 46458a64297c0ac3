import assert from 'node:assert/strict';
import { SqsInstrumentation } from '../../src';
import { attachClients, hasClients } from '../../src/attach/clientClass';
import type { AnyFunction } from '../../src/attach/patches';
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

const sendOf = ({ prototype }: { prototype: object }): unknown => Reflect.get(prototype, 'send');

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
      const original = sendOf(classes.Client);
      const exports = exportsOf(classes);
      assert.equal(hasClients(exports), false);
      assert.equal(attachClients(exports), true);
      assert.equal(hasClients(exports), true);
      const client = new classes.ThingsClient();
      assert.notEqual(sendOf(classes.Client), original);
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
    const original = sendOf(Client);
    attachClients({ ThingsClient });
    assert.equal(sendOf(ThingsClient), stub);
    assert.notEqual(sendOf(Client), original);
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
    const original = sendOf(Client);
    const exports: object = {};
    assert.equal(attachClients(exports), false);
    Object.assign(exports, { ThingsClient });
    assert.equal(attachClients(exports), true);
    assert.notEqual(sendOf(Client), original);
  });

  it('are as they were after disable(), and attached again after enable()', () => {
    const { Client, ThingsClient } = newClasses();
    const original = sendOf(Client);
    attachClients({ ThingsClient });
    const traced = sendOf(Client);
    instrumentation.disable();
    assert.equal(sendOf(Client), original);
    instrumentation.enable();
    assert.equal(sendOf(Client), traced);
  });

  it('are left alone while nothing is enabled, and attached when they are found after that', () => {
    const { Client, ThingsClient } = newClasses();
    const original = sendOf(Client);
    const exports = { ThingsClient };
    instrumentation.disable();
    assert.equal(attachClients(exports), true);
    assert.deepEqual([sendOf(Client), hasClients(exports)], [original, false]);
    instrumentation.enable();
    assert.equal(attachClients(exports), true);
    assert.notEqual(sendOf(Client), original);
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
    const kept = sendOf(ThingsClient) as AnyFunction;
    instrumentation.disable();
    const diagnostics = captureDiagnostics();
    try {
      assert.deepEqual(Reflect.apply(kept, client, ['x']), [client, 'x']);
      assert.deepEqual([client.added, diagnostics.lines], [[], []]);
    } finally {
      diagnostics.stop();
    }
  });
});

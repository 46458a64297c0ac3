import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { commandOf, rememberCommand } from '../../../src/process/forward/commandClasses';

/** A copy of the SDK. */
function copy() {
  return {
    SQSClient: class {
      readonly middlewareStack = {};
    },
    SendMessageCommand: class {
      readonly input = {};
    },
  };
}

describe('the command with which a message is sent', () => {
  it('is that of the copy of the SDK which the client is of', () => {
    const [first, second] = [copy(), copy()];
    rememberCommand(first);
    rememberCommand(second);
    class Derived extends first.SQSClient {}
    assert.equal(commandOf(new first.SQSClient()), first.SendMessageCommand);
    assert.equal(commandOf(new Derived()), first.SendMessageCommand);
    assert.equal(commandOf(new second.SQSClient()), second.SendMessageCommand);
    assert.equal(commandOf(new (copy().SQSClient)()), undefined);
  });

  it('is of a module that has it itself, and a client', () => {
    const { SQSClient, SendMessageCommand } = copy();
    for (const exports of [
      undefined,
      null,
      7,
      'text',
      {},
      { SQSClient },
      { SendMessageCommand },
      { SQSClient, SendMessageCommand: {} },
      { SQSClient: {}, SendMessageCommand },
      { SQSClient: () => 1, SendMessageCommand },
      Object.create({ SQSClient, SendMessageCommand }),
    ])
      rememberCommand(exports);
    assert.equal(commandOf(new SQSClient()), undefined);
  });

  it('is found among the modules that are loaded, for what may be a client', () => {
    const { SQSClient, SendMessageCommand } = copy();
    class Plain {
      readonly url = 'x';
    }
    const [name, gone, other] = [randomUUID(), randomUUID(), randomUUID()];
    const { cache } = require;
    cache[gone] = undefined;
    cache[name] = { exports: { SQSClient, SendMessageCommand } } as NodeJS.Module;
    cache[other] = { exports: { SQSClient: Plain, SendMessageCommand } } as NodeJS.Module;
    try {
      assert.equal(commandOf(new Plain()), undefined, 'without the middleware of a client, nobody looks');
      assert.equal(commandOf(new SQSClient()), SendMessageCommand);
    } finally {
      delete cache[name];
      delete cache[gone];
      delete cache[other];
    }
  });
});

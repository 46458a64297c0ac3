import assert from 'node:assert/strict';
import { Patches } from '../../src/attach/patches';

class Client {
  send(command: string, options: object): unknown[] {
    return [this, command, options];
  }
}

describe('a function that is replaced', () => {
  it('has the name and the number of parameters of the original, and is the original again', () => {
    const { send: original } = Client.prototype;
    const patches = new Patches();
    assert.ok(
      patches.replace(Client.prototype as never, 'send', (before) => {
        const send2 = function (this: unknown, ...args: unknown[]): unknown {
          return before.apply(this, args);
        };
        return send2;
      }),
    );
    const { send } = Client.prototype;
    assert.notEqual(send, original);
    assert.deepEqual([send.name, send.length], [original.name, original.length]);
    assert.deepEqual(Object.keys(send), []);
    const client = new Client();
    const options = {};
    assert.deepEqual(client.send('list', options), [client, 'list', options]);
    patches.remove();
    assert.equal(Client.prototype.send, original);
  });
});

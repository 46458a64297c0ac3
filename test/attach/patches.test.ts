import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type AnyFunction, Patches } from '../../src/attach/patches';

class Client {
  send(command: string, options: object): unknown[] {
    return [this, command, options];
  }
}

describe('a function that is replaced', () => {
  it('has the name and the number of parameters of the original, and is the original again', () => {
    const members = Client.prototype as unknown as Record<string, AnyFunction>;
    const original = members['send'];
    const patches = new Patches();
    assert.ok(
      patches.replace(members, 'send', (before) => {
        const send2 = function (this: unknown, ...args: unknown[]): unknown {
          return before.apply(this, args);
        };
        return send2;
      }),
    );
    const replacement = members['send'];
    assert.notEqual(replacement, original);
    assert.deepEqual([replacement?.name, replacement?.length], ['send', 2]);
    assert.deepEqual(Object.keys(replacement ?? {}), []);
    const client = new Client();
    const options = {};
    assert.deepEqual(client.send('list', options), [client, 'list', options]);
    patches.remove();
    assert.equal(members['send'], original);
  });

  it('is replaced again where somebody has put the original back', () => {
    class Stubbed extends Client {
      override send(command: string): unknown[] {
        return [command];
      }
    }
    const members = Stubbed.prototype as unknown as Record<string, AnyFunction>;
    const original = members['send'] as AnyFunction;
    const patches = new Patches();
    const again = (before: AnyFunction) => (command: unknown) => [...(before(command) as unknown[]), 'again'];
    patches.replace(members, 'send', again);
    // A test takes away its stub, which it had put there before.
    members['send'] = original;
    patches.remove();
    assert.equal(members['send'], original);
    patches.apply();
    assert.deepEqual(new Stubbed().send('list'), ['list', 'again']);
    patches.apply();
    assert.deepEqual(new Stubbed().send('list'), ['list', 'again']);
    patches.remove();
    assert.equal(members['send'], original);
  });

  it('is not replaced twice where it is found in another place, too', () => {
    const patches = new Patches();
    const again = (before: AnyFunction) => (command: unknown) => [...(before(command) as unknown[]), 'again'];
    const first: Record<string, AnyFunction> = { send: (command) => [command] };
    patches.replace(first, 'send', again);
    const second: Record<string, AnyFunction> = { send: first['send'] ?? assert.fail() };
    assert.equal(patches.replace(second, 'send', again), true);
    assert.deepEqual(second['send']?.('list'), ['list', 'again']);
  });

  it('is not replaced twice where somebody puts ours back while it is off', () => {
    const patches = new Patches();
    const again = (before: AnyFunction) => (command: unknown) => [...(before(command) as unknown[]), 'again'];
    const original: AnyFunction = (command) => [command];
    const holder: Record<string, AnyFunction> = { send: original };
    patches.replace(holder, 'send', again);
    const ours = holder['send'] ?? assert.fail();
    patches.remove();
    // A test takes away its stub, which it had put there while it was on.
    holder['send'] = ours;
    patches.apply();
    assert.deepEqual(holder['send']('list'), ['list', 'again']);
    patches.remove();
    assert.equal(holder['send'], original);
  });

  it('stays below what somebody puts on top of it, and above what somebody puts there while it is off', () => {
    const patches = new Patches();
    const again = (before: AnyFunction) => (command: unknown) => [...(before(command) as unknown[]), 'again'];
    const theirs = (before: AnyFunction) => (command: unknown) => [...(before(command) as unknown[]), 'theirs'];
    const original: AnyFunction = (command) => [command];
    const holder: Record<string, AnyFunction> = { send: original };
    patches.replace(holder, 'send', again);
    const top = theirs(holder['send'] ?? assert.fail());
    holder['send'] = top;
    patches.apply();
    assert.equal(holder['send'], top);
    patches.remove();
    assert.equal(holder['send'], top);

    const other: Record<string, AnyFunction> = { send: original };
    patches.replace(other, 'send', again);
    patches.remove();
    other['send'] = theirs(original);
    patches.apply();
    assert.deepEqual(other['send']('list'), ['list', 'theirs', 'again']);
  });

  it('may be no function at all, and then stays what it is', () => {
    const patches = new Patches();
    const holder: Record<string, unknown> = { send: 'mail' };
    assert.equal(
      patches.replace(holder, 'send', (before) => before),
      true,
    );
    patches.remove();
    patches.apply();
    assert.equal(holder['send'], 'mail');
  });

  it('is not kept alive with its module, and the others are still put back', async () => {
    const patches = new Patches();
    const replace =
      (before: AnyFunction): AnyFunction =>
      (...args) =>
        before(...args);
    const stays = { send: () => 'sent' } as unknown as Record<string, AnyFunction>;
    const original = stays['send'];
    patches.replace(stays, 'send', replace);
    const forgotten = forgottenModules(patches, replace);
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    for (let round = 0; round < 20 && forgotten.some((each) => each.deref() !== undefined); round += 1) {
      // What was looked at in this turn stays until it is over.
      await setImmediate();
      gc();
    }
    assert.deepEqual(
      forgotten.map((each) => each.deref()),
      Array.from({ length: 5 }),
    );
    patches.remove();
    assert.equal(stays['send'], original);
    patches.apply();
    assert.notEqual(stays['send'], original);
  });
});

function forgottenModules(patches: Patches, replace: (original: AnyFunction) => AnyFunction): WeakRef<object>[] {
  return Array.from({ length: 5 }, () => {
    const members = { send: () => 'sent' } as unknown as Record<string, AnyFunction>;
    patches.replace(members, 'send', replace);
    patches.remove();
    patches.apply();
    return new WeakRef(members);
  });
}

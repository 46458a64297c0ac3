import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type * as Uncounted from '../../src/telemetry/uncounted';

const emitter: EventEmitter = process;
const ADDING = 'newListener';
const load = createRequire(__filename);

/** What is said of too many listeners meanwhile. */
async function warningsDuring(add: () => void): Promise<string[]> {
  const said: string[] = [];
  const listen = ({ name, message }: Error): void => void said.push(`${name}: ${message}`);
  process.on('warning', listen);
  try {
    add();
    // Warnings come in a turn of their own.
    await new Promise(setImmediate);
    return said.filter((line) => /uncounted-\d|newListener/.test(line));
  } finally {
    process.off('warning', listen);
  }
}

describe('a listener of ours on the process', () => {
  const max = emitter.getMaxListeners();
  let events = 0;
  let event: string;
  let leaveUncounted: typeof Uncounted.leaveUncounted;
  /** Listeners that somebody else has for what is added. */
  let others: ReturnType<EventEmitter['listeners']>;

  // As in a process in which nobody has asked for it yet.
  beforeEach(() => {
    event = `uncounted-${(events += 1)}`;
    others = emitter.rawListeners(ADDING);
    emitter.removeAllListeners(ADDING);
    const file = require.resolve('../../src/telemetry/uncounted');
    const { [file]: cached } = require.cache;
    delete require.cache[file];
    ({ leaveUncounted } = load(file) as typeof Uncounted);
    require.cache[file] = cached;
  });
  afterEach(() => {
    for (const name of [event, ADDING]) emitter.removeAllListeners(name);
    for (const each of others) emitter.on(ADDING, each as () => void);
  });

  function listen(count: number, name = event): void {
    for (let index = 0; index < count; index++) emitter.on(name, () => {});
  }
  function listenUncounted(): void {
    const ours = (): void => {};
    leaveUncounted(event, ours);
    emitter.on(event, ours);
  }

  for (const before of [0, 5, max]) {
    it(`is not the eleventh, beside ${max} of the application, ${before} of them added earlier`, async () => {
      const warnings = await warningsDuring(() => {
        listen(before);
        listenUncounted();
        listen(max - before);
      });
      assert.deepEqual(warnings, []);
    });

    it(`hides no warning of too many of the application, ${before} of them added earlier`, async () => {
      const warnings = await warningsDuring(() => {
        listen(before);
        listenUncounted();
        listen(max + 3 - before);
      });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /^MaxListenersExceededWarning: Possible EventEmitter memory leak/);
    });
  }

  it('takes no other listener along', async () => {
    leaveUncounted(`${event}-other`, () => {});
    const warnings = await warningsDuring(() => listen(max + 1));
    assert.equal(warnings.length, 1);
  });

  it('brings no second warning of what the application has been warned of', async () => {
    const own = (): void => {};
    const warnings = await warningsDuring(() => {
      listen(max - 1);
      emitter.on(event, own).on(event, own);
      listenUncounted();
      emitter.off(event, own).off(event, own);
      listen(2);
    });
    assert.equal(warnings.length, 1);
  });

  it('comes with one more on the process, which is not the eleventh of its event either', async () => {
    for (const name of ['one', 'two', 'three']) leaveUncounted(`${event}-${name}`, () => {});
    assert.equal(emitter.listenerCount(ADDING), 1);
    assert.deepEqual(await warningsDuring(() => listen(max, ADDING)), []);
    assert.equal((await warningsDuring(() => listen(1, ADDING))).length, 1);
  });

  it('keeps Node.js from warning only where there are enough: without that one, it warns as ever', async () => {
    listenUncounted();
    listen(max - 1);
    emitter.removeAllListeners(ADDING);
    assert.equal((await warningsDuring(() => listen(1))).length, 1);
  });
});

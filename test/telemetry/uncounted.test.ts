import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { leaveUncounted } from '../../src/telemetry/uncounted';

const emitter: EventEmitter = process;

/** What Node.js warns of, with so many listeners of the application, and one of ours before, between or after them. */
async function warningsOf(event: string, others: number, before: number): Promise<string[]> {
  const said: string[] = [];
  const listen = ({ name, message }: Error): void => void said.push(`${name}: ${message}`);
  const ours = (): void => {};
  process.on('warning', listen);
  try {
    for (let index = 0; index <= others; index++) {
      if (index === before) {
        leaveUncounted(event, ours);
        emitter.on(event, ours);
      }
      if (index < others) emitter.on(event, () => {});
    }
    // Warnings come in a turn of their own.
    await new Promise(setImmediate);
    return said.filter((line) => line.includes(event));
  } finally {
    process.off('warning', listen);
    emitter.removeAllListeners(event);
  }
}

describe('a listener of ours on the process', () => {
  const max = emitter.getMaxListeners();
  let events = 0;
  const made = (): string => `uncounted-${(events += 1)}`;

  for (const before of [0, 5, max]) {
    it(`is not the eleventh, beside ${max} of the application, ${before} of them added earlier`, async () => {
      assert.deepEqual(await warningsOf(made(), max, before), []);
    });

    it(`hides no warning of one too many of the application, ${before} of them added earlier`, async () => {
      const event = made();
      const warnings = await warningsOf(event, max + 1, before);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /^MaxListenersExceededWarning: Possible EventEmitter memory leak/);
    });
  }

  it('takes no other listener along', async () => {
    const [event, other] = [made(), made()];
    leaveUncounted(event, () => {});
    assert.equal((await warningsOf(other, max + 1, max + 2)).length, 1);
  });
});

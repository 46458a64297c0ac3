import assert from 'node:assert/strict';
import { Agent } from '../support/agent';
import { readResults, writeResults } from '../support/results';
import { ifAvailable } from '../support/skip';
import { type Bench, startBench } from './bench';
import { type Cell, type Running, cellOf } from './cell';
import { isBlind } from './reasons';
import { COUNTERPARTS, PROPAGATIONS, ROUTES, type RouteName } from './counterparts';

const OURS = 'Node.js';
/** As long as cold installations of all languages may take. */
const INSTALL_MILLIS = 1_500_000;

describe('from every producer to every consumer', () => {
  const running = new Map<string, Running>();
  const cells: Cell[] = [];
  let bench: Bench;

  before(async function () {
    this.timeout(INSTALL_MILLIS);
    bench = await startBench();
    for (const counterpart of COUNTERPARTS) {
      const program = await ifAvailable(() => counterpart.program());
      if (program !== undefined) running.set(counterpart.name, { ...counterpart, agent: await Agent.start(program) });
    }
  });

  after(async () => {
    for (const { agent } of running.values()) await agent.stop();
    await bench?.stop();
  });

  for (const from of COUNTERPARTS) {
    for (const to of COUNTERPARTS) {
      for (const route of Object.keys(ROUTES) as RouteName[]) {
        it(`${from.name} → ${route} → ${to.name}`, async function () {
          const [producer, consumer] = [running.get(from.name), running.get(to.name)];
          if (producer === undefined || consumer === undefined) {
            this.skip();
            return;
          }
          for (const [propagation, propagators] of Object.entries(PROPAGATIONS)) {
            const cell = await cellOf({ bench, producer, consumer, route, propagation, propagators });
            cells.push(cell);
            check(cell);
          }
        });
      }
    }
  }

  it('as docs/interop.md has it', function () {
    if (running.size < COUNTERPARTS.length) this.skip();
    const committed = readResults('matrix');
    writeResults('matrix', cells);
    assert.deepEqual(cells, committed, 'world/results.json was out of date: commit it, and run `npm run docs`');
  });
});

/** What this package promises, whatever the others do. */
function check({ producer, consumer, route, propagation, connected, written, baggage }: Cell): void {
  const told = `${propagation}: ${JSON.stringify(written)}`;
  if (producer === OURS) assert.notEqual(written.length, 0, `nothing written: ${told}`);
  if (consumer === OURS && written.length > 0) assert.notEqual(connected, false, `not read: ${told}`);
  if (producer === OURS && consumer === OURS) assert.equal(baggage, propagation.includes('baggage'), told);
  if (producer === OURS && !isBlind(consumer, route, propagation)) {
    assert.notEqual(connected, false, `not understood: ${told}`);
  }
}

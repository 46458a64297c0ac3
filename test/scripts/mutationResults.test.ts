import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, Sandbox } from './sandbox';

interface Row {
  readonly room: string;
  readonly gate: number;
  readonly score: number;
}
const row = (room: string, score: number): Row => ({ room, gate: 92, score });

describe('the results of scripts/mutation', () => {
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.remove());

  it('keep the rooms that were not run this time, in the order of the rooms', () => {
    sandbox = new Sandbox(['scripts/mutation'], {
      'scripts/mutation/results.json': JSON.stringify([row('process', 93), row('attach', 89)]),
      'write.mjs': `
        import { writeResults } from './scripts/mutation/results.mjs';
        writeResults([${JSON.stringify(row('attach', 90))}, ${JSON.stringify(row('propagation', 95))}]);`,
    });
    equal(sandbox.run('write.mjs').status, 0);
    deepEqual(JSON.parse(sandbox.read('scripts/mutation/results.json')), [
      row('propagation', 95),
      row('process', 93),
      row('attach', 90),
    ]);
  });

  it('that are committed hold the gates', () => {
    const rows = JSON.parse(readFileSync(join(ROOT, 'scripts/mutation/results.json'), 'utf8')) as Row[];
    for (const { room, gate, score } of rows) equal(score >= gate, true, room);
  });
});

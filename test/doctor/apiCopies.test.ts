import assert from 'node:assert/strict';
import type { LoadedCopy } from '../../src/bootstrap/copies';
import { checkApiCopies } from '../../src/doctor/checkCopies';

describe("the doctor's findings about copies of the API", () => {
  const copies = (...versions: string[]): LoadedCopy[] =>
    versions.map((version) => ({ name: '@opentelemetry/api', version, directory: `/app/${version}` }));
  const levels = (owner: string | undefined, ...versions: string[]): string[] =>
    checkApiCopies(copies(...versions), owner, '/app').map(({ level }) => level);

  it('has nothing against those that see the same SDK', () => {
    assert.deepEqual(levels('1.9.1', '1.9.1'), ['pass']);
    assert.deepEqual(levels('1.9.1', '1.9.1', '1.4.0'), ['pass']);
    assert.deepEqual(levels('1.9.1', '1.9.1', '1.9.0'), ['pass']);
    assert.deepEqual(levels(undefined, '1.9.1', '1.4.0'), ['pass']);
  });

  it('finds one that does not see the SDK', () => {
    assert.deepEqual(levels('1.8.0', '1.8.0', '1.9.1'), ['fail']);
    assert.deepEqual(levels('1.8.0', '1.9.1'), ['fail']);
    assert.deepEqual(levels('2.0.0', '2.0.0', '1.9.1'), ['fail']);
  });
});

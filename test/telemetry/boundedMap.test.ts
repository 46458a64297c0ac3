import assert from 'node:assert/strict';
import { BoundedMap } from '../../src/telemetry/boundedMap';

describe('a map with a bound', () => {
  it('has the newest half for sure, and never more than its bound', () => {
    const map = new BoundedMap<number>(10);
    const sizes: number[] = [];
    for (let key = 0; key < 23; key++) {
      map.put(`${key}`, key);
      sizes.push(map.size);
      for (let newest = Math.max(0, key - 4); newest <= key; newest++) assert.equal(map.get(`${newest}`), newest);
    }
    assert.deepEqual(sizes.slice(0, 10), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.equal(Math.max(...sizes), 10);
    assert.equal(map.get('0'), undefined);
  });

  it('has what is put again once more, and nothing of what is taken out, in whichever half it is', () => {
    const map = new BoundedMap<string>(4);
    for (const [key, value] of [
      ['a', 'old'],
      ['b', 'b'],
      ['a', 'new'],
    ] as const)
      map.put(key, value);
    assert.equal(map.get('a'), 'new');
    map.delete('a');
    assert.deepEqual([map.get('a'), map.get('b'), map.size], [undefined, 'b', 1]);
  });
});

import assert from 'node:assert/strict';
import { replaceMembers } from '../../src/telemetry/replaceMembers';

describe('members that an object is given for a while', () => {
  it('are found, are listed only where the object lists its own, and leave it as it was', () => {
    const holder = Object.defineProperty({ listed: 1, other: 2 }, 'hidden', { value: 3, configurable: true });
    const before = Object.getOwnPropertyDescriptors(holder);
    const release = replaceMembers(holder, [
      ['listed', { value: 'ours' }],
      ['hidden', { get: () => 'ours, too' }],
      ['added', { value: 'ours as well', enumerable: true }],
    ]);
    assert.deepEqual({ ...holder }, { listed: 'ours', other: 2 });
    assert.deepEqual(
      ['listed', 'hidden', 'added'].map((name) => Reflect.get(holder, name) as unknown),
      ['ours', 'ours, too', 'ours as well'],
    );
    release();
    assert.deepEqual(Object.getOwnPropertyDescriptors(holder), before);
  });

  it('stay what somebody else has made of them since', () => {
    const holder: Record<string, unknown> = { value: 1, getter: 2, gone: 3 };
    const release = replaceMembers(holder, [
      ['value', { value: 'ours' }],
      ['getter', { get: () => 'ours' }],
      ['gone', { value: 'ours' }],
      ['added', { value: 'ours' }],
    ]);
    Object.defineProperty(holder, 'value', { value: 'theirs' });
    Object.defineProperty(holder, 'getter', { get: () => 'theirs' });
    Object.defineProperty(holder, 'added', { value: 'theirs' });
    delete holder['gone'];
    release();
    assert.deepEqual([holder['value'], holder['getter'], holder['added']], ['theirs', 'theirs', 'theirs']);
    assert.equal('gone' in holder, false);
  });

  const unchangeable: Readonly<Record<string, object>> = {
    'one of them cannot be changed': Object.defineProperty({ first: 1 }, 'second', { value: 2 }),
    'nothing can be added': Object.preventExtensions({ first: 1 }),
  };
  for (const [why, holder] of Object.entries(unchangeable)) {
    it(`are none at all where ${why}`, () => {
      const before = Object.getOwnPropertyDescriptors(holder);
      const replace = () =>
        replaceMembers(holder, [
          ['first', { value: 'ours' }],
          ['second', { value: 'ours' }],
        ]);
      assert.throws(replace, new TypeError('the member second of a result cannot be changed'));
      assert.deepEqual(Object.getOwnPropertyDescriptors(holder), before);
    });
  }

  it('take the places of what is there also where nothing can be added', () => {
    const holder = Object.preventExtensions({ first: 1 });
    const release = replaceMembers(holder, [['first', { value: 'ours' }]]);
    assert.deepEqual({ ...holder }, { first: 'ours' });
    release();
    assert.deepEqual({ ...holder }, { first: 1 });
  });
});

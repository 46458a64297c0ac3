import { equal } from 'node:assert/strict';
import { asSent, isExact } from '../../src/propagation/brokers/asSent';

describe('what a client has made of bytes', () => {
  it('is what was sent, unless other bytes may have been', () => {
    equal(asSent('größer', false), 'größer');
    equal(asSent('a\uFFFD', false), undefined);
    equal(asSent('a\uFFFD', true), 'a\uFFFD');
  });

  it('is exact if its numbers are, at any depth', () => {
    equal(isExact({ list: [1, 0.5, { a: 'x', b: null, c: undefined }] }), true);
    equal(isExact({ list: [{ id: 2 ** 60 }] }), false);
  });

  it('ends for a circle, and for one value many times', () => {
    const circle: Record<string, unknown> = { a: 1 };
    circle['self'] = circle;
    equal(isExact(circle), true);
    equal(isExact({ circle, list: [circle, 2 ** 60] }), false);
  });
});

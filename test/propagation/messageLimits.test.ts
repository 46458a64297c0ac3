import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { resolveOptions } from '../../src/options';
import { forgetLimit, learnLimit, limitOf } from '../../src/propagation/messageLimits';

describe('the limits of queues that were seen', () => {
  const options = resolveOptions({});
  const service = { maxSize: 1_048_576 };
  const urlOf = (name: string) => `http://127.0.0.1/123456789012/${name}`;
  const learnOthers = (count: number): void => {
    for (let each = 0; each < count; each++) learnLimit(urlOf(randomUUID()), '2048');
  };

  it('are known of those that were seen last: one that is seen again stays', () => {
    const [again, once] = [urlOf(randomUUID()), urlOf(randomUUID())];
    learnLimit(again, '1024');
    learnLimit(once, 1024);
    learnOthers(400);
    learnLimit(again, '1025');
    learnOthers(400);
    assert.deepEqual(limitOf(again, service, options), { bytes: 1025, known: true });
    assert.deepEqual(limitOf(once, service, options), { bytes: service.maxSize, known: false });
  });

  it('are sizes, and of one that is gone none is known', () => {
    const url = urlOf(randomUUID());
    for (const none of ['', '0', '-1', 'large', 1.5, null, undefined, {}, Number.NaN]) learnLimit(url, none);
    assert.equal(limitOf(url, service, options).known, false);
    learnLimit(url, '1024');
    assert.equal(limitOf(url, service, { maxMessageSize: 4096 }).bytes, 1024);
    assert.equal(limitOf(url, service, { maxMessageSize: 512 }).bytes, 512);
    forgetLimit(url);
    assert.equal(limitOf(url, service, options).known, false);
  });
});

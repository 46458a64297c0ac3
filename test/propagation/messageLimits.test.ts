import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { resolveOptions } from '../../src/options';
import { forgetLimit, learnLimit, limitOf, shapeOfBatch } from '../../src/propagation/messageLimits';
import { SQS_SHAPE } from '../../src/propagation/messageShapes';
import { captureDiagnostics } from '../support/diagnostics';

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

  it('hold for the same queue by another address, if they are lower than those of the service', () => {
    const name = randomUUID();
    const elsewhere = `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`;
    const known = { bytes: 1024, known: true };
    learnLimit(`${urlOf(name)}/`, '1024');
    for (const address of [elsewhere, `${elsewhere}/`, `arn:aws:sqs:eu-west-1:123456789012:${name}`])
      assert.deepEqual(limitOf(address, service, options), known, address);
    assert.equal(limitOf(`arn:aws:sns:eu-west-1:123456789012:${name}`, service, options).known, false, 'of a topic');
    assert.equal(limitOf(elsewhere.replace('123456789012', '210987654321'), service, options).known, false);
    assert.deepEqual(limitOf(urlOf(name), service, { maxMessageSize: 4096 }), known);
    for (const more of [service.maxSize, service.maxSize + 1]) {
      learnLimit(urlOf(name), more);
      assert.equal(limitOf(elsewhere, service, options).known, false, `${more}`);
    }
  });

  it('of one that is gone hold at no other address', () => {
    const name = randomUUID();
    learnLimit(urlOf(name), '1024');
    forgetLimit(urlOf(name));
    assert.equal(limitOf(`arn:aws:sqs:eu-west-1:123456789012:${name}`, service, options).known, false);
  });

  it('are of texts, and of texts that may be an address: nothing else is remembered, or in the way', () => {
    for (const strange of [7, undefined, null, {}, 'x'.repeat(5000)]) {
      learnLimit(strange, '1024');
      forgetLimit(strange);
      assert.equal(limitOf(strange as never, service, options).known, false);
    }
  });

  it('of a message are not those of a whole batch', () => {
    const { maxSize, maxMessageSize } = shapeOfBatch(SQS_SHAPE, urlOf(randomUUID()), {
      ...options,
      maxMessageSize: 1024,
    });
    assert.deepEqual([maxSize, maxMessageSize], [SQS_SHAPE.maxSize, 1024]);
  });
});

describe('the limits that an application computes', () => {
  const service = { maxSize: 1_048_576 };
  const queue = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';

  it('are sizes', () => {
    assert.deepEqual(limitOf(queue, service, { maxMessageSize: () => 1 }), { bytes: 1, known: true });
    for (const none of [0, -1, 1.5, Number.NaN, '1024', undefined, null])
      assert.equal(limitOf(queue, service, { maxMessageSize: () => none as number }).known, false, String(none));
  });

  it('are not asked for where the destination is not known', () => {
    const maxMessageSize = (): number => assert.fail('asked');
    assert.deepEqual(limitOf(undefined, service, { maxMessageSize }), { bytes: service.maxSize, known: false });
  });

  it('are none where they cannot be computed, which is said', async () => {
    const diagnostics = captureDiagnostics();
    try {
      const limit = (maxMessageSize: () => never): boolean => limitOf(queue, service, { maxMessageSize }).known;
      assert.equal(
        limit(() => {
          throw new Error('at once');
        }),
        false,
      );
      assert.equal(
        limit(() => Promise.reject(new Error('later')) as never),
        false,
      );
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(diagnostics.lines.length, 2);
      assert.match(diagnostics.lines[0] ?? '', /maxMessageSize threw.*at once/);
      assert.match(diagnostics.lines[1] ?? '', /maxMessageSize threw.*later/);
    } finally {
      diagnostics.stop();
    }
  });
});

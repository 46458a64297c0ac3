import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { portOf, queueOf, queueOfArn } from '../../src/services/queue';

describe('what a queue URL tells', () => {
  for (const [url, name, accountId, region, host] of [
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/orders', 'orders', '123456789012', 'eu-west-1', 443],
    ['https://eu-west-1.queue.amazonaws.com/123456789012/orders', 'orders', '123456789012', 'eu-west-1', 443],
    ['https://queue.amazonaws.com/123456789012/orders', 'orders', '123456789012', 'us-east-1', 443],
    ['http://127.0.0.1:4566/000000000000/orders', 'orders', '000000000000', undefined, 4566],
    ['http://localhost/queue/orders', 'orders', undefined, undefined, 80],
    ['http://localhost/', 'http://localhost/', undefined, undefined, 80],
    ['amqp://broker/orders', 'orders', undefined, undefined, undefined],
  ] as const) {
    it(url, () => {
      const queue = queueOf(url);
      assert.deepEqual(
        [queue?.name, queue?.accountId, queue?.region, queue?.host?.port, queue?.queueUrl],
        [name, accountId, region, host, url],
      );
      assert.equal(queue?.host?.address, new URL(url).hostname);
    });
  }

  for (const [host, region] of [
    ['sqs-fips.eusc-de-east-1.api.amazonwebservices.eu', 'eusc-de-east-1'],
    ['sqs.us-isob-east-1.api.aws.scloud', 'us-isob-east-1'],
    ['sqs.eu-isoe-west-1.api.cloud-aws.adc-e.uk', 'eu-isoe-west-1'],
    ['sqs.eu-isoe-west-1.cloud.adc-e.uk', 'eu-isoe-west-1'],
    ['sqs.us-iso-east-1.api.aws.ic.gov', 'us-iso-east-1'],
    ['sqs.cn-north-1.api.amazonwebservices.com.cn', 'cn-north-1'],
  ] as const) {
    it(`the region of a partition with another domain: ${host}`, () =>
      assert.equal(queueOf(`https://${host}/123456789012/orders`)?.region, region));
  }

  it('where it is the ARN of a queue: its name, account and region, and no host', () => {
    // What is known of a queue is not looked for again.
    const name = `${randomUUID()}.fifo`;
    const arn = `arn:aws-cn:sqs:cn-north-1:123456789012:${name}`;
    assert.deepEqual(queueOf(arn), {
      name,
      queueUrl: arn,
      accountId: '123456789012',
      region: 'cn-north-1',
    });
  });

  it('where it is none: a name, or nothing', () => {
    assert.deepEqual(queueOf('orders'), {
      name: 'orders',
      queueUrl: 'orders',
      accountId: undefined,
      region: undefined,
      host: undefined,
    });
    for (const none of ['', undefined, null, 7, {}]) assert.equal(queueOf(none), undefined);
    assert.equal(queueOf('file:///orders')?.host, undefined);
  });

  it('is kept for queues that are used, and bounded for an application that makes them up', () => {
    const first = queueOf('http://localhost/1/kept');
    assert.equal(queueOf('http://localhost/1/kept'), first);
    for (let index = 0; index < 1000; index += 1) queueOf(`http://localhost/1/made-up-${index}`);
    const again = queueOf('http://localhost/1/kept');
    assert.notEqual(again, first);
    assert.deepEqual(again, first);
  });

  it('is said of its port as URLs and the SDK have it', () => {
    assert.equal(portOf({ port: 4566, protocol: 'http:' }), 4566);
    assert.equal(portOf({ port: '8080', protocol: 'https:' }), 8080);
    assert.equal(portOf({ port: undefined, protocol: 'https:' }), 443);
  });
});

describe('what the ARN of a queue tells', () => {
  it('the queue, its account and its region', () => {
    assert.deepEqual(queueOfArn('arn:aws:sqs:eu-west-1:123456789012:orders'), {
      name: 'orders',
      accountId: '123456789012',
      region: 'eu-west-1',
    });
  });

  it('as much of that as there is', () => {
    assert.deepEqual(queueOfArn('arn:aws:sqs:::orders'), { name: 'orders', accountId: undefined, region: undefined });
  });

  it('nothing, if it is not that of a queue', () => {
    const [topic, nameless] = ['arn:aws:sns:eu-west-1:123456789012:orders', 'arn:aws:sqs:eu-west-1:123456789012'];
    for (const none of [topic, nameless, `${nameless}:`, 'orders', 7, null]) {
      assert.equal(queueOfArn(none), undefined);
    }
  });
});

describe('the credentials in a queue URL', () => {
  for (const [url, name, shown] of [
    ['https://user:secret@host/1/orders', 'orders', 'https://***@host/1/orders'],
    ['https://host/1/orders?token=secret', 'orders', 'https://host/1/orders?token=***'],
    ['https://user:se/cret@host/1/orders', 'orders', 'https://***@host/1/orders'],
    ['user:secret@orders', 'orders', '***@orders'],
    ['orders?token=secret', 'orders', 'orders?token=***'],
    ['https://user:secret@host/', 'https://***@host/', 'https://***@host/'],
  ] as const) {
    it(`are in none of its parts: ${shown}`, () => {
      const queue = queueOf(url);
      assert.deepEqual([queue?.name, queue?.queueUrl], [name, shown]);
      assert.ok(!JSON.stringify(queue).includes('secret'));
    });
  }
});

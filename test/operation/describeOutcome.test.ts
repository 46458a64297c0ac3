import assert from 'node:assert/strict';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { instrumentClient } from '../../src';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe('the host that a call went to', () => {
  const tracing = useWorld(startTracing);

  /** Gets an object from each of two buckets at a time; their hosts, as far as the spans know them. */
  async function hostsOf(config: { cacheMiddleware?: boolean }): Promise<Record<string, unknown>> {
    const answers: (() => void)[] = [];
    const client = instrumentClient(
      new S3Client({
        ...config,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
        requestHandler: {
          // Both requests are out before either is answered.
          handle: () =>
            new Promise((_resolve, reject) => {
              answers.push(() => reject(new Error('no network here')));
              if (answers.length === 2) for (const answer of answers) answer();
            }),
        },
      }),
    );
    await Promise.allSettled(
      ['first', 'second'].map((Bucket) => client.send(new GetObjectCommand({ Bucket, Key: 'key' }))),
    );
    client.destroy();
    return Object.fromEntries(
      tracing
        .spans('S3.GetObject')
        .map(({ attributes }) => [String(attributes['aws.s3.bucket']), attributes['server.address']]),
    );
  }

  it('is that of its own request', async () => {
    assert.deepEqual(await hostsOf({}), {
      first: 'first.s3.us-east-1.amazonaws.com',
      second: 'second.s3.us-east-1.amazonaws.com',
    });
  });

  it('is never that of another request, with which it shares its context under `cacheMiddleware`', async () => {
    const { first, second } = await hostsOf({ cacheMiddleware: true });
    assert.doesNotMatch(String(first), /second/);
    assert.doesNotMatch(String(second), /first/);
  });
});

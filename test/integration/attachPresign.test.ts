import assert from 'node:assert/strict';
import { GetObjectCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startStubServer } from '../attach/stubServer';
import { SqsInstrumentation, instrumentClient } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

describe('a presigned URL', () => {
  const server = useWorld(startStubServer);
  let tracing: Tracing;
  let client: S3Client;
  let instrumentation: SqsInstrumentation | undefined;
  let plain: string;

  const newClient = (): S3Client => new S3Client({ ...server.clientConfig, forcePathStyle: true });
  const sign = (): Promise<string> =>
    tracing.provider.getTracer('test').startActiveSpan('parent', async (span) => {
      const command = new GetObjectCommand({ Bucket: 'photos', Key: 'cat.jpg' });
      const url = await getSignedUrl(client, command, { expiresIn: 60, signingDate: new Date('2026-01-01T00:00:00Z') });
      span.end();
      return url;
    });
  const assertPlain = async (): Promise<void> => {
    tracing.reset();
    server.clear();
    assert.equal(await sign(), plain);
    assert.deepEqual(
      tracing.spans().map(({ name }) => name),
      ['parent'],
    );
    assert.equal(server.requests.length, 0);
  };
  const send = (): Promise<unknown> => client.send(new HeadBucketCommand({ Bucket: 'photos' }));

  before(async () => {
    tracing = startTracing();
    client = newClient();
    plain = await sign();
    await tracing.stop();
  });
  beforeEach(() => {
    tracing = startTracing();
    client = newClient();
  });
  afterEach(async () => {
    instrumentation?.disable();
    instrumentation = undefined;
    client.destroy();
    await tracing.stop();
  });

  it('is signed', () => assert.match(plain, /X-Amz-Date=20260101T000000Z.*X-Amz-Signature=[0-9a-f]{64}/));

  it('is the same with the instrumentation, and no span, before and after a call', async () => {
    instrumentation = new SqsInstrumentation();
    await assertPlain();
    await send();
    assert.equal(tracing.spans('S3.HeadBucket').length, 1);
    await assertPlain();
    await assertPlain();
  });

  it('is the same with instrumentClient, and no span, before and after a call', async () => {
    instrumentClient(client);
    await assertPlain();
    await send();
    assert.equal(tracing.spans('S3.HeadBucket').length, 1);
    await assertPlain();
    instrumentClient(client, { requestHook: () => assert.fail('a hook was called') });
    await assertPlain();
  });
});

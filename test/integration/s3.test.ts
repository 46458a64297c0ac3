import assert from 'node:assert/strict';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { startAwsServer } from '../support/awsServer';
import { startCannedServer } from '../support/cannedServer';
import { startBodyServer } from './bodyServer';
import { attributesOf, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const Bucket = 'objects';

describe('S3', () => {
  const server = useWorld(startAwsServer);
  const world = useWorld(startServicesWorld);
  let client: S3Client;

  before(async () => {
    client = world.own(new S3Client({ ...server.clientConfig, forcePathStyle: true, maxAttempts: 1 }));
    await client.send(new CreateBucketCommand({ Bucket }));
  });
  beforeEach(() => server.clearRequests());

  const attributes = (name: string) => attributesOf(world.tracing.span(name), 'aws.s3');

  it('an object that is written and read: bucket and key, and nothing of its content', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: 'canary', Metadata: { secret: 'canary' } }));
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a/b' }));
    assert.equal(await Body?.transformToString(), 'canary');
    for (const name of ['S3.PutObject', 'S3.GetObject']) {
      const span = world.tracing.span(name);
      assert.equal(span.kind, SpanKind.CLIENT);
      assert.deepEqual(attributes(name), { 'aws.s3.bucket': Bucket, 'aws.s3.key': 'a/b' });
      assert.equal(JSON.stringify([span.attributes, span.events]).includes('canary'), false);
    }
    assert.deepEqual(
      server.requests.map(({ operation }) => operation),
      ['PutObject', 'GetObject'],
    );
  });

  it('a copy, and where it comes from', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'x' }));
    await client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }));
    assert.equal(attributes('S3.CopyObject')['aws.s3.copy_source'], `${Bucket}/from`);
  });

  it('the parts of an upload', async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
    await client.send(new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'x' }));
    const told = { 'aws.s3.bucket': Bucket, 'aws.s3.key': 'parts', 'aws.s3.upload_id': UploadId };
    assert.deepEqual(attributes('S3.CreateMultipartUpload'), told);
    assert.deepEqual(attributes('S3.UploadPart'), { ...told, 'aws.s3.part_number': 1 });
  });

  it('what is deleted', async () => {
    await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] } }));
    assert.deepEqual(attributes('S3.DeleteObjects'), {
      'aws.s3.bucket': Bucket,
      'aws.s3.delete': 'Objects=[{Key=a},{Key=b}]',
    });
  });

  it('a call without a bucket', async () => {
    await client.send(new ListBucketsCommand({}));
    assert.deepEqual(attributes('S3.ListBuckets'), {});
  });

  it('a 404 is an error to whoever does not wait for it', async () => {
    await assert.rejects(client.send(new HeadBucketCommand({ Bucket: 'missing' })));
    const { status, attributes: told } = world.tracing.span('S3.HeadBucket');
    assert.deepEqual([status.code, told['error.type']], [SpanStatusCode.ERROR, 'NotFound']);
  });

  describe('an object that has not changed', () => {
    const unchanged = useWorld(startBodyServer);

    for (const Command of [GetObjectCommand, HeadObjectCommand]) {
      it(`is no error: ${Command.name}`, async () => {
        const reader = world.own(new S3Client(unchanged.clientConfig));
        let seen: unknown;
        world.instrumentation.setConfig({
          responseHook: (_span, _service, _operation, _result, error) => (seen = error),
        });
        const thrown: unknown = await reader
          .send(new Command({ Bucket, Key: 'unchanged', IfNoneMatch: '"1"' }))
          .catch((error: unknown) => error);
        assert.equal((thrown as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode, 304);
        assert.equal(seen, thrown);
        const [span] = world.tracing.spans();
        assert.equal(span?.status.code, SpanStatusCode.UNSET);
        assert.deepEqual(span?.events, []);
        assert.equal(span?.attributes['error.type'], undefined);
        assert.equal(span?.attributes['http.response.status_code'], 304);
      });
    }
  });

  describe('objects that are not deleted', () => {
    const refusing = useWorld(startCannedServer);

    it('are told although the call succeeds', async () => {
      const error = (Key: string) => `<Error><Key>${Key}</Key><Code>AccessDenied</Code><Message>no</Message></Error>`;
      refusing.answerWith({
        headers: { 'content-type': 'application/xml' },
        body: `<?xml version="1.0"?><DeleteResult><Deleted><Key>c</Key></Deleted>${error('a')}${error('b')}</DeleteResult>`,
      });
      const denied = world.own(new S3Client({ ...refusing.clientConfig, forcePathStyle: true }));
      const Objects = ['a', 'b', 'c'].map((Key) => ({ Key }));
      const { Errors } = await denied.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      assert.equal(Errors?.length, 2);
      const { status, attributes: told } = world.tracing.span('S3.DeleteObjects');
      assert.deepEqual(status, { code: SpanStatusCode.ERROR, message: '2 objects not deleted' });
      assert.equal(told['error.type'], 'AccessDenied');
    });
  });
});

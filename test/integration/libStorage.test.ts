import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { startAwsServer } from '../support/awsServer';
import { attributesOf, inSpan, startServicesWorld } from './servicesWorld';
import { useWorld } from '../support/useWorld';

const MEBIBYTE = 1024 * 1024;
const Bucket = 'uploads';
/** Three parts of the least size that S3 takes. */
const LARGE = Buffer.alloc(11 * MEBIBYTE, 'x');

describe('an upload of @aws-sdk/lib-storage', () => {
  const server = useWorld(startAwsServer);
  const world = useWorld(startServicesWorld);
  let client: S3Client;

  before(async () => {
    client = world.own(new S3Client({ ...server.clientConfig, forcePathStyle: true, maxAttempts: 1 }));
    await client.send(new CreateBucketCommand({ Bucket }));
  });
  beforeEach(() => server.clearRequests());

  const upload = (Body: Buffer | Readable, Key = 'k') => new Upload({ client, params: { Bucket, Key, Body } });
  const namesOf = (spans: readonly ReadableSpan[]): string[] => spans.map(({ name }) => name).toSorted();
  const PARTS = ['S3.CompleteMultipartUpload', 'S3.CreateMultipartUpload', ...Array<string>(3).fill('S3.UploadPart')];

  it('has its parts under one parent where the application has no span', async () => {
    const output = await upload(LARGE).done();
    assert.match(String(output.ETag), /-3"$/);
    assert.equal(server.requests.length, PARTS.length);

    const parent = world.tracing.span('S3.Upload');
    assert.equal(parent.parentSpanContext, undefined);
    assert.equal(parent.kind, SpanKind.INTERNAL);
    assert.equal(parent.status.code, SpanStatusCode.UNSET);
    assert.deepEqual(attributesOf(parent, ''), { 'aws.s3.bucket': Bucket, 'aws.s3.key': 'k' });
    const calls = world.tracing.spans().filter((span) => span !== parent);
    assert.deepEqual(namesOf(calls), PARTS);
    for (const call of calls) assert.equal(call.parentSpanContext?.spanId, parent.spanContext().spanId);
  });

  it('tells its parts apart', async () => {
    await upload(Readable.from([LARGE])).done();
    const parts = world.tracing.spans('S3.UploadPart');
    assert.deepEqual(new Set(parts.map((part) => part.attributes['aws.s3.part_number'])), new Set([1, 2, 3]));
    const created = world.tracing.span('S3.CreateMultipartUpload').attributes['aws.s3.upload_id'];
    assert.equal(typeof created, 'string');
    for (const part of parts) assert.equal(part.attributes['aws.s3.upload_id'], created);
  });

  it('is a child of the span that the application has', async () => {
    await inSpan(() => upload(Buffer.from('small')).done());
    const parent = world.tracing.span('S3.Upload');
    assert.equal(parent.parentSpanContext?.spanId, world.tracing.span('work').spanContext().spanId);
    assert.equal(world.tracing.span('S3.PutObject').parentSpanContext?.spanId, parent.spanContext().spanId);
  });

  it('that fails is an error, which the application gets', async () => {
    server.failNext({ operation: 'PutObject', status: 403, code: 'AccessDenied' });
    const failure = await upload(Buffer.from('small'))
      .done()
      .catch((error: unknown) => error);
    assert.equal((failure as Error).name, 'AccessDenied');
    const parent = world.tracing.span('S3.Upload');
    assert.equal(parent.status.code, SpanStatusCode.ERROR);
    assert.equal(parent.attributes['error.type'], 'AccessDenied');
    assert.equal(parent.events.length, 1);
  });

  it('that is aborted ends its span', async () => {
    const stalled = upload(new Readable({ read: () => undefined }));
    const done = assert.rejects(stalled.done(), { name: 'AbortError' });
    await stalled.abort();
    await done;
    const { attributes, status, events } = world.tracing.span('S3.Upload');
    assert.equal(attributes['error.type'], 'AbortError');
    // It is nobody's error.
    assert.deepEqual([status.code, events], [SpanStatusCode.UNSET, []]);
  });

  it('sends what it sends without a trace, and tells its progress', async () => {
    const progress: unknown[] = [];
    const traced = upload(Buffer.from('content'));
    traced.on('httpUploadProgress', ({ loaded }) => void progress.push(loaded));
    await traced.done();
    assert.deepEqual(progress, [7]);
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    assert.equal(await Body?.transformToString(), 'content');
  });

  it('has no span of its own where none is wanted', async () => {
    const small = (): Promise<unknown> => upload(Buffer.from('small')).done();
    world.instrumentation.setConfig({ ignore: (service, operation) => service === 'S3' && operation === 'Upload' });
    await small();
    assert.deepEqual(namesOf(world.tracing.spans()), ['S3.PutObject']);
    world.instrumentation.setConfig({ requireParentSpan: true });
    await small();
    assert.equal(world.tracing.spans().length, 1);
    await inSpan(small);
    assert.equal(world.tracing.spans('S3.Upload').length, 1);
  });

  it('is left alone after disable()', async () => {
    const patched = Object.getOwnPropertyDescriptor(Upload.prototype, 'done');
    world.instrumentation.disable();
    const original = Object.getOwnPropertyDescriptor(Upload.prototype, 'done');
    assert.notEqual(patched?.value, original?.value);
    assert.equal(patched?.enumerable, original?.enumerable);
    await upload(Buffer.from('small')).done();
    assert.deepEqual(world.tracing.spans(), []);
    world.instrumentation.enable();
    assert.equal(Object.getOwnPropertyDescriptor(Upload.prototype, 'done')?.value, patched?.value);
  });
});

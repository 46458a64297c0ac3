import assert from 'node:assert/strict';
import { s3 } from '../../src/services/s3';
import { Described } from './describe';

const request = (operation: string, input: object) => new Described(s3, operation).request(input);

describe('what S3 requests tell', () => {
  it('the bucket and the key', () => {
    assert.deepEqual(request('PutObject', { Bucket: 'b', Key: 'a/b c.txt', Body: 'x', Metadata: { a: 'x' } }), {
      'aws.s3.bucket': 'b',
      'aws.s3.key': 'a/b c.txt',
    });
    assert.deepEqual(request('ListBuckets', {}), {});
  });

  it('no credentials of a bucket that is a URL, and none of a URL that is a key', () => {
    assert.deepEqual(
      request('GetObject', { Bucket: 'https://u:secret@b.example?token=secret', Key: 's3://u:secret@k?a=1' }),
      {
        'aws.s3.bucket': 'https://***@b.example?token=***',
        'aws.s3.key': 's3://***@k?a=1',
      },
    );
  });

  it('where a copy comes from', () => {
    assert.deepEqual(request('CopyObject', { Bucket: 'b', Key: 'k', CopySource: 'other/k?versionId=1' }), {
      'aws.s3.bucket': 'b',
      'aws.s3.key': 'k',
      'aws.s3.copy_source': 'other/k?versionId=1',
    });
  });

  it('the part and the upload', () => {
    const upload = { Bucket: 'b', Key: 'k', UploadId: 'u' };
    const told = { 'aws.s3.bucket': 'b', 'aws.s3.key': 'k', 'aws.s3.upload_id': 'u' };
    assert.deepEqual(request('CompleteMultipartUpload', upload), told);
    for (const operation of ['UploadPart', 'UploadPartCopy']) {
      assert.deepEqual(request(operation, { ...upload, PartNumber: 3 }), { ...told, 'aws.s3.part_number': 3 });
    }
    assert.deepEqual(new Described(s3, 'CreateMultipartUpload').response({ UploadId: 'u' }), {
      'aws.s3.upload_id': 'u',
    });
  });

  it('no part of an object that is read: the convention wants that of an upload only', () => {
    assert.equal(request('GetObject', { Bucket: 'b', Key: 'k', PartNumber: 1 })['aws.s3.part_number'], undefined);
  });

  it("what is deleted, in the convention's form", () => {
    const Delete = { Objects: [{ Key: 'a', VersionId: '1' }, { Key: 'b' }], Quiet: false };
    assert.equal(
      request('DeleteObjects', { Bucket: 'b', Delete })['aws.s3.delete'],
      'Objects=[{Key=a,VersionId=1},{Key=b}],Quiet=false',
    );
    assert.equal(request('DeleteObjects', { Delete: { Objects: [] } })['aws.s3.delete'], 'Objects=[]');
  });

  it('as many of the objects that are deleted as there is room for', () => {
    const Objects = Array.from({ length: 1000 }, (_, index) => ({ Key: `${index}`.padEnd(100, 'k') }));
    const told = new Described(s3, 'DeleteObjects').request({ Bucket: 'b', Delete: { Objects } });
    assert.match(String(told['aws.s3.delete']), /^Objects=\[(?:\{Key=\dk{99}\},){9}\.\.\.\]$/);
  });

  it('the first hundred of many objects that are deleted', () => {
    const Objects = Array.from({ length: 1000 }, (_, index) => ({ Key: String(index) }));
    const told = String(request('DeleteObjects', { Delete: { Objects } })['aws.s3.delete']);
    assert.match(told, /^Objects=\[\{Key=0\},.*\{Key=99\},\.\.\.\]$/);
  });

  it('nothing of what is of another type', () => {
    const odd = { Bucket: 1, Key: null, CopySource: {}, UploadId: [], PartNumber: 'x', Delete: 'x' };
    for (const operation of ['DeleteObjects', 'UploadPart', 'GetObject', 'CreateMultipartUpload']) {
      assert.deepEqual(request(operation, odd), {});
    }
    assert.equal(
      request('DeleteObjects', { Delete: { Objects: [null, 1, { Key: 2 }] } })['aws.s3.delete'],
      'Objects=[{Key=2}]',
    );
  });
});

describe('what S3 answers', () => {
  it('that objects were not deleted is a failure, of one type if there is one', () => {
    const failure = (...codes: string[]) =>
      s3.operations['DeleteObjects']?.failure?.({ Errors: codes.map((Code) => ({ Key: 'k', Code, Message: 'no' })) });
    assert.equal(failure(), undefined);
    assert.deepEqual(failure('AccessDenied', 'AccessDenied'), {
      type: 'AccessDenied',
      message: '2 objects not deleted',
    });
    assert.deepEqual(failure('AccessDenied', 'InternalError'), { type: '_OTHER', message: '2 objects not deleted' });
  });
});

import type * as S3 from '@aws-sdk/client-s3';
import { failureOfParts } from './partialFailures';
import { type S3Delete, type S3Request, type S3Response, s3Semconv } from '../semconv/s3';
import { type OperationDefinition, defineService } from './service';
import { entriesOf, flag, isObject, number, text } from '../values';

type Operation = OperationDefinition<S3Request, S3Response>;

/** Members that several operations have. Each operation has some of them. */
interface AnyInput {
  readonly Bucket?: unknown;
  readonly Key?: unknown;
  readonly CopySource?: unknown;
  readonly UploadId?: unknown;
}

const target = (input: AnyInput): S3Request => ({
  bucket: text(input.Bucket),
  key: text(input.Key),
  copySource: text(input.CopySource),
  uploadId: text(input.UploadId),
});

const place = (input: AnyInput): S3Request => ({ bucket: text(input.Bucket), key: text(input.Key) });

const anyOperation: Operation = { request: target, standard: { request: place } };

/** GetObject and HeadObject have a part number, too. The convention's attribute is for the parts of an upload only. */
const uploadPart: Operation = {
  ...anyOperation,
  request: (input: S3.UploadPartCommandInput) => ({ ...target(input), partNumber: number(input.PartNumber) }),
};

const createMultipartUpload: Operation = {
  ...anyOperation,
  response: (output: S3.CreateMultipartUploadCommandOutput) => ({ uploadId: text(output.UploadId) }),
};

const deleteObjects: Operation = {
  ...anyOperation,
  request: (input: S3.DeleteObjectsCommandInput) => ({ ...target(input), delete: deleted(input.Delete) }),
  failure(output: S3.DeleteObjectsCommandOutput) {
    const codes = entriesOf<S3._Error>(output.Errors).map(({ Code }) => Code);
    return failureOfParts(codes, undefined, 'objects not deleted');
  },
};

function deleted(container: unknown): S3Delete | undefined {
  if (!isObject(container)) return undefined;
  return {
    objects: entriesOf<S3.ObjectIdentifier>(container['Objects']).map(({ Key, VersionId }) => ({
      key: String(Key),
      versionId: text(VersionId),
    })),
    quiet: flag(container['Quiet']),
  };
}

const getObject: Operation = {
  ...anyOperation,
  body: (output: { readonly Body?: unknown }, options) => (options.s3BodySpans ? output.Body : undefined),
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const s3 = defineService<S3Request, S3Response>({
  id: 'S3',
  semconv: s3Semconv,
  operations: {
    CreateMultipartUpload: createMultipartUpload,
    DeleteObjects: deleteObjects,
    GetObject: getObject,
    GetObjectTorrent: getObject,
    UploadPart: uploadPart,
    UploadPartCopy: uploadPart,
  },
  others: anyOperation,
});

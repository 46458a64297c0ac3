import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Semconv } from './semconv';
import { set } from './set';

/** What a request to S3 contains. */
export interface S3Request {
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly copySource?: string | undefined;
  readonly delete?: S3Delete | undefined;
  readonly partNumber?: number | undefined;
  readonly uploadId?: string | undefined;
}

/** What DeleteObjects deletes. */
export interface S3Delete {
  readonly objects: readonly { readonly key: string; readonly versionId?: string | undefined }[];
  readonly quiet?: boolean | undefined;
}

/** The answer of S3: the id of a new upload. */
export interface S3Response {
  readonly uploadId?: string | undefined;
}

/** @see https://opentelemetry.io/docs/specs/semconv/object-stores/s3/ */
export const s3Semconv: Semconv<S3Request, S3Response> = {
  constants: () => ({}),
  request(attributes, facts) {
    if (facts.bucket !== undefined) attributes[names.ATTR_AWS_S3_BUCKET] = facts.bucket;
    if (facts.key !== undefined) attributes[names.ATTR_AWS_S3_KEY] = facts.key;
    if (facts.copySource !== undefined) attributes[names.ATTR_AWS_S3_COPY_SOURCE] = facts.copySource;
    set(attributes, names.ATTR_AWS_S3_DELETE, facts.delete && deleteContainer(facts.delete));
    if (facts.partNumber !== undefined) attributes[names.ATTR_AWS_S3_PART_NUMBER] = facts.partNumber;
    if (facts.uploadId !== undefined) attributes[names.ATTR_AWS_S3_UPLOAD_ID] = facts.uploadId;
  },
  response(attributes, facts) {
    if (facts.uploadId !== undefined) attributes[names.ATTR_AWS_S3_UPLOAD_ID] = facts.uploadId;
  },
};

/** A request may delete 1,000 objects, each with a key of 1,024 bytes. That is too much for an attribute. */
const MAX_SHOWN = 100;

/**
 * The form that the convention asks for, which is the shorthand of the AWS command line:
 * `Objects=[{Key=a,VersionId=1},{Key=b}],Quiet=true`
 */
function deleteContainer({ objects, quiet }: S3Delete): string {
  const shown = objects
    .slice(0, MAX_SHOWN)
    .map(({ key, versionId }) => `{Key=${key}${versionId === undefined ? '' : `,VersionId=${versionId}`}}`);
  if (objects.length > MAX_SHOWN) shown.push('...');
  return `Objects=[${shown.join(',')}]${quiet === undefined ? '' : `,Quiet=${quiet}`}`;
}

/**
 * How the reading of a body ended: at its end; closed early by the reader; aborted by the application together with the
 * request; or with an error, for example a lost connection.
 */
export type BodyOutcome = 'end' | 'close' | 'abort' | 'error';

/** The attributes of a body's span. @param bytesRead bytes that the application read, not those that arrived */
export function bodyAttributes(bytesRead: number, outcome: BodyOutcome): Attributes {
  return { [names.ATTR_AWS_S3_BODY_BYTES_READ]: bytesRead, [names.ATTR_AWS_S3_BODY_OUTCOME]: outcome };
}

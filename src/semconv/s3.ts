import type { Attributes } from '@opentelemetry/api';
import * as names from './attributes';
import type { Naming } from './naming';
import type { Semconv } from './semconv';
import { MAX_TEXT, cut } from './set';
import { shownText } from './urls';

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
    if (facts.bucket !== undefined) attributes[names.ATTR_AWS_S3_BUCKET] = shownBucket(facts.bucket);
    if (facts.key !== undefined) attributes[names.ATTR_AWS_S3_KEY] = cut(facts.key);
    if (facts.copySource !== undefined)
      attributes[names.ATTR_AWS_S3_COPY_SOURCE] = cut(facts.copySource, MAX_COPY_SOURCE);
    if (facts.delete !== undefined) attributes[names.ATTR_AWS_S3_DELETE] = deleteContainer(facts.delete);
    if (facts.partNumber !== undefined) attributes[names.ATTR_AWS_S3_PART_NUMBER] = facts.partNumber;
    if (facts.uploadId !== undefined) attributes[names.ATTR_AWS_S3_UPLOAD_ID] = cut(facts.uploadId);
  },
  response(attributes, facts) {
    if (facts.uploadId !== undefined) attributes[names.ATTR_AWS_S3_UPLOAD_ID] = cut(facts.uploadId);
  },
};

/** With `bucketEndpoint`, it is a URL, which may be a signed one. */
function shownBucket(bucket: string): string {
  return bucket.includes('://') ? shownText(bucket, MAX_TEXT) : cut(bucket);
}

const MAX_OBJECTS = 100;
/** A bucket and a key that are encoded for a URL. */
const MAX_COPY_SOURCE = 4096;

/**
 * The form that the convention asks for, which is the shorthand of the AWS command line:
 * `Objects=[{Key=a,VersionId=1},{Key=b}],Quiet=true`. A request may delete 1,000 objects, each with a key of 1,024
 * bytes: the value has the first 100 of them, as far as they fit into 1,024 characters.
 */
function deleteContainer({ objects, quiet }: S3Delete): string {
  const shown: string[] = [];
  let room = MAX_TEXT;
  for (const { key, versionId } of objects) {
    const object = `{Key=${key}${versionId === undefined ? '' : `,VersionId=${versionId}`}}`;
    room -= object.length + 1;
    if (room < 0 || shown.length === MAX_OBJECTS) {
      shown.push('...');
      break;
    }
    shown.push(object);
  }
  return `Objects=[${shown.join(',')}]${quiet === undefined ? '' : `,Quiet=${quiet}`}`;
}

/** The label of S3 itself in a host, behind that of a bucket or an access point: `.s3.`, `.s3-accesspoint.` */
const SERVICE_LABEL =
  /^.+\.(s3(?:express|-[a-z-]+)?(?:-[\w-]+)?\.(?:[\w-]+\.)*(?:amazonaws\.(?:com(?:\.cn)?|eu)|ic\.gov|sgov\.gov|adc-e\.uk))$/;
/** The account and the name of an access point, which stand in front of an endpoint of the application's own, too. */
const ACCESS_POINT = /^arn:[^:]*:s3[\w-]*:[^:]*:(\d+):(?:outpost[/:]([^/:]+)[/:])?accesspoint[/:]([^/:]+)$/;

/** The host of a call without its bucket, of which an application may have many. */
export function hostWithoutBucket(host: string, bucket: string): string {
  if (host.startsWith(`${bucket}.`)) return host.slice(bucket.length + 1);
  // The bucket may be an ARN, or the alias of an access point.
  const service = SERVICE_LABEL.exec(host)?.[1];
  if (service !== undefined) return service;
  const [, account, outpost, name] = ACCESS_POINT.exec(bucket) ?? [];
  const prefix = `${name}-${account}.${outpost === undefined ? '' : `${outpost}.`}`;
  return name !== undefined && host.startsWith(prefix) ? host.slice(prefix.length) : host;
}

/**
 * How the reading of a body ended: at its end; closed early by the reader; aborted by the application together with the
 * request; or with an error, for example a lost connection.
 */
export type BodyOutcome = 'end' | 'close' | 'abort' | 'error';

/** The attributes of a body's span. @param bytesRead bytes that the application read, not those that arrived */
export function bodyAttributes(bytesRead: number, outcome: BodyOutcome, { detail }: Naming): Attributes {
  if (!detail) return {};
  return { [names.ATTR_AWS_S3_BODY_BYTES_READ]: bytesRead, [names.ATTR_AWS_S3_BODY_OUTCOME]: outcome };
}

import type { IncomingHttpHeaders } from 'node:http';
import { wireError } from './strictErrors';

/** An error response, whatever the service's protocol. */
export interface Failure {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  /** Seconds, as a `retry-after` header. */
  readonly retryAfter?: number;
}

/** What tells one AWS operation from another. */
export interface WireRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
}

/** `SQS`, `SNS`, `S3`, ...: the service that the request was signed for. */
export function serviceOf(headers: IncomingHttpHeaders): string {
  const signedFor = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  return (signedFor ?? 's3').toUpperCase(); // presigned URLs, without the header, are of S3
}

/** The operation's name, say `SendMessage` or `PutObject`. */
export function operationOf(service: string, request: WireRequest): string {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  if (service === 'S3') return s3Operation(request);
  return (request.body as { Action?: string } | undefined)?.Action ?? 'Unknown';
}

/** The body and headers of an error in the service's protocol. */
export function errorResponse(
  service: string,
  { status, code, message = 'Injected by the test', retryAfter }: Failure,
): { headers: Record<string, string>; body: string } {
  const name = code ?? (status >= 500 ? 'ServiceUnavailable' : 'ThrottlingException');
  const retry: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (service === 'SQS') {
    const { queryError, body } = wireError(name, message);
    const headers = { ...retry, 'content-type': 'application/x-amz-json-1.0', 'x-amzn-query-error': queryError };
    return { headers, body: JSON.stringify(body) };
  }
  const detail = `<Code>${escape(name)}</Code><Message>${escape(message)}</Message>`;
  const type = status >= 500 ? 'Receiver' : 'Sender';
  const body =
    service === 'S3'
      ? `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${detail}</Error>`
      : `<ErrorResponse><Error><Type>${type}</Type>${detail}</Error><RequestId>injected</RequestId></ErrorResponse>`;
  return { headers: { ...retry, 'content-type': 'text/xml' }, body };
}

const BUCKET_OPERATIONS: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  HEAD: 'HeadBucket',
  POST: 'DeleteObjects',
};

const OBJECT_OPERATIONS: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
  HEAD: 'HeadObject',
  GET: 'GetObject',
};

function s3Operation({ method, url }: WireRequest): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const named = searchParams.get('x-id'); // the SDK says so itself where method and path are ambiguous
  if (named !== null) return named;
  const [, bucket = '', key = ''] = pathname.split('/');
  if (bucket === '') return 'ListBuckets';
  if (key !== '') {
    if (method === 'POST') return searchParams.has('uploads') ? 'CreateMultipartUpload' : 'CompleteMultipartUpload';
    return OBJECT_OPERATIONS[method] ?? 'Unknown';
  }
  if (method === 'GET') return searchParams.has('list-type') ? 'ListObjectsV2' : 'ListObjects';
  return BUCKET_OPERATIONS[method] ?? 'Unknown';
}

function escape(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

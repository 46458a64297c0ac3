import { createHash, createHmac } from 'node:crypto';
import type { WireRequest } from './cannedServer';

/** What a request is signed with. */
export interface Signature {
  readonly accessKeyId: string;
  readonly service: string;
  /** As it came, and as it has to be. */
  readonly given: string;
  readonly expected: string;
  readonly signedHeaders: readonly string[];
  /** `20150830T123600Z` */
  readonly date: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const HEADER = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/**
 * Computes anew what a request has to be signed with, out of nothing but its bytes: in the `Authorization` header, or in
 * the query of a presigned URL.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureOf(request: WireRequest, secretOf: (accessKeyId: string) => string): Signature {
  const url = new URL(request.url, 'http://host.invalid');
  const presigned = url.searchParams.get('X-Amz-Signature');
  const [credential, signed, given] =
    presigned === null
      ? (HEADER.exec(request.headers.authorization ?? '')?.slice(1) ?? [])
      : [url.searchParams.get('X-Amz-Credential'), url.searchParams.get('X-Amz-SignedHeaders'), presigned];
  if (credential == null || signed == null || given === undefined) throw new Error('The request is not signed');
  const date = url.searchParams.get('X-Amz-Date') ?? String(request.headers['x-amz-date']);
  const [accessKeyId = '', day = '', region = '', service = ''] = credential.split('/');
  const signedHeaders = signed.split(';');
  const canonical = [
    request.method,
    canonicalPath(url.pathname, service),
    canonicalQuery(url.searchParams),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(request.headers[name])}`),
    '',
    signed,
    payloadHash(request, presigned !== null),
  ].join('\n');
  const toSign = [ALGORITHM, date, `${day}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretOf(accessKeyId)}`);
  return { accessKeyId, service, given, expected: hmac(key, toSign).toString('hex'), signedHeaders, date };
}

/** All services but S3 encode the path once more than it is on the wire. */
function canonicalPath(path: string, service: string): string {
  return service === 's3' ? path : path.split('/').map(encode).join('/');
}

function canonicalQuery(parameters: URLSearchParams): string {
  return [...parameters]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
}

function canonicalValue(value: string | string[] | undefined): string {
  return String(value).trim().replaceAll(/\s+/g, ' ');
}

function payloadHash({ headers, text }: WireRequest, presigned: boolean): string {
  const declared = headers['x-amz-content-sha256'];
  if (typeof declared === 'string' && !/^[0-9a-f]{64}$/.test(declared)) return declared;
  return presigned ? 'UNSIGNED-PAYLOAD' : sha256(text);
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

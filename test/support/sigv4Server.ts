import { createHash } from 'node:crypto';
import { type Answer, type CannedServer, type WireRequest, startCannedServer } from './cannedServer';
import { type Signature, signatureOf } from './sigv4';

/** A request, and what it is signed with. */
interface SignedRequest extends WireRequest {
  readonly signature: Signature;
  readonly valid: boolean;
}

/** A server that checks the signature of every request, as AWS does. */
export interface SigV4Server extends Omit<CannedServer, 'requests' | 'answerWith' | 'body'> {
  readonly signed: readonly SignedRequest[];
  /** Answers for the next requests that are signed well, one each; those after them succeed. */
  answerNext(...answers: Answer[]): void;
  /** Lets the server's clock run ahead of everybody else's. */
  setClockAhead(milliseconds: number): void;
}

const ISSUED_KEY = 'ASIAISSUEDBYTHETEST';
const ISSUED_SECRET = 'secret-of-the-role';
const SESSION_TOKEN = 'session-token';
const MAX_SKEW = 300_000;

/** Knows the keys `test` and those of the one role that its `AssumeRole` hands out. */
export async function startSigV4Server(): Promise<SigV4Server> {
  const server = await startCannedServer();
  const signed: SignedRequest[] = [];
  const answers: Answer[] = [];
  let ahead = 0;
  const respond = (request: WireRequest): Answer => {
    const signature = signatureOf(request, (key) => (key === ISSUED_KEY ? ISSUED_SECRET : 'test'));
    const valid = signature.given === signature.expected && hasToken(request, signature);
    signed.push({ ...request, signature, valid });
    const now = new Date(Date.now() + ahead);
    if (!valid) return refusal('SignatureDoesNotMatch', now);
    if (Math.abs(timeOf(signature.date) - now.getTime()) > MAX_SKEW) return refusal('RequestTimeTooSkewed', now);
    const { headers, ...answer } = answers.shift() ?? success(request, signature);
    return { ...answer, headers: { date: now.toUTCString(), ...headers } };
  };
  const reset = (): void => {
    server.reset();
    server.answerWith(respond);
    signed.splice(0);
    answers.splice(0);
    ahead = 0;
  };
  reset();
  return {
    clientConfig: server.clientConfig,
    signed,
    answerNext: (...given) => void answers.push(...given),
    setClockAhead: (milliseconds) => void (ahead = milliseconds),
    reset,
    stop: () => server.stop(),
  };
}

function hasToken({ headers }: WireRequest, { accessKeyId, signedHeaders }: Signature): boolean {
  if (accessKeyId !== ISSUED_KEY) return true;
  return headers['x-amz-security-token'] === SESSION_TOKEN && signedHeaders.includes('x-amz-security-token');
}

/** `20150830T123600Z` */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5'));
}

function refusal(code: string, now: Date): Answer {
  return {
    status: 403,
    headers: { date: now.toUTCString(), 'x-amzn-errortype': code },
    body: { __type: code, message: `${code} says the server` },
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function success({ text }: WireRequest, { service }: Signature): Answer {
  if (service === 's3') return { headers: { 'content-type': 'text/plain' }, body: 'object' };
  if (service === 'sqs') return { body: { MessageId: 'id', MD5OfMessageBody: md5(JSON.parse(text).MessageBody) } };
  if (service !== 'sts') return {};
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const action = new URLSearchParams(text).get('Action') ?? '';
  return {
    headers: { 'content-type': 'text/xml' },
    body:
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>` +
      `<AccessKeyId>${ISSUED_KEY}</AccessKeyId><SecretAccessKey>${ISSUED_SECRET}</SecretAccessKey>` +
      `<SessionToken>${SESSION_TOKEN}</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
      `<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn><AssumedRoleId>A:s</AssumedRoleId>` +
      `</AssumedRoleUser></${action}Result></${action}Response>`,
  };
}

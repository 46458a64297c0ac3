import { beginningOf } from '../values';

/** The value of `error.type` when nothing better is known. */
export const ERROR_TYPE_OTHER = '_OTHER';

/** Of a call that the application aborted: what the SDK names the error. */
export const ERROR_TYPE_ABORT = 'AbortError';

/** Of an answer that was cut off without an error: what the system calls a lost connection. */
export const ERROR_TYPE_CONNECTION_LOST = 'ECONNRESET';

/** Characters of an `error.type`, at most: codes and names are short, and what is longer is no code. */
const MAX_TYPE = 256;

/** An `error.type` of bounded length: equal on a span and on the metric of the same call. */
export function boundedType(type: string): string {
  return beginningOf(type, MAX_TYPE);
}

/**
 * `error.type` for anything thrown: the service's error code (`AWS.SimpleQueueService.NonExistentQueue`), for a network
 * error the code of the system or of Node.js (`ECONNREFUSED`, `CERT_HAS_EXPIRED`), else the error's name (`AbortError`, `TimeoutError`), else `_OTHER`. It is
 * never the message, because the value must have a low cardinality. Never throws, whatever an error does when it is read.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/#error-type
 */
export function errorType(error: unknown): string {
  const Code = memberOf(error, 'Code');
  if (isText(Code)) return Code;
  const code = memberOf(error, 'code');
  const name = memberOf(error, 'name');
  // The SDK's own request timeout also has the code ETIMEDOUT. Its name distinguishes it from the operating system's.
  if (isSystemCode(code) && !(code === 'ETIMEDOUT' && name === 'TimeoutError')) return code;
  // What Node.js says of a connection that broke a protocol has no name of its own: CERT_HAS_EXPIRED, HPE_INVALID_CONSTANT.
  if (name === PLAIN_ERROR && isConstant(code)) return code;
  return isText(name) ? name : ERROR_TYPE_OTHER;
}

/**
 * Whether the application aborted the call, which is nobody's error. The SDK says so by the name, whatever the reason of
 * the signal is.
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/#what-constitutes-an-error
 */
export function isAbort(error: unknown): boolean {
  return memberOf(error, 'name') === ERROR_TYPE_ABORT;
}

const NOT_MODIFIED = 304;
const NOT_FOUND = 404;

/**
 * An answer that the SDK throws although nothing failed: an object that has not changed, or, for a waiter, something
 * that does not exist yet or no longer exists. DynamoDB answers with 400 in that case.
 * @see https://opentelemetry.io/docs/specs/semconv/general/recording-errors/#what-constitutes-an-error
 */
export function isExpected(error: unknown, statusCode: number | undefined, waits: boolean): boolean {
  if (statusCode === NOT_MODIFIED) return true;
  return waits && (statusCode === NOT_FOUND || /NotFound|NonExist|NoSuch/.test(errorType(error)));
}

/** One type for a call with failed entries: their code, if all of them have the same one. */
export function errorTypeOfCodes(codes: readonly string[]): string {
  const [code] = codes;
  return code !== undefined && codes.length === 1 ? code : ERROR_TYPE_OTHER;
}

/** The message for a span's status. A thrown string is itself the message. */
export function errorMessage(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  const message = memberOf(error, 'message');
  return typeof message === 'string' ? message : undefined;
}

/** A member of anything thrown. One that throws in its turn (a getter, a revoked proxy) is not known. */
function memberOf(error: unknown, name: string): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  try {
    return (error as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

const PLAIN_ERROR = 'Error';

/** @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function isConstant(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z]+(?:_[A-Z]+)+$/.test(value);
}

function isSystemCode(value: unknown): value is string {
  return typeof value === 'string' && /^E[A-Z0-9]{2,}/.test(value);
}

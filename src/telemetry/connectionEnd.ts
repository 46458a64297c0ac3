import { Readable } from 'node:stream';
import { isObject } from '../values';

/**
 * How the connection of an answer ended before the answer did: by the application, which has aborted, or by anybody else.
 * Undefined if it did not, or if nobody knows: this reads what a stream of Node.js says of itself, and changes nothing.
 */
export function connectionEnd(body: unknown): 'aborted' | 'lost' | undefined {
  if (!(body instanceof Readable) || !body.destroyed || body.readableEnded) return undefined;
  return closedByApplication(body) ? 'aborted' : 'lost';
}

/**
 * Whether the application itself closed the connection of a body that was cut off: by its abort signal, or by leaving a
 * loop. HTTP/1 calls that `aborted`, whoever did it: it was the application if the connection is not at its end and has
 * no error. A stream that checks a checksum has the response as its source. In HTTP/2 the SDK closes the stream without an
 * error code, and a connection that is lost leaves CANCEL.
 * @see https://nodejs.org/api/http2.html#http2streamrstcode
 */
export function closedByApplication(body: Readable): boolean {
  const { socket, source, rstCode } = body as { socket?: unknown; source?: unknown; rstCode?: unknown };
  if (typeof rstCode === 'number') return rstCode === 0 && body.errored === null;
  const connection = socket ?? (isObject(source) ? source['socket'] : undefined);
  return isObject(connection) && connection['readableEnded'] === false && connection['errored'] === null;
}

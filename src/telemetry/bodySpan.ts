import { errorMonitor } from 'node:events';
import { Readable } from 'node:stream';
import { type Context, SpanKind, type Tracer } from '@opentelemetry/api';
import { type BodyOutcome, bodyAttributes } from '../semconv/s3';
import { failSpan, failingOf } from './failSpan';
import { safely } from './safely';
import { isObject } from '../values';

/**
 * Leaves a span of the reading of a body, from its first byte to how it ended. Nothing if it is never read to any end:
 * the span is started only then, with the time of the first byte.
 *
 * The body stays the very same object, and the reading of it the application's. A listener of `data` would start it, of
 * `readable` stop it, of `error` swallow an error, and even a `data` listener put there behind the stream's back makes
 * Node.js resume a stream that was paused. What the stream is fed with, however, is told by its own `push`, and how it
 * ended by events that change nothing. Anything else than a stream of Node.js is left alone.
 */
export function followBody(tracer: Tracer, name: string, parent: Context, body: unknown): void {
  if (!(body instanceof Readable) || body.destroyed || body.readableEnded) return;
  // The first chunk may have come in the same packet as the headers.
  let arrived = body.readableLength;
  let startTime = arrived > 0 ? Date.now() : undefined;

  const own = Object.getOwnPropertyDescriptor(body, 'push');
  const push = body.push.bind(body);
  const countingPush = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    startTime ??= Date.now();
    arrived += chunkSize(chunk, encoding);
    return push(chunk, encoding);
  };
  Object.defineProperty(body, 'push', { value: countingPush, configurable: true, enumerable: false, writable: true });

  const finish = (outcome: BodyOutcome, error?: unknown): void => {
    body.off('end', onEnd).off('close', onClose).off(errorMonitor, onError);
    if (body.push === countingPush) {
      if (own === undefined) Reflect.deleteProperty(body, 'push');
      else Object.defineProperty(body, 'push', own);
    }
    const attributes = bodyAttributes(arrived - body.readableLength, outcome);
    const span = tracer.startSpan(
      name,
      { kind: SpanKind.INTERNAL, attributes, startTime: startTime ?? Date.now() },
      parent,
    );
    if (outcome === 'error') failSpan(span, { ...failingOf(error), exception: undefined });
    span.end();
  };
  const onEnd = (): void => safely('ending a body', finish, 'end');
  const onClose = (): void => safely('ending a body', finish, 'close');
  const onError = (error: unknown): void =>
    safely('ending a body', finish, wasAborted(body, error) ? 'abort' : 'error', error);
  body.once('end', onEnd).once('close', onClose).once(errorMonitor, onError);
}

function chunkSize(chunk: unknown, encoding: BufferEncoding | undefined): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk, encoding);
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

/**
 * To Node.js a response that was cut off is `aborted`, whoever did it. It was the application (by its abort signal, or
 * by leaving a loop) if the connection is not at its end and has no error. A stream that checks a checksum has the
 * response as its source.
 */
function wasAborted(body: Readable, error: unknown): boolean {
  const { name, code } = isObject(error) ? error : {};
  if (name === 'AbortError') return true;
  const { socket, source } = body as { socket?: unknown; source?: unknown };
  const connection = socket ?? (isObject(source) ? source['socket'] : undefined);
  return (
    code === 'ECONNRESET' &&
    isObject(connection) &&
    connection['readableEnded'] === false &&
    connection['errored'] === null
  );
}

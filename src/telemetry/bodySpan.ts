import { Readable } from 'node:stream';
import { type Context, SpanKind, type Tracer } from '@opentelemetry/api';
import type { Naming } from '../semconv/naming';
import { type BodyOutcome, bodyAttributes } from '../semconv/s3';
import { closedByApplication } from './connectionEnd';
import { failSpan, failingOf } from './failSpan';
import { safely } from './safely';
import { isObject } from '../values';

/**
 * Leaves a span of the reading of a body, from its first byte to how it ended. Nothing if it is never read to any end:
 * the span is started only then, with the time of the first byte.
 *
 * The body stays the very same object, and the reading of it the application's. A listener of `data` would start it, of
 * `readable` stop it, of `error` swallow an error, and even a `data` listener put there behind the stream's back makes
 * Node.js resume a stream that was paused. Any listener counts where Node.js warns of too many. What the stream is fed
 * with, however, is told by its own `push`, what it gives and how it ended by its own `emit`. Anything else than a stream
 * of Node.js is left alone.
 */
export function followBody(tracer: Tracer, name: string, parent: Context, body: unknown, naming: Naming): void {
  if (!(body instanceof Readable) || body.destroyed || body.readableEnded) return;
  // The first chunk may have come in the same packet as the headers.
  let startTime = body.readableLength > 0 ? Date.now() : undefined;
  let arrived = body.readableLength;
  // What waits is counted in characters where the body has an encoding, so this is what was taken.
  let taken = 0;
  const takeBack = [
    watchMethod(body, 'push', (chunk, encoding) => {
      startTime ??= Date.now();
      if (!body.destroyed) arrived += chunkSize(chunk, encoding);
    }),
    // Whatever the application takes, in any way, the stream emits, but for bytes that Node.js 26 gives to `pipe` alone.
    watchMethod(body, 'emit', (event, given) => {
      if (event === 'data') taken += chunkSize(given, body.readableEncoding);
      else if (event === 'end' || event === 'close' || event === 'error') safely('ending a body', finish, event, given);
    }),
    watchMethod(body, 'unshift', (chunk, encoding) => void (taken -= chunkSize(chunk, encoding))),
  ];

  // What stands on our `emit` keeps it there.
  let over = false;
  const finish = (event: 'end' | 'close' | 'error', error: unknown): void => {
    if (over) return;
    over = true;
    const outcome: BodyOutcome = wasAborted(body, error) ? 'abort' : event;
    for (const restore of takeBack) restore();
    const bytes = event === 'end' ? arrived : takenOf(body, arrived, taken);
    const attributes = bodyAttributes(bytes, outcome, naming);
    const span = tracer.startSpan(
      name,
      { kind: SpanKind.INTERNAL, attributes, startTime: startTime ?? Date.now() },
      parent,
    );
    if (outcome === 'error') failSpan(span, { ...failingOf(error), exception: undefined });
    span.end();
  };
}

/** Sees the calls of a method on one object. @returns what gives the object its own method back */
function watchMethod(
  body: Readable,
  name: 'push' | 'emit' | 'unshift',
  see: (first: unknown, second: unknown) => void,
): () => void {
  const own = Object.getOwnPropertyDescriptor(body, name);
  const method = body[name] as (...args: unknown[]) => boolean;
  const watched = function (this: Readable, ...args: unknown[]): boolean {
    see(args[0], args[1]);
    return method.apply(this, args);
  };
  Object.defineProperty(body, name, { value: watched, configurable: true, enumerable: false, writable: true });
  return () => {
    if (body[name] !== watched) return;
    if (own === undefined) Reflect.deleteProperty(body, name);
    else Object.defineProperty(body, name, own);
  };
}

function chunkSize(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') {
    return Buffer.byteLength(chunk, Buffer.isEncoding(String(encoding)) ? (encoding as BufferEncoding) : 'utf8');
  }
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

/**
 * The bytes that were taken of a body that was not read to its end. A text that was taken has more of them where some that
 * arrived are none of its encoding.
 */
function takenOf({ readableEncoding, readableLength }: Readable, arrived: number, taken: number): number {
  return readableEncoding === null ? arrived - readableLength : Math.min(arrived, taken);
}

function wasAborted(body: Readable, error: unknown): boolean {
  const { name, code } = isObject(error) ? error : {};
  return name === 'AbortError' || (code === 'ECONNRESET' && closedByApplication(body));
}

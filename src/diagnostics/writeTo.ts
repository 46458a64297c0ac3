import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { isMainThread } from 'node:worker_threads';

/** What text is written to: a stream of the process or of a file, or anything that takes text. */
interface TextStream {
  write(text: string): unknown;
}

/** Tests of an application replace it later. */
const writeAtOnce = writeSync;

/**
 * Writes text that the application has not asked for. A reader that went away (EPIPE), or a disk that is full, must not
 * become an uncaught exception of the application, now or when it writes itself: `console` keeps a stream from that only
 * until it has failed once. So what goes to stdout or stderr goes past their streams where that is possible.
 */
export function writeTo(stream: TextStream, text: string): void {
  if (!(stream instanceof Writable)) {
    stream.write(text);
    return;
  }
  const left = isUntouched(stream) ? leftOf(stream.fd, Buffer.from(text)) : text;
  if (left.length === 0) return;
  if (!stream.listeners('error').includes(ignore)) stream.once('error', ignore);
  stream.write(left, (error) => {
    if (error == null && stream.writableLength === 0) stream.removeListener('error', ignore);
  });
}

/** A line on stderr, past `console`, which test runners and loggers collect and decorate. */
export function writeToStderr(line: string): void {
  try {
    writeTo(process.stderr, `${line}\n`);
  } catch {
    // There is no stderr to write to.
  }
}

/** Whether the next bytes of a stream of this process are ours. Process managers replace `write`; terminals do not break. */
function isUntouched(stream: Writable): stream is Writable & { readonly fd: number } {
  const { fd, isTTY } = stream as { readonly fd?: unknown; readonly isTTY?: unknown };
  const isOfProcess = isMainThread && (stream === process.stdout || stream === process.stderr);
  if (!isOfProcess || Object.hasOwn(stream, 'write')) return false;
  return typeof fd === 'number' && isTTY !== true && stream.writableLength === 0;
}

/** Writes to a file descriptor. @returns what it cannot take yet; nothing if it never will */
function leftOf(fd: number, bytes: Buffer): Buffer {
  let at = 0;
  try {
    while (at < bytes.length) at += writeAtOnce(fd, bytes, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return Buffer.alloc(0);
  }
  return bytes.subarray(at);
}

function ignore(): void {}

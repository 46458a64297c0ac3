import { types } from 'node:util';
import type { ResponseStream } from './lambdaContext';

/**
 * A handler that streams is done when both its promise and its stream are: the runtime waits for both. A promise that
 * settles before its stream ends waits for it here, so that the spans of both have the same end.
 */
export function followStream(result: unknown, stream: ResponseStream): unknown {
  if (!types.isPromise(result)) return result;
  return result.then(async (value) => {
    await finished(stream);
    return value;
  });
}

function finished(stream: ResponseStream): Promise<void> | undefined {
  if (stream.writableFinished === true || stream.destroyed === true) return undefined;
  return new Promise((resolve) => {
    const done = (): void => resolve();
    stream.once('finish', done);
    stream.once('close', done);
  });
}

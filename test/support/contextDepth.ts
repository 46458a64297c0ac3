import { type Context, ROOT_CONTEXT, createContextKey } from '@opentelemetry/api';

/**
 * How many functions ask one another for a value that no context has.
 * @param grow what is put on a context of the API
 */
export function depthOfContext(grow: (bottom: Context) => Context): number {
  const bottom = ROOT_CONTEXT.setValue(createContextKey('of the bottom'), 1);
  let stack = '';
  bottom.getValue = () => void (stack = new Error('asked').stack ?? '');
  const context = grow(bottom);
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Infinity;
  try {
    const start = new Error('start').stack ?? '';
    context.getValue(createContextKey('of nobody'));
    return stack.split('\n').length - start.split('\n').length;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

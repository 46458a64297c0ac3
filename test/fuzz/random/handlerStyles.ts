import type { LambdaStep } from './steps';

/** Nobody waits for what such a handler returns: the response comes by a call. */
export function callsBack(style: LambdaStep['style']): boolean {
  return style !== 'returns' && style !== 'asynchronous';
}

/** A handler as Lambda knows them. */
export function inStyle(
  run: (...args: unknown[]) => unknown,
  style: LambdaStep['style'],
): (...args: unknown[]) => unknown {
  if (style === 'returns') return (event, lambda) => run(event, lambda);
  if (style === 'asynchronous') return async (event, lambda) => await run(event, lambda);
  if (style === 'callback') {
    return (event, lambda, callback) => {
      (callback as (...args: unknown[]) => void)(null, run(event, lambda));
    };
  }
  if (style === 'callback later') {
    return (event, lambda, callback) => {
      setImmediate(() => (callback as (...args: unknown[]) => void)(new Error('late')));
      void run(event, lambda);
    };
  }
  const method = style.replace('context.', '');
  return (event, lambda) => {
    const end = (lambda as Record<string, (...args: unknown[]) => void>)[method];
    setImmediate(() => end?.(null, 'x'));
    void run(event, lambda);
  };
}

import { isMainThread } from 'node:worker_threads';
import { viewRequests } from '../../attach/moduleLoader';
import { wrapHandler } from '../../process/lambda/wrapHandler';
import { automaticTelemetry } from '../../telemetry/active';
import { safely } from '../../telemetry/safely';
import { type Env, list } from '../env';
import { switchedOffBy } from '../instrumentations';
import { state } from '../state';
import { attachToEsModule } from './attachToEsModule';
import { exportsView } from './exportsView';
import { locateHandler } from './handlerLocation';

type Handler = (...args: unknown[]) => unknown;

/**
 * Decides, before anything else is set up, whether the handler of this Lambda function is to be wrapped: the stock
 * instrumentation for Lambda is then left out. Whoever switches that one off switches this off, too.
 */
export function claimHandler(env: Env = process.env): void {
  if (!servesInvocations(env) || switchedOffBy(env) !== undefined) return;
  if (list(env['OTEL_NODE_DISABLED_INSTRUMENTATIONS']).includes('aws-lambda')) return;
  state.handler = locateHandler(env);
}

/**
 * Where an instance serves several invocations at once, the runtime of Node.js loads the handler in threads of its own.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html
 */
function servesInvocations(env: Env): boolean {
  return isMainThread || env['AWS_LAMBDA_MAX_CONCURRENCY'] !== undefined;
}

/**
 * Gives Lambda's runtime the handler of `_HANDLER` with tracing, in whatever kind of module it is. A handler that is
 * wrapped already stays as it is.
 */
export function attachToHandler(): void {
  const { handler } = state;
  if (handler === undefined || automaticTelemetry() === undefined) return;
  const wrap = once(
    (original: Handler) => safely('wrapping the handler', (each) => wrapHandler(each), original) ?? original,
  );
  const viewOf = once((exports: object) => exportsView(exports, handler.path, wrap));
  const view = (exports: unknown): unknown =>
    (isHolder(exports) ? safely('wrapping the handler', viewOf, exports) : undefined) ?? exports;
  viewRequests(handler.requests, view);
  attachToEsModule(handler, view);
}

/** A function that gives the same for the same. What it leaves as it is, it looks at again: it may not be complete. */
function once<Value extends object>(make: (value: Value) => unknown): (value: Value) => unknown {
  const made = new WeakMap<Value, unknown>();
  return (value) => {
    const known = made.get(value);
    if (known !== undefined) return known;
    const result = make(value);
    if (result !== value) made.set(value, result);
    return result;
  };
}

function isHolder(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

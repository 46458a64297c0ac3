import { createRequire } from 'node:module';
import * as workers from 'node:worker_threads';
import { shared } from '../shared';
import type * as EsModuleHooks from './esModules/esModuleHooks';
import type * as InitializeOtel from './initializeOtel';
import type * as AttachToHandler from './lambda/attachToHandler';
import type * as Optional from './optional';

const UNTRACED = 'the handler of the function is not traced';

/**
 * The entry for `node --require` and `node --import`: tracing from the environment alone, once in each thread that runs
 * code of the application.
 *
 * Whatever goes wrong, the application starts; also where a package is missing that all of the rest is made of.
 */
try {
  if (!isLoaderThread() && isFirst()) setUp(createRequire(__filename));
} catch (error) {
  const [reason] = String(error).split('\n');
  console.error(`[error] opentelemetry-instrumentation-sqs: the application runs without tracing: ${reason}`);
}

function setUp(load: NodeJS.Require): void {
  const { optional } = load('./optional') as typeof Optional;
  const hooks = optional('hooks for ES modules are left out', () => {
    const { EsModuleHooks: Hooks } = load('./esModules/esModuleHooks') as typeof EsModuleHooks;
    return Hooks.watching();
  });
  const handler = optional(UNTRACED, () => {
    if (process.env['_HANDLER'] === undefined) return undefined;
    const lambda = load('./lambda/attachToHandler') as typeof AttachToHandler;
    lambda.claimHandler();
    return lambda;
  });
  const { initializeOtel } = load('./initializeOtel') as typeof InitializeOtel;
  initializeOtel();
  optional('hooks for ES modules are left out', () => hooks?.install());
  // The hooks that are installed last are asked first.
  optional(UNTRACED, () => handler?.attachToHandler());
}

/**
 * Node.js preloads `--require` in the thread that runs asynchronous loader hooks, too, which runs nothing of the
 * application. Before 22.14 it is known by what every other worker has: a port to its parent.
 * @see https://nodejs.org/api/worker_threads.html#workerisinternalthread
 */
function isLoaderThread(): boolean {
  const { isInternalThread } = workers as { readonly isInternalThread?: boolean };
  return isInternalThread ?? (!workers.isMainThread && workers.parentPort === null);
}

/** A Lambda layer and the application may each bring a copy of this file. */
function isFirst(): boolean {
  const registered = shared('register', () => ({ copies: 0 }));
  registered.copies += 1;
  return registered.copies === 1;
}

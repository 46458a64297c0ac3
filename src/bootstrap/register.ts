import { createRequire } from 'node:module';
import * as workers from 'node:worker_threads';
import { writeToStderr } from '../diagnostics/writeTo';
import { isNothingToDo, registered } from './registered';
import type * as Startup from './startup';

const UNTRACED = 'the handler of the function is not traced';

/**
 * The entry for `node --require` and `node --import`: tracing from the environment alone, once in each thread that runs
 * code of the application.
 *
 * Whatever goes wrong, the application starts; also where a package is missing that all of the rest is made of.
 */
try {
  if (!isLoaderThread() && isFirst()) {
    if (isNothingToDo(process.env)) registered().skipped = true;
    else setUp(createRequire(__filename)('./startup') as typeof Startup);
  }
} catch (error) {
  const [reason] = String(error).split('\n');
  writeToStderr(`[error] opentelemetry-instrumentation-sqs: the application runs without tracing: ${reason}`);
}

function setUp(startup: typeof Startup): void {
  const { optional } = startup;
  const hooks = optional('hooks for ES modules are left out', () => startup.EsModuleHooks.watching());
  const inFunction = process.env['_HANDLER'] !== undefined;
  if (inFunction) optional(UNTRACED, () => startup.claimHandler());
  startup.initializeOtel();
  optional('hooks for ES modules are left out', () => hooks?.install());
  // The hooks that are installed last are asked first.
  if (inFunction) optional(UNTRACED, () => startup.attachToHandler());
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
  const all = registered();
  all.copies += 1;
  return all.copies === 1;
}

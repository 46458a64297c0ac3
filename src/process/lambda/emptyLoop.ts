import { safely } from '../../telemetry/safely';

/**
 * Under this name the runtimes up to Node.js 22 keep what they do when the event loop is empty, which is the end of an
 * invocation that has no promise, and of one that called its callback. It is set for each invocation.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/v3.3.0/src/BeforeExitListener.js
 */
const LISTENER = Symbol.for('aws.lambda.beforeExit');

type Listener = () => void;

const world = globalThis as { [LISTENER]?: unknown };

/** Whether this runtime ends an invocation when the event loop is empty. */
export function endsWithEmptyLoop(): boolean {
  return typeof world[LISTENER] === 'function';
}

/**
 * Calls a function when the event loop is empty, before the runtime ends the invocation; what it waits for holds back that
 * end. A runtime that thinks of something else to do until then takes its place.
 * @param wait undefined if there is nothing to wait for
 */
export function beforeEmptyLoopEnds(wait: () => PromiseLike<unknown> | undefined): void {
  const original = world[LISTENER] as Listener;
  const ours: Listener = () => {
    const waiting = safely('ending an invocation', wait);
    if (waiting === undefined) return original();
    world[LISTENER] = nothing;
    const proceed = (): void => {
      if (world[LISTENER] === nothing) original();
    };
    void waiting.then(proceed, proceed);
  };
  const nothing: Listener = () => undefined;
  world[LISTENER] = ours;
}

const waiting = new Set<Listener>();
let listening = false;

/**
 * Likewise, where the runtime has no such listener: the process ends then, with the invocation in it.
 * @returns stops waiting
 */
export function beforeProcessEnds(run: Listener): () => void {
  if (process.env['AWS_LAMBDA_RUNTIME_API'] === undefined) return () => undefined;
  if (!listening) process.on('beforeExit', runAll);
  listening = true;
  waiting.add(run);
  return () => void waiting.delete(run);
}

function runAll(): void {
  const all = [...waiting];
  waiting.clear();
  for (const run of all) safely('ending an invocation', run);
}

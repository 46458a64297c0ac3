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

interface ProcessEnds {
  /** The event loop is empty, and no runtime ends the invocation for that. */
  readonly idle: Listener;
  /** The application, an error that nobody catches, or the runtime ends the process. */
  readonly exits: Listener;
}

const waiting = new Set<ProcessEnds>();
let listening = false;

/**
 * Calls a function when the process ends with an invocation in it.
 * @returns stops waiting
 */
export function beforeProcessEnds(ends: ProcessEnds): () => void {
  if (process.env['AWS_LAMBDA_RUNTIME_API'] === undefined) return () => undefined;
  if (!listening) {
    if (!endsWithEmptyLoop()) process.on('beforeExit', () => runAll('idle'));
    // Before what exports the last spans.
    process.prependListener('exit', () => runAll('exits'));
  }
  listening = true;
  waiting.add(ends);
  return () => void waiting.delete(ends);
}

function runAll(end: keyof ProcessEnds): void {
  const all = [...waiting];
  waiting.clear();
  for (const ends of all) safely('ending an invocation', ends[end]);
}

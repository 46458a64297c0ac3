import { shared } from '../../shared';
import { safely } from '../../telemetry/safely';
import { leaveUncounted } from '../../telemetry/uncounted';

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
  /** Milliseconds until Lambda ends the process; undefined if nobody knows. */
  readonly remaining: () => number | undefined;
}

const ends = shared('ends of invocations', () => ({
  waiting: new Set<ProcessEnds>(),
  listening: false,
  /** Somebody exports at `exit`, without the event loop: it need not turn again for that. */
  exporting: false,
  deadline: undefined as number | undefined,
}));

/**
 * Calls a function when the process ends with an invocation in it.
 * @returns stops waiting
 */
export function beforeProcessEnds(end: ProcessEnds): () => void {
  if (process.env['AWS_LAMBDA_RUNTIME_API'] === undefined) return () => undefined;
  if (!ends.listening) listen();
  ends.waiting.add(end);
  return () => void ends.waiting.delete(end);
}

function listen(): void {
  ends.listening = true;
  if (!endsWithEmptyLoop()) {
    const idle = (): void => {
      if (!ends.exporting) runAll('idle');
    };
    leaveUncounted('beforeExit', idle);
    process.on('beforeExit', idle);
  }
  const exits = (): void => void endInvocations();
  leaveUncounted('exit', exits);
  // Before what exports the last spans.
  process.prependListener('exit', exits);
}

/** Whoever exports the last spans of a process, without the event loop, ends the invocations before. */
export function exportsAtExit(exporting: boolean): void {
  ends.exporting = exporting;
}

/**
 * The process ends, and the invocations in it.
 * @returns when Lambda ends the process, as `performance.now()` counts; undefined if nobody knows
 */
export function endInvocations(): number | undefined {
  const now = performance.now();
  for (const { remaining } of ends.waiting) {
    const time = safely('asking for the remaining time', remaining);
    if (time !== undefined && time > 0) ends.deadline = Math.min(ends.deadline ?? Infinity, now + time);
  }
  runAll('exits');
  return ends.deadline;
}

function runAll(end: keyof Omit<ProcessEnds, 'remaining'>): void {
  const all = [...ends.waiting];
  ends.waiting.clear();
  for (const each of all) safely('ending an invocation', each[end]);
}

import * as fc from 'fast-check';

/** A small program: what it is made of, what it does in its course, and how it ends. */
export interface ProgramPlan {
  readonly modules: 'cjs' | 'mjs' | 'mixed';
  readonly imports: readonly Import[];
  /** Done at once, one after the other. */
  readonly first: readonly Action[];
  /** Done later, in turns that are far enough from each other for their order to be the same on any machine. */
  readonly turns: readonly (readonly Action[])[];
  readonly listeners: readonly Listener[];
  readonly end: End;
}

type Import = (typeof IMPORTS)[number];
type Action = (typeof ACTIONS)[number];
type Listener = (typeof LISTENERS)[number];
type End = (typeof ENDS)[number];

const IMPORTS = [
  'leaf',
  'cycle',
  'json',
  'dynamic',
  'live',
  'consumer',
  'builtin',
  'missing',
  'throwing',
  'client',
] as const;
const ACTIONS = [
  'prints',
  'prints to stderr',
  'makes a span',
  'sends a message',
  'processes a message',
  'is invoked',
  'starts a worker',
  'starts a child',
  'keeps a timer',
  'keeps a timer that holds nothing',
  'handles a rejection later',
  'awaits ticks',
  'lists listeners',
  'shows its module',
  'removes listeners of exit',
  'warns',
] as const;
const LISTENERS = [
  'exit',
  'beforeExit',
  'work in beforeExit',
  'uncaughtException',
  'unhandledRejection',
  'SIGTERM',
  'SIGINT once',
  'warning',
] as const;
const ENDS = [
  'nothing left',
  'nothing left',
  'exit 0',
  'exit 3',
  'exitCode 4',
  'exit in exit',
  'throws',
  'rejects',
  'SIGTERM to itself',
  'SIGINT from outside',
  'SIGTERM from outside',
  'SIGKILL',
  'never settles',
  'abort of a worker',
] as const;

export const program: fc.Arbitrary<ProgramPlan> = fc.record({
  modules: fc.constantFrom('cjs', 'mjs', 'mixed'),
  imports: fc.uniqueArray(fc.constantFrom(...IMPORTS), { maxLength: 3 }),
  first: fc.array(fc.constantFrom(...ACTIONS), { maxLength: 3 }),
  turns: fc.array(fc.array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  listeners: fc.uniqueArray(fc.constantFrom(...LISTENERS), { maxLength: 3 }),
  end: fc.constantFrom(...ENDS),
});

/** Where its telemetry goes. */
export const peer = fc.constantFrom('up', 'refuses', 'hangs');
export const preload = fc.constantFrom('--import' as const, '--require' as const);

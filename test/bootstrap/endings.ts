/** A way in which a process ends, of `test/fixtures/endings`. */
export interface Ending {
  /** The program's argument. */
  readonly name: string;
  /** Its file. */
  readonly program: string;
  /** The spans that it makes, by name. */
  readonly spans: readonly string[];
  readonly logs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs in each `npm test`; the others with COMPAT=full. */
  readonly quick?: true;
  /** The second signal may come before the export is over, and then ends it. */
  readonly impatient?: true;
  /** There may be any number of lines about what was not exported. */
  readonly several?: true;
}

const A = ['a'];
const AB = ['a', 'b'];
const LOGS = { OTEL_LOGS_EXPORTER: 'otlp' };

export const ENDINGS: readonly Ending[] = [
  { name: 'natural', program: 'exits.cjs', spans: AB },
  { name: 'nothing', program: 'exits.cjs', spans: [], quick: true },
  { name: 'exitCode', program: 'exits.cjs', spans: A },
  { name: 'exit', program: 'exits.cjs', spans: AB, quick: true },
  { name: 'really', program: 'exits.cjs', spans: A, quick: true },
  { name: 'replaced', program: 'exits.cjs', spans: A, env: { NODE_NO_WARNINGS: '1' }, quick: true },
  { name: 'firstCodeWins', program: 'exits.cjs', spans: A, quick: true },
  { name: 'afterSignal', program: 'signals.cjs', spans: AB, quick: true },
  { name: 'filesGone', program: 'exits.cjs', spans: A, quick: true },
  { name: 'exitUnheard', program: 'exits.cjs', spans: A, quick: true },
  { name: 'exitAllUnheard', program: 'exits.cjs', spans: A },
  { name: 'naturalUnheard', program: 'exits.cjs', spans: A, quick: true },
  { name: 'listenersPutBack', program: 'exits.cjs', spans: A },
  { name: 'exitInExit', program: 'exits.cjs', spans: A },
  { name: 'exitInBeforeExit', program: 'exits.cjs', spans: AB },
  {
    name: 'exitEmitted',
    program: 'exits.cjs',
    spans: AB,
    env: { OTEL_BOOTSTRAP_SHUTDOWN_TIMEOUT: '3s' },
    quick: true,
    several: true,
  },
  { name: 'spanInExit', program: 'exits.cjs', spans: ['a', 'b', 'c'], several: true },
  { name: 'beforeExitOnce', program: 'exits.cjs', spans: A, quick: true },
  { name: 'beforeExitWorks', program: 'exits.cjs', spans: ['a', 'round 1', 'round 2', 'round 3'] },
  { name: 'livesOn', program: 'exits.cjs', spans: A, quick: true },
  { name: 'throws', program: 'exits.cjs', spans: A },
  { name: 'rejects', program: 'exits.cjs', spans: A },
  { name: 'caught', program: 'exits.cjs', spans: AB },
  { name: 'watchdog', program: 'exits.cjs', spans: A },
  { name: 'busyExporter', program: 'exits.cjs', spans: AB, env: { OTEL_BSP_SCHEDULE_DELAY: '50' } },
  { name: 'SIGTERM', program: 'signals.cjs', spans: A },
  { name: 'SIGINT', program: 'signals.cjs', spans: A },
  { name: 'SIGHUP', program: 'signals.cjs', spans: A, quick: true },
  { name: 'twice', program: 'signals.cjs', spans: A, several: true, impatient: true },
  { name: 'itself', program: 'signals.cjs', spans: A, quick: true },
  { name: 'itselfByNumber', program: 'signals.cjs', spans: A },
  { name: 'itselfByText', program: 'signals.cjs', spans: A, quick: true },
  { name: 'listenersHeard', program: 'signals.cjs', spans: A, quick: true },
  { name: 'killed', program: 'signals.cjs', spans: [] },
  { name: 'probe', program: 'signals.cjs', spans: A },
  { name: 'drains', program: 'signals.cjs', spans: AB },
  { name: 'drainsOnce', program: 'signals.cjs', spans: AB, quick: true },
  { name: 'raisesAgain', program: 'signals.cjs', spans: AB },
  { name: 'alone', program: 'signals.cjs', spans: A, quick: true },
  { name: 'allRemoved', program: 'signals.cjs', spans: A },
  { name: 'everythingRemoved', program: 'signals.cjs', spans: A, quick: true },
  { name: 'unheard', program: 'signals.cjs', spans: A, quick: true },
  { name: 'heardBefore', program: 'signals.cjs', spans: A },
  { name: 'signalExit', program: 'signals.cjs', spans: A },
  { name: 'ignores', program: 'signals.cjs', spans: A },
  { name: 'emitted', program: 'signals.cjs', spans: A },
  { name: 'logs', program: 'signals.cjs', spans: A, logs: 1, env: LOGS },
  { name: 'logsExit', program: 'signals.cjs', spans: A, logs: 1, env: LOGS, quick: true },
  { name: 'workerEnds', program: 'threads.cjs', spans: AB },
  { name: 'workerExits', program: 'threads.cjs', spans: AB, quick: true },
  { name: 'workerThrows', program: 'threads.cjs', spans: A },
  { name: 'workerTerminated', program: 'threads.cjs', spans: A, quick: true },
  { name: 'workerLeft', program: 'threads.cjs', spans: A },
  { name: 'cluster', program: 'threads.cjs', spans: ['worker 0', 'worker 3'], several: true },
  { name: 'shutdownTwice', program: 'shutdown.cjs', spans: A, quick: true, several: true },
  { name: 'shutdownLeft', program: 'shutdown.cjs', spans: A, quick: true, several: true },
  { name: 'shutdownOfAll', program: 'shutdown.cjs', spans: AB, quick: true, several: true },
  { name: 'unsettled', program: 'unsettled.mjs', spans: A },
];

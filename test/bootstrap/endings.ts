/** A way in which a process ends, of `test/fixtures/endings`. */
export interface Ending {
  /** Of the program, or of its file. */
  readonly name: string;
  /** The spans that it makes, by name. */
  readonly spans: readonly string[];
  readonly logs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs in each `npm test`; the others with COMPAT=full. */
  readonly quick?: true;
  /** There may be any number of lines about what was not exported. */
  readonly several?: true;
}

const A = ['a'];
const AB = ['a', 'b'];
const LOGS = { OTEL_LOGS_EXPORTER: 'otlp' };

export const ENDINGS: readonly Ending[] = [
  { name: 'natural', spans: AB },
  { name: 'nothing', spans: [], quick: true },
  { name: 'exitCode', spans: A },
  { name: 'exit', spans: AB, quick: true },
  { name: 'firstCodeWins', spans: A, quick: true },
  { name: 'afterSignal', spans: AB, quick: true },
  { name: 'exitInExit', spans: A },
  { name: 'exitInBeforeExit', spans: AB },
  { name: 'spanInExit', spans: ['a', 'b', 'c'], several: true },
  { name: 'beforeExitOnce', spans: A, quick: true },
  { name: 'beforeExitWorks', spans: ['a', 'round 1', 'round 2', 'round 3'] },
  { name: 'livesOn', spans: A, quick: true },
  { name: 'throws', spans: A },
  { name: 'rejects', spans: A },
  { name: 'caught', spans: AB },
  { name: 'watchdog', spans: A },
  { name: 'busyExporter', spans: AB, env: { OTEL_BSP_SCHEDULE_DELAY: '50' } },
  { name: 'SIGTERM', spans: A },
  { name: 'SIGINT', spans: A },
  { name: 'SIGHUP', spans: A, quick: true },
  { name: 'twice', spans: A, several: true },
  { name: 'itself', spans: A, quick: true },
  { name: 'itselfByNumber', spans: A },
  { name: 'killed', spans: [] },
  { name: 'probe', spans: A },
  { name: 'drains', spans: AB },
  { name: 'drainsOnce', spans: AB, quick: true },
  { name: 'raisesAgain', spans: AB },
  { name: 'alone', spans: A, quick: true },
  { name: 'allRemoved', spans: A },
  { name: 'signalExit', spans: A },
  { name: 'ignores', spans: A },
  { name: 'emitted', spans: A },
  { name: 'logs', spans: A, logs: 1, env: LOGS },
  { name: 'logsExit', spans: A, logs: 1, env: LOGS, quick: true },
  { name: 'workerEnds', spans: AB },
  { name: 'workerExits', spans: AB, quick: true },
  { name: 'workerThrows', spans: A },
  { name: 'workerTerminated', spans: A, quick: true },
  { name: 'workerLeft', spans: A },
  { name: 'cluster', spans: ['worker 0', 'worker 3'], several: true },
  { name: 'unsettled.mjs', spans: A },
];

import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { PACKAGE_NAME } from '../../version';
import type { Signal } from '../endpoint';
import { type BatchOptions, Batcher } from './batcher';
import type { OtlpExporter } from './otlpExporter';
import { type LastWords, type Outlet, makeOutlet } from './outlet';
import { type Serialized, SharedOutbox } from './sharedOutbox';
import { setInterval } from '../../timers';
import { leaveUncounted } from '../../telemetry/uncounted';

/** What the main thread leaves for others: its outbox, and where it exports to. */
interface Shared {
  readonly buffer: SharedArrayBuffer;
  readonly destinations: Partial<Record<Signal, string>>;
}

const KEY = `${PACKAGE_NAME} outbox`;
const KINDS: readonly Signal[] = ['traces', 'metrics', 'logs'];
/** It takes no memory until it is used. */
const SIZE = 4 * 1024 * 1024;
const INTERVAL_MILLIS = 1000;
/** Other threads send items one by one. */
const MORE = 8;

/** Whether the main thread of this process is set up, too, and says for all threads what is wrong with the set-up. */
export function isSecondary(): boolean {
  return !isMainThread && getEnvironmentData(KEY) !== undefined;
}

/** Takes what other threads put into the outbox, and exports it. */
export class ThreadCollector {
  readonly #outbox = new SharedOutbox(new SharedArrayBuffer(SIZE));
  readonly #destinations: Partial<Record<Signal, string>> = {};
  readonly #batchers = new Map<number, Batcher<Serialized>>();

  constructor() {
    this.#share();
    let anyThread = false;
    const onThread = (): void => {
      if (!anyThread) setInterval(() => this.#takeOver(), INTERVAL_MILLIS).unref();
      anyThread = true;
    };
    // Not `once`: an application can hear that a listener is gone.
    process.on('worker', onThread);
    leaveUncounted('worker', onThread);
  }

  /** Exports items of a signal in the way in which this thread does. */
  add<T>(signal: Signal, exporter: OtlpExporter<T>, options: BatchOptions, { noun, explain }: Words): Outlet {
    const size = options.maxExportBatchSize * MORE;
    const batcher = new Batcher<Serialized>(
      {
        export: (records, done) => exporter.exportBody(exporter.merge(bodies(records)), done),
        shutdown: async () => {},
      },
      { ...options, maxExportBatchSize: size, maxQueueSize: options.maxQueueSize * MORE },
    );
    this.#batchers.set(KINDS.indexOf(signal), batcher);
    this.#destinations[signal] = exporter.destination;
    this.#share();
    const words: LastWords<Serialized> = {
      noun,
      countOf: (records) => records.reduce((sum, { count }) => sum + count, 0),
      request: (records) => exporter.requestOf(exporter.merge(bodies(records))),
      settled: (_, error) => error && explain(error),
    };
    const outlet = makeOutlet(batcher, words);
    return {
      ...outlet,
      takeAll: () => {
        this.#takeOver();
        return outlet.takeAll();
      },
    };
  }

  /** Exports what other threads have handed over. */
  async flush(): Promise<void> {
    this.#takeOver();
    await Promise.all([...this.#batchers.values()].map((batcher) => batcher.flush()));
  }

  #takeOver(): void {
    for (const record of this.#outbox.take()) this.#batchers.get(record.kind)?.add(record);
  }

  #share(): void {
    setEnvironmentData(KEY, { buffer: this.#outbox.buffer, destinations: this.#destinations } satisfies Shared);
  }
}

/** What is said about items of other threads. */
interface Words {
  readonly noun: string;
  readonly explain: (error: Error) => string;
}

/**
 * In a thread whose main thread exports to the same place: hands an item over to it, at once.
 * @returns a function that says whether that worked
 */
export function handOver<T>(signal: Signal, exporter: OtlpExporter<T>): ((item: T) => boolean) | undefined {
  const shared = isMainThread ? undefined : (getEnvironmentData(KEY) as unknown as Shared | undefined);
  if (shared?.destinations[signal] !== exporter.destination) return undefined;
  const outbox = new SharedOutbox(shared.buffer);
  const kind = KINDS.indexOf(signal);
  return (item) => {
    const body = exporter.serialized([item]);
    return body !== undefined && outbox.put({ kind, count: 1, body });
  };
}

function bodies(records: readonly Serialized[]): readonly Uint8Array[] {
  return records.map(({ body }) => body);
}

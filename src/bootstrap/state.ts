import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Problem } from './problem';
import { CountingProcessor } from './processors';
import type { Batcher } from './outlet/batcher';
import type { MetricsSource } from './outlet/metrics';
import type { Outlet } from './outlet/outlet';
import type { ThreadCollector } from './outlet/threads';
import type { HandlerLocation } from './lambda/handlerLocation';
import type { NodeSdk, SdkSpan } from './sdk';
import type { Settings } from './settings';
import type { WatchedExporter } from './watchedExporter';

/** Who owns the SDK that exports: nobody yet, this bootstrap, or the application; or why there is none. */
export type SdkOwner = 'none' | 'bootstrap' | 'application' | 'disabled' | 'failed';

/** The state of tracing in this process. There is one, because a process has one SDK. */
export const state = {
  owner: 'none' as SdkOwner,
  settings: undefined as Settings | undefined,
  problems: [] as Problem[],
  sdk: undefined as NodeSdk | undefined,
  instrumentations: [] as readonly Instrumentation[],
  exporters: [] as WatchedExporter[],
  counts: new CountingProcessor(),
  /** Of the exporters that send. */
  spanQueues: [] as Batcher<SdkSpan>[],
  /** Where telemetry leaves the process, of all signals. */
  outlets: [] as Outlet[],
  /** In the main thread: what other threads hand over. */
  threads: undefined as ThreadCollector | undefined,
  metrics: [] as MetricsSource[],
  /** What can be flushed asynchronously only. */
  flushes: [] as (() => Promise<void>)[],
  /** What prints traces, synchronously. */
  printers: [] as (() => void)[],
  /** Of the Lambda function that this process runs, if its handler is wrapped. */
  handler: undefined as HandlerLocation | undefined,
  /** Clients that were already loaded when the application set up its own instrumentation. */
  lateStarts: new Set<string>(),
};

import { context } from '@opentelemetry/api';
import { holdProcess } from '../../telemetry/processHold';
import { suppressTracing } from '../../telemetry/suppression';
import type { ExportResult } from '../sdk';
import { resourceOf } from './resource';
import { clearTimeout, setTimeout } from '../../timers';

/** Takes batches, as exporters of all signals do. */
export interface BatchExporter<T> {
  export(items: readonly T[], resultCallback: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What OpenTelemetry's variables say about batches. @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export interface BatchOptions {
  readonly scheduledDelayMillis: number;
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly exportTimeoutMillis: number;
  /** A full batch waits for its time, too. */
  readonly patient?: boolean;
}

/**
 * Collects items and exports them in batches, as the SDK's own processors do. Two things are different: it knows what is
 * not exported yet, so that this can be exported at the end of the process; and none of its timers keeps the process
 * alive.
 */
export class Batcher<T> {
  /** Items that found no room, or came after the end. */
  dropped = 0;
  /** Is called when an item comes after {@link takeAll}. */
  onLateItem: (() => void) | undefined;
  #queue: T[] = [];
  #underWay: readonly T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #ready: Promise<void> | undefined;
  #shutdown: Promise<void> | undefined;
  #over = false;

  constructor(
    readonly exporter: BatchExporter<T>,
    readonly options: BatchOptions,
  ) {}

  /** Items that the exporter has not seen. */
  get waiting(): number {
    return this.#queue.length;
  }

  add(item: T): void {
    if (this.#over || this.#queue.length >= this.options.maxQueueSize) {
      this.dropped += 1;
      return;
    }
    this.#queue.push(item);
    if (this.#ready === undefined) this.#settleResource(item);
    if (this.onLateItem !== undefined) this.onLateItem();
    else this.#schedule();
  }

  /** Exports everything that is here now. The process stays alive until then: somebody waits for it. */
  flush(): Promise<void> {
    return holdProcess(this.#flush());
  }

  /** Exports everything, also what comes meanwhile, and nothing that comes later. Whoever asks again waits for the same. */
  shutdown(): Promise<void> {
    return (this.#shutdown ??= this.#end());
  }

  /** Gives away everything that has not arrived for sure: the end of the process is near. */
  takeAll(): readonly T[] {
    clearTimeout(this.#timer);
    // The process may live on.
    this.#timer = undefined;
    const items = [...this.#underWay, ...this.#queue];
    this.#underWay = [];
    this.#queue = [];
    return items;
  }

  async #flush(): Promise<void> {
    await this.#running;
    for (let left = this.#queue.length; left > 0; left -= this.options.maxExportBatchSize) await this.#exportBatch();
    await this.exporter.forceFlush?.();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await this.flush();
    } finally {
      this.#over = true;
    }
    if (this.#queue.length > 0) await this.flush();
    clearTimeout(this.#timer);
    await this.exporter.shutdown();
  }

  /** A resource finds out the rest of its attributes when it is asked to, and is the same for all items. */
  #settleResource(item: T): void {
    this.#ready =
      resourceOf(item)
        ?.waitForAsyncAttributes?.()
        .catch(() => {}) ?? Promise.resolve();
  }

  #schedule(): void {
    if (this.#running !== undefined) return;
    if (this.options.patient !== true && this.#queue.length >= this.options.maxExportBatchSize) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      void this.#exportBatch();
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#exportBatch();
    }, this.options.scheduledDelayMillis).unref();
  }

  /** One batch at a time. */
  async #exportBatch(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    if (this.#queue.length === 0) return;
    this.#running = this.#export();
    await this.#running;
    this.#running = undefined;
    if (this.#queue.length > 0) this.#schedule();
  }

  async #export(): Promise<void> {
    const batch = this.#queue.splice(0, this.options.maxExportBatchSize);
    this.#underWay = batch;
    await this.#ready;
    // Taken away meanwhile.
    if (this.#underWay !== batch) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<ExportResult | void>((resolve) => {
      timer = setTimeout(resolve, this.options.exportTimeoutMillis).unref();
      context.with(suppressTracing(context.active()), () => this.exporter.export(batch, resolve));
    }).catch(() => {});
    clearTimeout(timer);
    this.#underWay = [];
  }
}

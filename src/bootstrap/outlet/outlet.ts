import type { Batcher } from './batcher';
import type { OtlpRequest } from './sendOtlp';

/** Items that are exported together, at the end of a process. */
export interface Parcel {
  readonly noun: string;
  readonly count: number;
  /** Undefined if the exporter does not send over OTLP. */
  readonly request: () => OtlpRequest | undefined;
  /** Says whether it arrived. @returns why it is lost, if it is */
  readonly settle: (error?: Error) => string | undefined;
}

/** Where telemetry of one signal leaves the process. */
export interface Outlet {
  takeAll(): Parcel[];
  /** Who is told of items that come after that; nobody, if they wait for their time again. */
  onLateItem(listener: (() => void) | undefined): void;
}

/** What an exporter has to know at the end of a process. */
export interface LastWords<T> {
  /** What the items are called. */
  readonly noun: string;
  /** How many they are; else one each. */
  readonly countOf?: ((items: readonly T[]) => number) | undefined;
  readonly request?: ((items: readonly T[]) => OtlpRequest | undefined) | undefined;
  /** Is told what has become of items. @returns why they are lost, if they are */
  readonly settled: (items: readonly T[], error?: Error) => string | undefined;
}

export function makeOutlet<T>(batcher: Batcher<T>, { noun, countOf, request, settled }: LastWords<T>): Outlet {
  const size = batcher.options.maxExportBatchSize;
  return {
    takeAll: () => {
      const all = batcher.takeAll();
      return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => {
        const items = all.slice(index * size, (index + 1) * size);
        return {
          noun,
          count: countOf?.(items) ?? items.length,
          request: () => request?.(items),
          settle: (error) => settled(items, error),
        };
      });
    },
    onLateItem: (listener) => void (batcher.onLateItem = listener),
  };
}

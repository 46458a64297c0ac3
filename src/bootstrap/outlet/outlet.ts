import type { Endpoint } from '../endpoint';
import type { Batcher } from './batcher';
import type { OtlpRequest } from './sendOtlp';

/** Items that are exported together, at the end of a process. */
export interface Parcel {
  readonly noun: string;
  readonly endpoint: Endpoint | undefined;
  readonly count: number;
  delivered: boolean;
  /** Undefined if the exporter does not send over OTLP. */
  readonly request: () => OtlpRequest | undefined;
  /** Says what has become of it. */
  readonly settle: (error?: Error) => void;
}

/** Where telemetry of one signal leaves the process. */
export interface Outlet {
  takeAll(): Parcel[];
  onLateItem(listener: () => void): void;
}

/** What an exporter has to know at the end of a process. */
export interface LastWords<T> {
  /** What the items are called. */
  readonly noun: string;
  readonly endpoint?: Endpoint | undefined;
  readonly request?: ((items: readonly T[]) => OtlpRequest | undefined) | undefined;
  readonly settled?: ((items: readonly T[], error?: Error) => void) | undefined;
}

export function makeOutlet<T>(batcher: Batcher<T>, { noun, endpoint, request, settled }: LastWords<T>): Outlet {
  const size = batcher.options.maxExportBatchSize;
  const parcelOf = (items: readonly T[]): Parcel => {
    const parcel: Parcel = {
      noun,
      endpoint,
      count: items.length,
      delivered: false,
      request: () => request?.(items),
      settle: (error) => {
        parcel.delivered = error === undefined;
        settled?.(items, error);
      },
    };
    return parcel;
  };
  return {
    takeAll: () => {
      const items = batcher.takeAll();
      return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
        parcelOf(items.slice(index * size, (index + 1) * size)),
      );
    },
    onLateItem: (listener) => void (batcher.onLateItem = listener),
  };
}

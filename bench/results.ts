import type { Layer, Mode, Variant } from './job';
import type { Quartiles } from './statistics';

/** What one row costs in one mode on one layer. */
export interface RowResult {
  readonly row: string;
  readonly mode: Mode;
  readonly layer: Layer;
  /** Microseconds per call of the uninstrumented client. */
  readonly baseline: Quartiles;
  readonly baselineBytes: number;
  readonly added: Readonly<Partial<Record<Exclude<Variant, 'uninstrumented'>, Added>>>;
}

/** What a variant adds to a call. */
export interface Added {
  /** Over the rounds: variant minus uninstrumented. */
  readonly microseconds: Quartiles;
  readonly bytes: number;
  readonly spans: number;
}

/** What loading the package costs, when its peers and an SDK are there already. */
export interface Footprint {
  readonly importMilliseconds: Readonly<Record<'stock' | 'ours', Quartiles>>;
  readonly modules: Readonly<Record<'stock' | 'ours', number>>;
  /** Bytes, minified, of a bundle of nothing but `instrumentClient`. */
  readonly bundle: number;
  readonly bundleGzipped: number;
  /** Bytes of what is published. */
  readonly installed: Readonly<Record<'stock' | 'ours', number>>;
}

export interface Results {
  readonly date: string;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly rows: readonly RowResult[];
  readonly footprint?: Footprint | undefined;
}

import type { Detail, Layer, Mode, Variant } from './job';
import type { StartResult } from './start';
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
  /** What this package adds, divided by what the other one adds in the same round: `full ÷ stock`. */
  readonly ratios: Readonly<Partial<Record<RatioName, Quartiles>>>;
}

/** What this package is compared with: the floor is that of the same telemetry. */
export const OTHERS = ['stock', 'floor'] as const;
export type Other = (typeof OTHERS)[number];
export type RatioName = `${Detail} ÷ ${Other}`;

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
  readonly bundles: readonly Bundle[];
  /** Bytes of what is published. */
  readonly installed: Readonly<Record<'stock' | 'ours', number>>;
}

/** Bytes, minified, of a bundle of nothing but one export. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly gzipped: number;
}

export interface Results {
  readonly date: string;
  readonly node: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly rows: readonly RowResult[];
  readonly footprint?: Footprint | undefined;
  readonly starts?: readonly StartResult[] | undefined;
}

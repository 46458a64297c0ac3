import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Who leaves the telemetry: the stock package, or this one with all that it says or with the standard only. */
export const SOURCES = ['stock', 'full', 'standard'] as const;
export type Source = (typeof SOURCES)[number];

/** What one step of a message's life leaves behind. */
export interface Volume {
  readonly spans: number;
  readonly attributes: number;
  readonly links: number;
  /** OTLP protobuf, where the spans of twenty steps leave in one export. */
  readonly bytes: number;
}

/** By step; undefined where a package leaves nothing. */
export type Volumes = Readonly<Record<string, Readonly<Record<Source, Volume | undefined>>>>;

const WORKER = join(__dirname, 'worker.js');
const TIME_LIMIT = 120_000;

/** Each source in a process of its own. No time is measured: the numbers are the same on every machine. */
export async function measureVolumes(): Promise<Volumes> {
  const stock = await volumesOf('stock');
  const full = await volumesOf('full');
  const standard = await volumesOf('standard');
  // The stock package does not know all steps.
  const steps = Object.keys(full).map((step) => [
    step,
    { stock: stock[step], full: full[step], standard: standard[step] },
  ]);
  return Object.fromEntries(steps) as Volumes;
}

function volumesOf(source: Source): Promise<Readonly<Record<string, Volume>>> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [source], {
      timeout: TIME_LIMIT,
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    });
    child.once('message', (volumes) => resolve(volumes as Readonly<Record<string, Volume>>));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${source}: ended (${signal ?? code}) without a result`)));
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installNode, installTools } from '../test/compat/install';
import { AppDirectory } from '../test/packaging/appDirectory';
import { pack } from '../test/packaging/tarball';
import { PROJECT_ROOT, runJson } from '../test/support/fixtures';
import { type Quartiles, median, quartiles } from './statistics';

/** What `register` costs an application at its start, on one Node.js. */
export interface StartResult {
  readonly node: string;
  readonly entry: string;
  /** By which option of Node.js it is preloaded. */
  readonly option: string;
  readonly ways: Readonly<Record<string, WayResult>>;
  /** Ours, with the bundle installed, divided by the stock one: what both add to a process that does nothing. */
  readonly shares: { readonly time: number; readonly modules: number } | undefined;
}

interface WayResult {
  /** Of the processor, of all threads, from the start of the process to the first line of the application. */
  readonly milliseconds: Quartiles;
  readonly modules: number;
}

interface Start {
  readonly millis: number;
  readonly modules: number;
}

interface Way {
  readonly name: string;
  /** What is preloaded, if something is. */
  readonly preload?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the stock bundle is installed. */
  readonly withBundle: boolean;
}

const MAJORS = [20, 24];
const OURS = 'opentelemetry-instrumentation-sqs/register';
const BUNDLE = '@opentelemetry/auto-instrumentations-node';
const STOCK = `${BUNDLE}/register`;
const PEERS = ['@opentelemetry/api', '@opentelemetry/instrumentation', '@opentelemetry/sdk-node'];
const OFF = { OTEL_SDK_DISABLED: 'true' };

const WAYS: readonly Way[] = [
  { name: 'nothing', withBundle: true },
  { name: 'stock register', preload: STOCK, withBundle: true },
  { name: 'register', preload: OURS, withBundle: true },
  {
    name: 'register, HTTP too',
    preload: OURS,
    env: { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'sqs,http' },
    withBundle: true,
  },
  { name: 'register, no bundle installed', preload: OURS, withBundle: false },
  { name: 'stock register, switched off', preload: STOCK, env: OFF, withBundle: true },
  { name: 'register, switched off', preload: OURS, env: OFF, withBundle: true },
];

/** The same for all: what is exported, and where to. Detectors of clouds ask over the network. */
const ENV = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_NODE_RESOURCE_DETECTORS: 'env,host,process',
};

/** What runs at the end of a process is no part of its start. */
const TELL = `const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ millis: (user + system) / 1000, modules: Object.keys(cache).length }));
  process.reallyExit(0);`;
/** Each is preloaded as its kind of module loads. */
const PROGRAMS = [
  {
    entry: 'CommonJS',
    option: '--require',
    file: 'main.cjs',
    source: `const { _cache: cache } = require('node:module'); ${TELL}`,
  },
  {
    entry: 'ES module',
    option: '--import',
    file: 'main.mjs',
    source: `import Module from 'node:module'; const cache = Module._cache; ${TELL}`,
  },
] as const;

/** Measures all ways in turns, in fresh processes, with the packed package in a fresh installation. */
export async function measureStarts(rounds: number, progress: (text: string) => void): Promise<StartResult[]> {
  const apps = { with: await appOf([...PEERS, BUNDLE]), without: await appOf(PEERS) };
  try {
    const results: StartResult[] = [];
    for (const major of MAJORS) {
      const executable = await installNode(major);
      for (const { entry, option, file } of PROGRAMS) {
        progress(`start: Node.js ${major}, ${entry}, ${option}`);
        const startOf = (way: Way): Promise<Start> => {
          const { path } = way.withBundle ? apps.with : apps.without;
          const nodeOptions = way.preload === undefined ? [] : [option, way.preload];
          return runJson(join(path, file), { executable, nodeOptions, cwd: path, env: { ...ENV, ...way.env } });
        };
        results.push(resultOf({ node: String(major), entry, option }, await inTurns(rounds, startOf)));
      }
    }
    return results;
  } finally {
    for (const app of Object.values(apps)) app.remove();
  }
}

async function inTurns(rounds: number, startOf: (way: Way) => Promise<Start>): Promise<Map<string, Start[]>> {
  const starts = new Map<string, Start[]>(WAYS.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const way of WAYS) starts.get(way.name)?.push(await startOf(way));
  }
  return starts;
}

function resultOf(of: Pick<StartResult, 'node' | 'entry' | 'option'>, starts: Map<string, Start[]>): StartResult {
  const ways: Record<string, WayResult> = {};
  for (const [name, ofWay] of starts) {
    const milliseconds = quartiles(ofWay.map(({ millis }) => millis));
    ways[name] = { milliseconds, modules: median(ofWay.map(({ modules }) => modules)) };
  }
  return { ...of, ways, shares: sharesOf(ways) };
}

function sharesOf({ nothing, register, 'stock register': stock }: Record<string, WayResult>): StartResult['shares'] {
  if (nothing === undefined || register === undefined || stock === undefined) return undefined;
  const time = ({ milliseconds }: WayResult): number => milliseconds.median - nothing.milliseconds.median;
  const modules = (way: WayResult): number => way.modules - nothing.modules;
  return { time: time(register) / time(stock), modules: modules(register) / modules(stock) };
}

/** An application with these packages, of the releases that are installed here, as npm lays them out, and with ours. */
async function appOf(packages: readonly string[]): Promise<AppDirectory> {
  const installed = await installTools(Object.fromEntries(packages.map((name) => [name, versionOf(name)])));
  const app = new AppDirectory();
  const tarball = await pack();
  try {
    await app.install(tarball);
  } finally {
    tarball.remove();
  }
  app.link(['@opentelemetry/*'], installed);
  for (const { file, source } of PROGRAMS) app.write(file, source);
  return app;
}

function versionOf(name: string): string {
  const manifest = join(PROJECT_ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

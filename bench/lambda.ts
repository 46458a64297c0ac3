/**
 * What this package adds to the cold start of a Lambda function: `node build/bench/lambda.js [runs]`. `register` is
 * measured beside that of the stock bundle, and `wrapHandler` in a bundle that has API and SDK anyway. It counts the time
 * of the processor, of all threads, and takes the best of all runs: whatever else the machine does only ever adds to them.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { REGISTER } from '../test/support/differential';
import { ENTRY, PROJECT_ROOT, fixture, runJson } from '../test/support/fixtures';

const RUNS = Number(process.argv[2] ?? 15);
const STOCK = join(
  PROJECT_ROOT,
  'node_modules',
  '@opentelemetry',
  'auto-instrumentations-node',
  'build',
  'src',
  'register.js',
);
const GOALS = { ratio: 0.7, bundleMillis: 10 };

/** What a process tells when the handler is loaded. */
interface ColdStart {
  readonly millis: number;
  readonly modules: number;
}

interface Way {
  readonly handler: string;
  readonly preload: string;
}

// As Lambda's runtime loads it. Nothing is exported: the export is no part of the start.
const START = `
  require(require('node:path').resolve(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER.split('.')[0]));
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ millis: (user + system) / 1000, modules: Object.keys(require('node:module')._cache).length }));
  process.exit();`;

const SET_UP = `
  import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
  new NodeTracerProvider().register();`;

const BUNDLED = {
  sdk: `${SET_UP} export const handler = async () => ({});`,
  wrapped: `${SET_UP} import { wrapHandler } from ${JSON.stringify(ENTRY.replace(/index\.js$/, 'esm/index.mjs'))};
    export const handler = wrapHandler(async () => ({}));`,
};

void main();

async function main(): Promise<void> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'bench-lambda-')));
  try {
    const start = join(directory, 'start.cjs');
    writeFileSync(start, START);
    // The stock instrumentation for Lambda fails with a bundle's exports.
    writeFileSync(join(directory, 'plain.js'), 'exports.handler = async () => ({});');
    for (const [name, source] of Object.entries(BUNDLED)) await bundleFunction(directory, name, source);
    const nothing = fixture('nothing.cjs');
    const results = await measure(start, directory, {
      'no tracing': { handler: 'plain', preload: nothing },
      'register of the stock bundle': { handler: 'plain', preload: STOCK },
      register: { handler: 'plain', preload: REGISTER },
      'a bundle with API and SDK': { handler: 'sdk', preload: nothing },
      'the same with wrapHandler': { handler: 'wrapped', preload: nothing },
    });
    report(results);
    const size = (name: string): string => {
      const file = join(directory, `${name}.js`);
      return `${kilobytes(statSync(file).size)} KB (zipped ${kilobytes(zippedSize(file))})`;
    };
    console.log(`The bundle has ${size('sdk')}, and ${size('wrapped')} with wrapHandler.`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0);

/** As a zip file compresses it, without the entry's name and header. */
function zippedSize(file: string): number {
  return deflateRawSync(readFileSync(file)).length;
}

async function bundleFunction(directory: string, name: string, contents: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir: PROJECT_ROOT },
    outfile: join(directory, `${name}.js`),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
}

async function measure(
  start: string,
  directory: string,
  ways: Readonly<Record<string, Way>>,
): Promise<Readonly<Record<string, ColdStart>>> {
  const best: Record<string, ColdStart> = {};
  // In turns, so that what the machine does meanwhile falls on all of them.
  for (let run = 0; run < RUNS; run++) {
    for (const [name, { handler, preload }] of Object.entries(ways)) {
      const env = {
        AWS_LAMBDA_FUNCTION_NAME: 'shop',
        LAMBDA_TASK_ROOT: directory,
        _HANDLER: `${handler}.handler`,
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
      };
      const measured = await runJson<ColdStart>(start, { nodeOptions: ['--require', preload], env, cwd: directory });
      if (measured.millis < (best[name]?.millis ?? Infinity)) best[name] = measured;
    }
  }
  return best;
}

function report(results: Readonly<Record<string, ColdStart>>): void {
  const millisOf = (name: string): number => results[name]?.millis ?? NaN;
  for (const [name, { millis, modules }] of Object.entries(results)) {
    console.log(`${name.padEnd(30)} ${millis.toFixed(0).padStart(5)} ms ${String(modules).padStart(5)} modules`);
  }
  const added = (name: string): number => millisOf(name) - millisOf('no tracing');
  const ratio = added('register') / added('register of the stock bundle');
  const bundled = millisOf('the same with wrapHandler') - millisOf('a bundle with API and SDK');
  console.log(`register adds ${ratio.toFixed(2)} × what that of the stock bundle adds; the goal is ${GOALS.ratio}`);
  console.log(`wrapHandler adds ${bundled.toFixed(1)} ms to a bundle; the goal is ${GOALS.bundleMillis} ms`);
  if (ratio > GOALS.ratio || bundled > GOALS.bundleMillis) process.exitCode = 1;
}

/**
 * What `register` costs an application of many ES modules: `node build/bench/modules.js [runs]`, on every Node.js that
 * this package is for. It counts the time of the processor, of all threads, and takes the best of all runs: whatever else
 * the machine does only ever adds to them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNode } from '../test/compat/install';
import { REGISTER } from '../test/support/differential';
import { fixture, runJson } from '../test/support/fixtures';

const MODULES = 1500;
const RUNS = Number(process.argv[2] ?? 5);
const MAJORS = [20, 22, 24, 26];

/** What a process measures: the loading of its modules, and everything from its start on. */
interface Times {
  readonly loading: number;
  readonly total: number;
}

const WAYS = {
  plain: ['--import', fixture('nothing.cjs')],
  '--import': ['--import', REGISTER],
  '--require': ['--require', REGISTER],
};

void main();

async function main(): Promise<void> {
  for (const named of [false, true]) {
    const directory = mkdtempSync(join(tmpdir(), 'bench-modules-'));
    try {
      writeProgram(directory, named);
      for (const major of MAJORS) console.log(await row(major, directory, named));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

async function row(major: number, directory: string, named: boolean): Promise<string> {
  const executable = await installNode(major);
  const times: Record<string, Times> = {};
  // In turns, so that what the machine does meanwhile falls on all of them.
  for (let run = 0; run < RUNS; run++) {
    for (const [way, nodeOptions] of Object.entries(WAYS)) {
      const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_NODE_RESOURCE_DETECTORS: 'env' };
      const time = await runJson<Times>(join(directory, 'main.mjs'), { executable, nodeOptions, env, cwd: directory });
      const { loading = Infinity, total = Infinity } = times[way] ?? {};
      times[way] = { loading: Math.min(loading, time.loading), total: Math.min(total, time.total) };
    }
  }
  const plain = times['plain']?.loading ?? NaN;
  const cells = Object.entries(times).map(
    ([way, { loading, total }]) =>
      `${way} ${loading.toFixed(0)} ms (${(loading / plain).toFixed(2)} ×; with the start ${total.toFixed(0)} ms)`,
  );
  return `Node.js ${major}, ${named ? 'with' : 'without'} an ES package that is named: ${cells.join(' · ')}`;
}

function writeProgram(directory: string, named: boolean): void {
  const names = Array.from({ length: MODULES }, (_, at) => `m${at}.mjs`);
  for (const [at, name] of names.entries()) {
    const previous = at % 10 === 0 ? '' : `import { value as next } from './m${at - 1}.mjs';\n`;
    writeFileSync(join(directory, name), `${previous}export const value = ${at % 10 === 0 ? 0 : 'next + 1'};\n`);
  }
  writeFileSync(join(directory, 'all.mjs'), names.map((name) => `import './${name}';`).join('\n'));
  writeFileSync(
    join(directory, 'main.mjs'),
    `const now = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
     const start = now(); await import('./all.mjs'); const total = now();
     console.log(JSON.stringify({ loading: total - start, total })); process.exit();`,
  );
  if (!named) return;
  const home = join(directory, 'node_modules', 'sqs-consumer');
  mkdirSync(home, { recursive: true });
  const manifest = { name: 'sqs-consumer', version: '15.0.0', type: 'module', exports: './index.js' };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(home, 'index.js'), 'export class Consumer {}');
}

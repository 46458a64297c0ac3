// Runs the test suite of the stock package with this package in its place: see docs/contrib/stock-suite.md. The suite is
// not part of this repository, and nothing is changed in it.
import { readFileSync, readdirSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { transformSync } from 'esbuild';
import Mocha from 'mocha';
import { DELIBERATE, OF_THE_PACKAGE_ITSELF } from './deliberate';

type Resolve = (this: unknown, request: string, parent?: { readonly filename?: string }, ...rest: unknown[]) => string;

/** The part of the loader that tools like this one use. The types of Node.js do not contain it. */
const loader = Module as unknown as { _resolveFilename: Resolve };
const load = createRequire(__filename);

const ADAPTER = join(__dirname, 'adapter.js');
/** The code under test and the suite must have the same OpenTelemetry, SDK and HTTP handler. */
const OURS = /^(?:@(?:opentelemetry|aws-sdk|smithy)\/|mocha$)/;

void main(process.argv[2]);

async function main(packages: string | undefined): Promise<void> {
  if (packages === undefined) {
    console.error('usage: node build/world/stock/suite.js <opentelemetry-js-contrib>/packages');
    process.exitCode = 2;
    return;
  }
  const root = resolve(packages, 'instrumentation-aws-sdk');
  const utilities = resolve(packages, 'contrib-test-utils', 'src', 'index.ts');
  redirect(resolve(packages), utilities);
  // Its tests read their files from there, and have no credentials of their own.
  process.chdir(root);
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' });
  const { mochaHooks } = load(utilities) as { mochaHooks: Mocha.RootHookObject };
  const mocha = new Mocha({ reporter: 'spec' });
  mocha.rootHooks(mochaHooks);
  for (const name of readdirSync(join(root, 'test')))
    if (name.endsWith('.test.ts')) mocha.addFile(join(root, 'test', name));
  const results = await run(mocha);
  process.exitCode = report(results) ? 0 : 1;
  // The suite leaves clients open.
  process.exit();
}

/** Puts the adapter in the place of the stock package's class, and compiles TypeScript. */
function redirect(packages: string, utilities: string): void {
  const stockClass = join(packages, 'instrumentation-aws-sdk', 'src', 'aws-sdk.ts');
  const find = loader._resolveFilename;
  loader._resolveFilename = (request, parent, ...rest) => {
    if (request === '@opentelemetry/contrib-test-utils') return utilities;
    const theirs = OURS.test(request) && parent?.filename?.startsWith(packages) === true;
    const path = find.call(loader, request, theirs ? module : parent, ...rest);
    return path === stockClass ? ADAPTER : path;
  };
  load.extensions['.ts'] = (compiling, path) =>
    (compiling as unknown as { _compile(code: string, path: string): void })._compile(compiled(path), path);
}

/** As their compiler does it, a module that is one function is that function, by `import *`, too. */
function compiled(path: string): string {
  const source = readFileSync(path, 'utf8');
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'node20', sourcefile: path });
  return code.replaceAll(/__toESM\((require\("[^"]+"\))\)/g, '$1');
}

/** Some tests have the same title. */
type Results = readonly (readonly [test: string, passed: boolean])[];

function run(mocha: Mocha): Promise<Results> {
  const results: [string, boolean][] = [];
  return new Promise((done) => {
    mocha
      .run(() => done(results))
      .on('pass', (test) => void results.push([test.fullTitle(), true]))
      .on('fail', (test) => void results.push([test.fullTitle(), false]));
  });
}

/** @returns whether the result is as it is written down */
function report(results: Results): boolean {
  const counted = results.filter(([test]) => !test.startsWith(OF_THE_PACKAGE_ITSELF));
  const failed = counted.flatMap(([test, passed]) => (passed ? [] : [test]));
  const deliberate = new Set(DELIBERATE.map(({ test }) => test));
  console.log(`${counted.length - failed.length} of ${counted.length} pass; these do not, on purpose:`);
  for (const { test, why } of DELIBERATE) console.log(`- ${test}: ${why}`);
  const surprising = failed.filter((test) => !deliberate.has(test));
  const outdated = [...deliberate].filter((test) => !failed.includes(test));
  for (const test of surprising) console.error(`fails: ${test}`);
  for (const test of outdated) console.error(`passes, or is gone: ${test}`);
  return surprising.length === 0 && outdated.length === 0 && counted.length > 0;
}

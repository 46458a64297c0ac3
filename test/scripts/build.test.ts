import { doesNotMatch, equal, match, notEqual } from 'node:assert/strict';
import { type Run, Sandbox } from './sandbox';

const BUNDLE = 'build/src/index.js';
const STARTUP = 'build/src/bootstrap/startup.js';
const TYPE_ERROR = `export const wrong: number = 'text';\n`;

describe('npm run build', () => {
  let sandbox: Sandbox;
  const build = (...args: string[]): Run => sandbox.run('scripts/compile/main.mjs', args);

  beforeEach(() => {
    sandbox = new Sandbox(['scripts/compile', 'tsconfig.json', 'package.json'], {
      'src/index.ts': `export { answer } from './answer';\n`,
      'src/answer.ts': `export const answer = 'forty-two';\n`,
      'src/instrumentClient.ts': `export { answer } from './answer';\n`,
      'src/bootstrap/register.ts': `console.log('registered');\n`,
      'src/bootstrap/lambda/handlerShim.ts': `export const shim = true;\n`,
      'src/doctor/main.ts': `export { answer } from '../answer';\n`,
      'src/doctor/observer/preload.ts': `export { answer } from '../../answer';\n`,
      'src/bootstrap/startup.ts': `export { answer } from '../answer';\n`,
      'test/answer.test.ts': `export { answer } from '../src/index';\n`,
      'scripts/services/registry.mjs': '',
      'viewer/package.json':
        '{ "name": "opentelemetry-instrumentation-sqs-viewer", "version": "0.0.0", "scripts": { "build": "true" } }',
    });
    sandbox.link('node_modules');
    const { status, output } = build();
    equal(status, 0, output);
  });

  afterEach(() => sandbox.remove());

  it('makes one file of what applications load, and keeps the single files', () => {
    for (const bundle of [BUNDLE, STARTUP]) match(sandbox.read(bundle), /forty-two/);
    match(sandbox.read('build/src/esm/index.mjs'), /export \{/);
    equal(sandbox.exists('build/src/answer.js'), true);
  });

  it('leaves what was built from the same sources as it is, and builds again what was not', () => {
    sandbox.write(BUNDLE, 'as it is');
    equal(build().status, 0);
    equal(sandbox.read(BUNDLE), 'as it is');
    sandbox.write('src/answer.ts', `export const answer = 'forty-three';\n`);
    equal(build().status, 0);
    match(sandbox.read(BUNDLE), /forty-three/);
    equal(build('--unbundled').status, 0);
    doesNotMatch(sandbox.read(BUNDLE), /forty-three/);
  });

  it('makes no bundle when it is asked for the single files', () => {
    equal(build('--unbundled').status, 0);
    match(sandbox.read(BUNDLE), /require\("\.\/answer/);
    equal(sandbox.exists('build/src/esm'), false);
  });

  for (const path of ['src/answer.ts', 'test/answer.test.ts']) {
    it(`leaves nothing of an older build when ${path} has a type error`, () => {
      sandbox.write(path, TYPE_ERROR);
      const { status, output } = build();
      notEqual(status, 0);
      match(output, /TS2322[\s\S]*build failed/);
      equal(sandbox.exists('build'), false);
    });
  }

  it('leaves nothing when the bundler fails after the compiler', () => {
    sandbox.delete('src/instrumentClient.ts');
    const { status, output } = build();
    notEqual(status, 0);
    match(output, /instrumentClient[\s\S]*build failed/);
    equal(sandbox.exists('build'), false);
  });

  it('removes the output of a test that was deleted', () => {
    equal(sandbox.exists('build/test/answer.test.js'), true);
    sandbox.delete('test/answer.test.ts');
    equal(build().status, 0);
    equal(sandbox.exists('build/test/answer.test.js'), false);
    equal(sandbox.exists(BUNDLE), true);
  });
});

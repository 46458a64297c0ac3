import assert from 'node:assert/strict';
import { runBoth } from '../support/differential';
import type { ChildResult } from '../support/fixtures';
import { COMMONJS_PROGRAMS } from './commonJsPrograms';
import { ES_PROGRAMS } from './esPrograms';
import { LOADER_PROGRAMS } from './loaderPrograms';
import { type Program, WrittenProgram } from './program';

const PRELOADS = ['--import', '--require'] as const;

describe('a program of modules, without and with register', () => {
  const programs = Object.entries({ ...ES_PROGRAMS, ...COMMONJS_PROGRAMS, ...LOADER_PROGRAMS });
  for (const [title, program] of programs) {
    it(`does the same: ${title}`, () => Promise.all(PRELOADS.map((preload) => check(program, preload))));
  }
});

async function check(program: Program, preload: '--import' | '--require'): Promise<void> {
  const written = new WrittenProgram(program);
  try {
    const { entry, directory, nodeOptions } = written;
    const { plain, traced } = await runBoth(entry, { node: process.env['NODE_UNDER_TEST'] ?? process.execPath, preload, nodeOptions, cwd: directory });
    assert.deepEqual(comparable(traced), comparable(plain));
    if (process.env['SHOW']) console.log(plain.stdout, plain.stderr, plain.code);
  } finally {
    written.remove();
  }
}

/** How deep in Node.js an error was thrown is nothing that a program prints. */
function comparable({ stderr, ...result }: ChildResult): ChildResult {
  const lines = stderr.split('\n').filter((line) => !/^ +at .*node:internal/.test(line) && !/^node:internal.*:\d+$/.test(line));
  return { ...result, stderr: lines.join('\n').replaceAll(/\(node:\d+\)/g, '(node)') };
}

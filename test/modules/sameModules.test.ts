import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { installNode } from '../compat/install';
import { type Differential, type DifferentialOptions, assertSameProcess, runBoth } from '../support/differential';
import { Limited } from '../support/limited';
import { INSTALL_MILLIS, RegistryError } from '../support/npmInstall';
import { COMMONJS_PROGRAMS } from './commonJsPrograms';
import { ES_PROGRAMS } from './esPrograms';
import { LOADER_PROGRAMS } from './loaderPrograms';
import { type Program, WrittenProgram } from './program';

/** `npm run test:compat` takes every Node.js and every option; otherwise the options take turns. */
const FULL = process.env['COMPAT'] === 'full';
const CURRENT = Number.parseInt(process.versions.node, 10);
const OPTIONS = ['--import', '--require'] as const;
const PROGRAMS = Object.entries({ ...ES_PROGRAMS, ...COMMONJS_PROGRAMS, ...LOADER_PROGRAMS });

for (const major of FULL ? [20, 22, 24, 26] : [CURRENT]) {
  describe(`a program of modules on Node.js ${major}, without and with register`, () => {
    const runs = new Map<string, Promise<Differential>>();
    before(async function () {
      this.timeout(INSTALL_MILLIS);
      const node = await installNode(major).catch((error: unknown) => {
        if (!(error instanceof RegistryError)) throw error;
        console.log(`      ${error.message}`);
        return this.skip();
      });
      const limited = new Limited(availableParallelism());
      for (const [title, program, preload] of cases()) {
        const run = limited.run(() => compare(program, { node, preload }));
        // A run that fails does so in its own test.
        run.catch(() => {});
        runs.set(title, run);
      }
    });

    for (const [title] of cases()) {
      it(`does the same: ${title}`, async function () {
        // All programs start at once, and the last waits for the others.
        this.timeout(INSTALL_MILLIS);
        const differential = await runs.get(title);
        assert.ok(differential);
        assertSameProcess(differential, title);
        assert.deepEqual(differential.said, []);
      });
    }
  });
}

function cases(): [title: string, program: Program, preload: '--import' | '--require'][] {
  return PROGRAMS.flatMap(([title, program], at) =>
    OPTIONS.filter((_option, index) => FULL || at % OPTIONS.length === index).map(
      (preload): ReturnType<typeof cases>[number] => [`${title}, ${preload}`, program, preload],
    ),
  );
}

async function compare(program: Program, options: DifferentialOptions): Promise<Differential> {
  const written = new WrittenProgram(program);
  try {
    const { entry, directory, nodeOptions } = written;
    return await runBoth(entry, { ...options, nodeOptions, cwd: directory });
  } finally {
    written.remove();
  }
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT, runNode } from '../support/fixtures';
import { AppDirectory } from './appDirectory';
import { type Consumer, specifierOf, startConsumer } from './consumer';

const TIMEOUT = 180_000;

const bin = (...path: string[]): string => join(PROJECT_ROOT, 'node_modules', ...path);

/** As strict as it gets, declarations of libraries included. */
const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};

const NODENEXT = ['nodenext', { module: 'nodenext', moduleResolution: 'nodenext' }] as const;
const BUNDLER = ['bundler', { module: 'esnext', moduleResolution: 'bundler' }] as const;
const NODE10 = ['node10', { module: 'commonjs', moduleResolution: 'node' }] as const;

/** All pairs with `npm run test:compat`; else one way of resolution for each compiler that is not the current one. */
const FULL = process.env['COMPAT'] === 'full';

/** Declarations of libraries are newer than the oldest compiler. */
const COMPILERS = [
  { compiler: 'typescript-5.0', resolutions: FULL ? [NODENEXT, BUNDLER, NODE10] : [NODE10], libraries: false },
  { compiler: 'typescript-5.9', resolutions: FULL ? [NODENEXT, BUNDLER, NODE10] : [BUNDLER], libraries: true },
  { compiler: 'typescript', resolutions: [NODENEXT, BUNDLER], libraries: true },
];

describe('what is published', () => {
  let consumer: Consumer;
  before(async () => void (consumer = await startConsumer()));
  after(() => consumer.remove());

  describe('the types of the packed package', () => {
    let bare: AppDirectory;
    before(async () => {
      bare = new AppDirectory();
      await bare.install(consumer.tarball);
      // The peers that nobody can do without, and no AWS SDK.
      bare.link(['@opentelemetry/api', '@opentelemetry/instrumentation', '@types/node']);
    });
    after(() => bare.remove());

    const assertCompiles = async (
      app: AppDirectory,
      compiler: string,
      files: string[],
      options: object,
    ): Promise<void> => {
      const compilerOptions = { ...COMPILER_OPTIONS, ...options };
      const project = app.write('tsconfig.json', JSON.stringify({ compilerOptions, files }));
      const { code, stdout } = await runNode(bin(compiler, 'bin', 'tsc'), {
        args: ['-p', project],
        timeoutMillis: TIMEOUT,
      });
      assert.equal(code, 0, stdout);
    };

    for (const { compiler, resolutions, libraries } of COMPILERS) {
      for (const [resolution, options] of resolutions) {
        it(`are there without an SDK, with ${compiler} and module resolution ${resolution}`, async () => {
          const source = readFileSync(consumer.use('consumer.ts'), 'utf8');
          // The same as an ES module and as CommonJS.
          const files = ['ts', 'mts', 'cts'].map((extension) => bare.write(`consumer.${extension}`, source));
          await assertCompiles(bare, compiler, files, { ...options, skipLibCheck: !libraries });
        }).timeout(TIMEOUT);

        // In one go: a compiler takes longest to read the declarations of the SDK.
        it(`tell wrong clients, pairs and hooks, and are there for every entry, with ${compiler} and module resolution ${resolution}`, async () => {
          const lines = consumer.entries.map(
            (entry, i) => `import * as e${i} from '${specifierOf(entry)}';\nvoid e${i};`,
          );
          const entries = ['ts', 'mts'].map((extension) =>
            consumer.app.write(`entries.${extension}`, lines.join('\n')),
          );
          const files = [consumer.use('clients.ts'), consumer.use('hooks.ts'), ...entries];
          // Clients have declarations with errors of their own: those are not asked about.
          await assertCompiles(consumer.app, compiler, files, { ...options, skipLibCheck: true });
        }).timeout(TIMEOUT);
      }
    }

    // The compilers above go most of these ways.
    (FULL ? it : it.skip)('resolve in every way in which Node.js and bundlers resolve them', async () => {
      const args = [consumer.tarball.file, '--format', 'json'];
      const { stdout } = await runNode(bin('@arethetypeswrong', 'cli', 'dist', 'index.js'), {
        args,
        timeoutMillis: TIMEOUT,
      });
      const { analysis, problems = {} } = JSON.parse(stdout);
      assert.deepEqual(
        Object.keys(analysis.entrypoints).toSorted(),
        [...consumer.entries, './package.json'].toSorted(),
      );
      const found = Object.values(problems as Record<string, { entrypoint: string; resolutionKind?: string }[]>).flat();
      // The resolution of Node.js 10 knows no `exports`: it has the types, by `typesVersions`, and no file to run.
      const others = found.filter(
        ({ entrypoint, resolutionKind }) => entrypoint === '.' || resolutionKind !== 'node10',
      );
      assert.deepEqual(others, []);
    }).timeout(TIMEOUT);
  });

  describe('the packed package', () => {
    it('has nothing that publint would mend', async () => {
      const { publint } = await import('publint');
      const pkgDir = join(consumer.app.path, 'node_modules', 'opentelemetry-instrumentation-sqs');
      const { messages } = await publint({ pkgDir, pack: false, strict: true });
      assert.deepEqual(messages, []);
    });

    it('holds what is loaded, its declarations and the documents, and no map, test or bench', () => {
      const { paths } = consumer.tarball;
      const scripts = paths.filter((path) => path.endsWith('.js'));
      assert.deepEqual(scripts, [
        'build/src/bootstrap/auto.js',
        'build/src/bootstrap/index.js',
        'build/src/bootstrap/lambda/handlerShim.js',
        'build/src/bootstrap/outlet/sendOtlp.js',
        'build/src/bootstrap/register.js',
        'build/src/bootstrap/startup.js',
        'build/src/doctor/main.js',
        'build/src/doctor/observer/preload.js',
        'build/src/index.js',
      ]);
      for (const script of scripts) assert.ok(paths.includes(script.replace(/\.js$/, '.d.ts')), script);
      const other = paths.filter((path) => !/^build\/src\/.*(?:\.js|\.d\.ts|esm\/.*\.mjs)$/.test(path));
      assert.deepEqual(other, ['LICENSE', 'README.md', 'lambda-exec-wrapper', 'package.json']);
    });

    it('holds every file that one of its files loads', () => {
      const { app, tarball } = consumer;
      const home = join(app.path, 'node_modules', 'opentelemetry-instrumentation-sqs');
      for (const path of tarball.paths.filter((each) => /\.m?js$/.test(each))) {
        const source = readFileSync(join(home, path), 'utf8');
        for (const [, loaded = ''] of source.matchAll(
          /^(?:.*require\(|(?:im|ex)port .* from )["'](\.{1,2}\/[^"']+)["']/gm,
        )) {
          const target = join(dirname(path), loaded.replace(/\.m?js$/, ''));
          const found = ['.js', '.mjs'].some((extension) => tarball.paths.includes(`${target}${extension}`));
          assert.ok(found, `${path} loads ${loaded}`);
        }
      }
    });

    it('leaves the pictures of traces out: the page is the viewer, the SVG is for the README', () => {
      const { paths } = consumer.tarball;
      assert.ok(paths.includes('build/src/waterfall/renderTraces.d.ts'));
      assert.deepEqual(
        paths.filter((path) => /viewer|html|svg/i.test(path)),
        [],
      );
    });

    it('runs nothing when it is installed, and brings nothing along', () => {
      const { manifest } = consumer;
      const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
      assert.deepEqual(
        Object.keys(manifest.scripts ?? {}).filter((script) => lifecycle.includes(script)),
        [],
      );
      assert.equal(manifest.dependencies, undefined);
    });
  });
});

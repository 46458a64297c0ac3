import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ENTRY, PROJECT_ROOT } from '../support/fixtures';

const run = promisify(execFile);

/** What `npm publish` would send to the registry, of the build that the tests belong to. */
export interface Tarball {
  /** The `.tgz` itself. */
  readonly file: string;
  /** Paths inside it, sorted. */
  readonly paths: readonly string[];
  /** Puts the package into the `node_modules` of a directory, as an installation does. */
  extractTo(directory: string): Promise<void>;
  remove(): void;
}

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs the package. It is staged first: tests may run from a build that is not at `build`. */
export function pack(): Promise<Tarball> {
  return packFrom('opentelemetry-instrumentation-sqs', (staged) => {
    for (const file of ['package.json', 'README.md', 'LICENSE', 'lambda-exec-wrapper']) {
      cpSync(join(PROJECT_ROOT, file), join(staged, file));
    }
    cpSync(dirname(ENTRY), join(staged, 'build', 'src'), { recursive: true });
  });
}

/** Packs the viewer, likewise. */
export function packViewer(): Promise<Tarball> {
  return packFrom('opentelemetry-instrumentation-sqs-viewer', (staged) => {
    for (const path of ['package.json', 'README.md', 'LICENSE', join('build', 'src'), join('build', 'page')]) {
      cpSync(join(PROJECT_ROOT, 'viewer', path), join(staged, path), { recursive: true });
    }
  });
}

/** Packs a package of that name. @param stage puts its files into a directory */
async function packFrom(name: string, stage: (staged: string) => void): Promise<Tarball> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'packed-')));
  const staged = join(directory, 'staged');
  stage(staged);
  const npm = ['pack', '--json', '--ignore-scripts', '--pack-destination', directory];
  const { stdout } = await run('npm', npm, { cwd: staged, env: { ...process.env, NODE_OPTIONS: '' } });
  const [report] = JSON.parse(stdout) as PackReport[];
  if (report === undefined) throw new Error(`npm pack told nothing of what it packed: ${stdout}`);
  const file = join(directory, report.filename);
  return {
    file,
    paths: report.files.map(({ path }) => path).toSorted(),
    async extractTo(target) {
      const into = join(target, 'node_modules', name);
      mkdirSync(into, { recursive: true });
      await run('tar', ['-xzf', file, '--strip-components=1', '-C', into]);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

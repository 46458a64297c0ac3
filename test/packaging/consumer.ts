import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';
import { AppDirectory } from './appDirectory';
import { type Tarball, pack } from './tarball';

/** An application that has installed the packed package and what goes with it. */
export interface Consumer {
  readonly app: AppDirectory;
  readonly tarball: Tarball;
  /** As it is packed. */
  readonly manifest: Manifest;
  /** The package's entries: `.` and those below it. */
  readonly entries: readonly string[];
  /** Copies files of `test/packaging/apps`; @returns the path of the first copy */
  use(first: string, ...others: string[]): string;
  remove(): void;
}

interface Manifest {
  readonly exports: object;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: object;
}

const NAME = 'opentelemetry-instrumentation-sqs';

export async function startConsumer(): Promise<Consumer> {
  const app = new AppDirectory();
  const tarball = await pack();
  await app.install(tarball);
  app.link(['@opentelemetry/*', '@aws-sdk/*', '@smithy/*', '@types/*', 'amqplib', 'kafkajs', 'sqs-consumer']);
  const packageJson = readFileSync(join(app.path, 'node_modules', NAME, 'package.json'), 'utf8');
  const manifest = JSON.parse(packageJson) as Manifest;
  const apps = join(PROJECT_ROOT, 'test', 'packaging', 'apps');
  return {
    app,
    tarball,
    manifest,
    entries: Object.keys(manifest.exports).filter((entry) => entry !== './package.json'),
    use: (first, ...others) => {
      for (const each of others) app.copy(join(apps, each));
      return app.copy(join(apps, first));
    },
    remove() {
      app.remove();
      tarball.remove();
    },
  };
}

/** What an entry is imported by: `./bootstrap` -> `<package>/bootstrap`. */
export function specifierOf(entry: string): string {
  return `${NAME}${entry.slice(1)}`;
}

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../support/fixtures';

/** The one that mocha reads its own configuration with. */
const yaml = createRequire(require.resolve('mocha/package.json'))('js-yaml') as { load(text: string): unknown };

/** @param path relative to the root of the repository */
export function read(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8');
}

export function exists(path: string): boolean {
  return existsSync(join(PROJECT_ROOT, path));
}

export function readYaml<T>(path: string): T {
  return yaml.load(read(path)) as T;
}

export function readJson<T>(path: string): T {
  return JSON.parse(read(path)) as T;
}

/** The files below a directory, relative to the root of the repository. */
export function filesOf(directory: string, ending: string): string[] {
  return readdirSync(join(PROJECT_ROOT, directory), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(directory, path).replaceAll('\\', '/'));
}

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly keywords: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

export const manifest = readJson<Manifest>('package.json');

/** The fenced blocks of a page that are in a language. */
export function blocksOf(path: string, language: string): string[] {
  return [...read(path).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );
}

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { installNode, installTools } from '../install';
import type { Tools } from './host';

/** What a shell would make of a command. */
export interface Command {
  readonly executable: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Reads `NAME="value" program argument ...`; a program that a package brings runs on that Node.js. */
export async function commandIn(tools: Tools, directory: string, text: string, node: number): Promise<Command> {
  const words = wordsOf(text);
  const at = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
  const [program = '', ...args] = words.slice(at);
  const executable = await installNode(node);
  const PATH = [dirname(executable), process.env['PATH']].join(delimiter);
  const env = { PATH, ...Object.fromEntries(words.slice(0, at).map((word) => word.split(/=(.*)/s, 2))) };
  if (program === 'node') return { executable, args, env };
  const places = [directory, ...(Object.keys(tools).length > 0 ? [await installTools(tools)] : [])];
  const file = programIn(places, program);
  // Some tools are no scripts.
  return isScript(file) ? { executable, args: [file, ...args], env } : { executable: file, args, env };
}

function wordsOf(text: string): string[] {
  const words = text.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replaceAll('"', ''));
}

/** Where the package is that has a program of that name. */
function programIn(places: readonly string[], program: string): string {
  for (const [name, path] of Object.entries(PROGRAMS[program] ?? { [program]: '' })) {
    const root = places.map((place) => join(place, 'node_modules', name)).find((each) => existsSync(each));
    if (root !== undefined) return join(root, path === '' ? binOf(root, program) : path);
  }
  throw new Error(`no package in ${places.join(', ')} brings ${program}`);
}

/** Programs that are called otherwise than their package. */
const PROGRAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  yarn: { '@yarnpkg/cli-dist': 'bin/yarn.js' },
  bun: { [`@oven/bun-${process.platform}-${process.arch}`]: 'bin/bun' },
  deno: { [denoPackage()]: 'deno' },
};

/** What the package `deno` runs, without its install script. */
export function denoPackage(): string {
  return `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`;
}

function binOf(root: string, program: string): string {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const path = typeof bin === 'string' ? bin : bin[program];
  if (path === undefined) throw new Error(`${root} does not bring ${program}`);
  return path;
}

function isScript(file: string): boolean {
  return /^#!.*node/.test(readFileSync(file).toString('latin1', 0, 100)) || /\.[cm]?js$/.test(file);
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { type Members, isObject } from '../values';
import { locateHandler } from './lambda/handlerLocation';

/** The name of a service, and where it comes from. */
export interface ServiceName {
  readonly name: string;
  readonly source: string;
}

/**
 * The script that this process was started with. Under a process manager, `process.argv` has the manager's own script
 * first, and in a Lambda function that of Lambda's runtime.
 */
export function entryFile(env = process.env, argv: readonly string[] = process.argv): string | undefined {
  const entry = env['pm_exec_path'] ?? locateHandler(env)?.file ?? argv[1];
  if (entry === undefined) return undefined;
  const path = resolve(entry);
  for (const candidate of [path, `${path}.js`]) {
    if (existsSync(candidate)) return realpathSync(candidate);
  }
  return path;
}

/**
 * The name of the application's package, else of its entry file. An entry below `node_modules` is a tool that runs the
 * application (`nest start`). The application is then in the directory where the process was started.
 */
export function fallbackServiceName(entry: string | undefined, cwd = process.cwd()): ServiceName {
  const ofTool = entry === undefined || entry.split(sep).includes('node_modules');
  const { name } = nearestPackage(ofTool ? cwd : dirname(entry)) ?? {};
  if (typeof name === 'string' && name !== '') return { name, source: 'package.json' };
  if (entry !== undefined) return { name: basename(entry, extname(entry)), source: 'the entry file' };
  return { name: 'unknown_service:node', source: 'nothing that has a name' };
}

/** The nearest package.json of a directory. */
function nearestPackage(from: string): Members | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const content = readJson(join(directory, 'package.json'));
    if (content !== undefined) return content;
    if (directory === dirname(directory)) return undefined;
  }
}

/** The object in a JSON file, or undefined. */
export function readJson(path: string): Members | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Whether Node.js runs the entry as an ES module. */
export function isEsModule(entry = entryFile()): boolean {
  if (entry === undefined) return false;
  const extension = extname(entry);
  if (extension === '.mjs' || extension === '.mts') return true;
  return (extension === '.js' || extension === '.ts') && nearestPackage(dirname(entry))?.['type'] === 'module';
}

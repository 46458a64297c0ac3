import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { type Env, envText } from '../env';

/** The handler of a Lambda function: its file, and where it is among the exports of that file. */
export interface HandlerLocation {
  readonly file: string;
  /** What the runtime may ask the loader for, to get that file. */
  readonly requests: readonly string[];
  /** `['sub', 'handler']` for `index.sub.handler`. */
  readonly path: readonly string[];
}

/** In the order of Lambda's runtime. */
const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

/**
 * Finds the handler as Lambda's runtime does. A module that is no file of the function comes from `node_modules`, or
 * from a layer, through `NODE_PATH`.
 * @returns undefined outside Lambda, and where the runtime finds nothing either
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
 */
export function locateHandler(env: Env = process.env): HandlerLocation | undefined {
  const root = envText(env, 'LAMBDA_TASK_ROOT');
  const handler = envText(env, '_HANDLER');
  if (root === undefined || handler === undefined) return undefined;
  const name = basename(handler);
  const directory = handler.slice(0, handler.length - name.length);
  const [, module = '', path = ''] = /^([^.]*)\.(.+)$/.exec(name) ?? [];
  if (module === '') return undefined;
  const base = resolve(root, directory, module);
  const file = fileOf(base) ?? requiredFile(module, [root, resolve(root, directory)]);
  return file === undefined ? undefined : { file, requests: [file, base], path: path.split('.') };
}

/** The runtimes up to Node.js 22 require what is there without an extension, also a folder. */
function fileOf(base: string): string | undefined {
  if (statSync(base, { throwIfNoEntry: false })?.isDirectory() === true) return requiredFile(base, []);
  return EXTENSIONS.map((extension) => base + extension).find((file) => isFile(file));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function requiredFile(module: string, directories: readonly string[]): string | undefined {
  try {
    return createRequire(join(dirname(__filename), 'index.js')).resolve(module, { paths: [...directories] });
  } catch {
    return undefined;
  }
}

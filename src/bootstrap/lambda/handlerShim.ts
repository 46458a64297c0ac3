import { PACKAGE_NAME } from '../../version';

/**
 * Loader hooks that put a module of ours in front of the ES module with the handler: its namespace is frozen, and the
 * file itself stays as it is, with its live bindings, its cycles and its `import.meta`. They name one URL, and do nothing
 * to any other.
 *
 * The same functions serve as synchronous and as asynchronous hooks, in another thread: this file imports nothing of
 * Node.js, and what it needs comes by {@link initialize}.
 */
export interface ShimTarget {
  /** URLs by which the runtime may import the file. */
  readonly urls: readonly string[];
  /** The export that has the handler, or something that has it. */
  readonly name: string;
  readonly hasDefault: boolean;
  /** An expression that gives a function: exports -> exports in which the handler is wrapped. */
  readonly view: string;
}

interface ResolveContext {
  readonly conditions: readonly string[];
}

type Next<Argument> = (url: string, argument: Argument) => unknown;

let target: ShimTarget | undefined;
let source: string | undefined;

const SHIM = `?${PACKAGE_NAME}`;

/** Called by Node.js in the thread of asynchronous hooks. */
export function initialize(given: ShimTarget): void {
  target = given;
}

/** The first import is that of the runtime: nothing of the function runs before. Later ones get the module itself. */
export function resolve(specifier: string, context: ResolveContext, next: Next<ResolveContext>): unknown {
  // Node.js encodes blanks and letters beyond ASCII likewise.
  const asked = specifier.startsWith('/') ? new URL(`file://${specifier}`).href : specifier;
  if (target?.urls.includes(asked) !== true || source !== undefined || context.conditions.includes('require')) {
    return next(specifier, context);
  }
  source = sourceOf(target, asked);
  return { url: `${asked}${SHIM}`, format: 'module', shortCircuit: true };
}

export function load(url: string, context: object, next: Next<object>): unknown {
  return source !== undefined && url.endsWith(SHIM)
    ? { format: 'module', source, shortCircuit: true }
    : next(url, context);
}

/** A CommonJS module that is imported has the handler in its default export, too. */
function sourceOf({ name, hasDefault, view }: ShimTarget, url: string): string {
  const byDefault = hasDefault && name !== 'default';
  return [
    `import * as original from ${JSON.stringify(url)};`,
    `export * from ${JSON.stringify(url)};`,
    `const view = ${view};`,
    `const { ${JSON.stringify(name)}: handler } = view(original);`,
    `export { handler as ${JSON.stringify(name)} };`,
    byDefault ? 'export default view(original.default);' : '',
  ].join('\n');
}

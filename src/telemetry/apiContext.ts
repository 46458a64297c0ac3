import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';

/**
 * Where a context of the API keeps its values. It is private, and there are applications that read and write it.
 * @see https://github.com/elysiajs/opentelemetry/blob/main/src/index.ts
 */
export const MAP = '_currentContext';

export interface MappedContext extends Context {
  readonly [MAP]?: Map<symbol, unknown> | undefined;
}

/**
 * Whether a context is the API's own. One of another tracer is more than what it holds: the agents of Elastic and of New
 * Relic find their transaction in the active context, and call methods of their own. What stands in front of such a
 * context would hide it. It makes its like itself, by `setValue`.
 */
export function isOfApi(context: Context): boolean {
  const prototype = Reflect.getPrototypeOf(context);
  if (prototype === OF_API) return true;
  // Of another copy of the API; a class that is derived from it has one prototype more.
  return Object.hasOwn(context, MAP) && prototype !== null && Reflect.getPrototypeOf(prototype) === Object.prototype;
}

const OF_API = Reflect.getPrototypeOf(ROOT_CONTEXT);

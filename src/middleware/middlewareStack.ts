import type { HandlerContext } from '../operation/describeOperation';
import { isObject } from '../values';

/** The part of the SDK's types that is used here, so that none of its packages is needed. */
type Handler = (args: object) => Promise<unknown>;
export type Middleware = (next: Handler, context: HandlerContext) => Handler;

/** How the SDK places a middleware: in a step, or beside another middleware. */
export interface Placement {
  readonly name?: string;
  readonly step?: string;
  readonly priority?: string;
  readonly relation?: string;
  readonly toMiddleware?: string;
}

/** The public seam of an SDK client. */
export interface MiddlewareStack {
  add(middleware: Middleware, placement: Placement): void;
  // A test's double may be simpler than the SDK's own.
  addRelativeTo?(middleware: Middleware, placement: Placement): void;
  remove?(middleware: Middleware): boolean;
  applyToStack?(stack: Pick<MiddlewareStack, 'add' | 'addRelativeTo'>): void;
}

/** One middleware of a stack. */
export interface Entry {
  readonly middleware: Middleware;
  readonly placement: Placement;
}

export function isMiddlewareStack(value: unknown): value is MiddlewareStack {
  return isObject(value) && typeof value['add'] === 'function';
}

/** What is in a stack: a stack gives its entries to any other that they can be added to. */
export function entriesOfStack(stack: MiddlewareStack): Entry[] {
  const entries: Entry[] = [];
  const collect = (middleware: Middleware, placement: Placement): void => {
    entries.push({ middleware, placement });
  };
  stack.applyToStack?.({ add: collect, addRelativeTo: collect });
  return entries;
}

/**
 * Adds a middleware as if it had been there before its equals. Of one step and priority the SDK keeps the order of addition,
 * and of those that stand after the same other one, it puts the latest first.
 */
export function addFirst(
  stack: MiddlewareStack,
  middleware: Middleware,
  placement: Placement,
  entries: readonly Entry[],
): void {
  const isEqual = ({ placement: other }: Entry): boolean => isSamePlace(other, placement);
  // One that stands elsewhere, too, would be taken out there, and stays where it is.
  const isElsewhere = (entry: Entry): boolean =>
    entries.some((other) => other.middleware === entry.middleware && !isEqual(other));
  const equals = stack.remove && entries.filter((entry) => isEqual(entry) && !isElsewhere(entry));
  for (const entry of equals ?? []) stack.remove?.(entry.middleware);
  add(stack, middleware, placement);
  for (const entry of equals ?? []) add(stack, entry.middleware, entry.placement);
}

function isSamePlace(one: Placement, other: Placement): boolean {
  if (one.toMiddleware !== other.toMiddleware) return false;
  if (one.toMiddleware !== undefined) return one.relation === other.relation;
  return one.step === other.step && one.priority === other.priority;
}

function add(stack: MiddlewareStack, middleware: Middleware, placement: Placement): void {
  if (placement.toMiddleware === undefined) stack.add(middleware, placement);
  else stack.addRelativeTo?.(middleware, placement);
}

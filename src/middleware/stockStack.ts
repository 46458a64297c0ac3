import { shared } from '../shared';
import type { Members } from '../values';
import { isOfStock, makesStockSpans, noteStock, originalOf } from './stockInstrumentation';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Where the stock instrumentation gets into a stack, and so into the handler of each command. */
const METHODS = ['resolve', 'clone', 'concat'] as const;

/** The methods that stand in the stock one's way, and what they stand on. */
const placed = shared('stacks without the stock instrumentation', () => new WeakMap<object, Method>());

/**
 * Whether the stock instrumentation may get into a stack's calls. It is asked for at every call.
 * @param below as for {@link keepStockOut}
 */
export function mayBeOfStock({ concat }: Members, below: boolean): boolean {
  return typeof concat === 'function' && (below || '__wrapped' in concat) && !placed.has(concat);
}

/**
 * Keeps the stock AWS instrumentation out of a stack for as long as this package traces its calls.
 *
 * It cannot stay: it writes its own context into messages, and into the objects of the caller, before this package sees
 * the call. To disable it would take away more than AWS SDK v3 calls, it would not reach the clients that it has patched
 * already, and its instance may be out of reach. It leaves alone what carries shimmer's marks, so the replacements
 * carry them.
 * @see https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/instrumentation-aws-sdk
 * @param below whether the stock one is below us in the client's `send`, from where it patches the stack
 * @param traces whether this package traces the stack's calls now
 */
export function keepStockOut(stack: Members, below: boolean, traces: () => boolean): void {
  if (!below && !makesStockSpans(stack['resolve'])) return;
  for (const name of METHODS) place(stack, name, traces);
  noteStock();
}

function place(stack: Members, name: string, traces: () => boolean): void {
  const current = stack[name];
  if (typeof current !== 'function' || placed.has(current)) return;
  const patched = isOfStock(current);
  const original = (patched ? originalOf(current) : current) as Method;
  const passedBy = placed.get(original) ?? original;
  const replacement: Method = function (this: unknown, ...args) {
    return Reflect.apply(traces() ? passedBy : current, this, args);
  };
  Object.defineProperties(replacement, {
    name: { value: name, configurable: true },
    length: { value: original.length, configurable: true },
    __original: { value: original },
    __unwrap: { value: () => restore(stack, name, replacement, original) },
    // What is not patched yet may be patched while this package does not trace.
    __wrapped: patched ? { value: true } : { get: traces },
  });
  placed.set(replacement, passedBy);
  put(stack, name, replacement);
}

function restore(stack: Members, name: string, replacement: Method, original: Method): void {
  if (stack[name] === replacement) put(stack, name, original);
}

function put(stack: Members, name: string, value: Method): void {
  const enumerable = Object.getOwnPropertyDescriptor(stack, name)?.enumerable ?? true;
  Object.defineProperty(stack, name, { value, configurable: true, enumerable, writable: true });
}

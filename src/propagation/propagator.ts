import { type Context, type TextMapGetter, defaultTextMapSetter, propagation } from '@opentelemetry/api';
import { hasContextManager, hasTracerProvider } from '../diagnostics/apiGlobals';
import { traceContext } from './traceContext';

/** The configured propagator's `inject`. */
export function injectInto(context: Context, carrier: Record<string, string>): void {
  tolerate(propagation.inject(context, carrier));
  if (firstOf(carrier) === undefined && isProviderAlone()) traceContext.inject(context, carrier, defaultTextMapSetter);
}

/** The configured propagator's `extract`. */
export function extractFrom<Carrier>(base: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
  const extracted = propagation.extract(base, carrier, getter);
  tolerate(extracted);
  return extracted === base && isProviderAlone() ? traceContext.extract(base, carrier, getter) : extracted;
}

/**
 * The configured propagator's `fields`, as far as they are text; none of one that fails, or that has something else. The
 * very same list for as long as they stay the same.
 */
export function propagatedFields(): readonly string[] {
  if (held !== undefined) return held;
  const fields = configuredFields();
  return fields.length === 0 && isProviderAlone() ? TRACE_CONTEXT_FIELDS : fields;
}

/**
 * Runs something synchronous that asks for the fields again and again, for each message of a batch: the propagator is asked
 * once.
 */
export function holdingFields<A, B, R>(run: (a: A, b: B) => R, a: A, b: B): R {
  const outer = held;
  held ??= propagatedFields();
  try {
    return run(a, b);
  } finally {
    held = outer;
  }
}

/**
 * What follows from the names of the propagator's fields: worked out again only when they change. Every message that is
 * sent asks several times.
 * @returns a function that gives what holds now
 */
export function ofPropagatedFields<T>(workOut: (fields: readonly string[]) => T): () => T {
  let known: { readonly fields: readonly string[]; readonly value: T } | undefined;
  return () => {
    const fields = propagatedFields();
    if (known?.fields !== fields) known = { fields, value: workOut(fields) };
    return known.value;
  };
}

function areSame(texts: readonly string[], others: readonly unknown[]): boolean {
  if (texts.length !== others.length) return false;
  for (let index = 0; index < texts.length; index++) if (texts[index] !== others[index]) return false;
  return true;
}

/**
 * Whether the application registers a provider, and nothing that it needs beside it. One that wants no propagation
 * registers a context manager all the same.
 */
function isProviderAlone(): boolean {
  return configuredFields().length === 0 && !hasContextManager() && hasTracerProvider();
}

function configuredFields(): readonly string[] {
  try {
    const fields: unknown = propagation.fields();
    tolerate(fields);
    if (!Array.isArray(fields)) return NO_FIELDS;
    // A list of our own: a propagator may give a new one each time, or change the one that it gives.
    if (!areSame(lastFields, fields)) lastFields = Object.freeze(fields.filter(isText));
    return lastFields;
  } catch {
    return NO_FIELDS;
  }
}

function firstOf(carrier: object): string | undefined {
  for (const field in carrier) return field;
  return undefined;
}

function isText(field: unknown): field is string {
  return typeof field === 'string';
}

const NO_FIELDS: readonly string[] = Object.freeze([]);
const TRACE_CONTEXT_FIELDS: readonly string[] = Object.freeze(traceContext.fields());
let lastFields = NO_FIELDS;
let held: readonly string[] | undefined;

/** The API is synchronous. If a propagator returns a promise all the same, its rejection must not end the process. */
function tolerate(given: unknown): void {
  if (given instanceof Promise) given.catch(() => undefined);
}

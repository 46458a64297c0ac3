import { type Context, type TextMapGetter, propagation } from '@opentelemetry/api';

/** The configured propagator's `inject`. */
export function injectInto(context: Context, carrier: Record<string, string>): void {
  tolerate(propagation.inject(context, carrier));
}

/** The configured propagator's `extract`. */
export function extractFrom<Carrier>(base: Context, carrier: Carrier, getter: TextMapGetter<Carrier>): Context {
  const extracted = propagation.extract(base, carrier, getter);
  tolerate(extracted);
  return extracted;
}

/** The configured propagator's `fields`. */
export function propagatedFields(): string[] {
  const fields = propagation.fields();
  tolerate(fields);
  return fields;
}

/** The API is synchronous. If a propagator returns a promise all the same, its rejection must not end the process. */
function tolerate(given: unknown): void {
  if (given instanceof Promise) given.catch(() => undefined);
}

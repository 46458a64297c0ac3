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

/** The configured propagator's `fields`, as far as they are text; none of one that fails, or that has something else. */
export function propagatedFields(): readonly string[] {
  try {
    const fields: unknown = propagation.fields();
    tolerate(fields);
    if (!Array.isArray(fields)) return NO_FIELDS;
    return fields.every(isText) ? fields : fields.filter(isText);
  } catch {
    return NO_FIELDS;
  }
}

function isText(field: unknown): field is string {
  return typeof field === 'string';
}

const NO_FIELDS: readonly string[] = Object.freeze([]);

/** The API is synchronous. If a propagator returns a promise all the same, its rejection must not end the process. */
function tolerate(given: unknown): void {
  if (given instanceof Promise) given.catch(() => undefined);
}

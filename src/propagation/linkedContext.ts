import type { Context } from '@opentelemetry/api';

/**
 * A context for what a propagator finds in a message, which nobody reads but whoever asked for it. A context of the API has
 * a map of its own, for each message of a receive.
 *
 * As with those of the API, its methods work without their object, and through a proxy.
 */
export function linkedContext(key?: symbol, value?: unknown, base?: Context): Context {
  const context: Context = {
    getValue: (asked) => (asked === key ? value : base?.getValue(asked)),
    setValue: (added, given) => linkedContext(added, given, context),
    deleteValue: (removed) => linkedContext(removed, undefined, context),
  };
  return context;
}

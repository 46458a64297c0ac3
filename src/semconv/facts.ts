import type { AttributeValue, Attributes } from '@opentelemetry/api';
import type { Semconv } from './semconv';
import { cut, cutList } from './set';

type Fact = string | number | readonly string[] | undefined;

/**
 * A convention of a service that knows nothing but names and counts: each fact is an attribute, wherever it is from. What
 * an application may pass has a bound here.
 * @param names of the attributes, by the names of the facts
 */
export function factsSemconv<Facts extends { readonly [Name in keyof Facts]: Fact }>(
  names: Readonly<Record<keyof Facts, string>>,
): Semconv<Facts, Facts> {
  const entries = Object.entries<string>(names);
  const setFacts = (attributes: Attributes, facts: Facts): void => {
    for (const [fact, name] of entries) {
      const value = bounded(facts[fact as keyof Facts]);
      if (value !== undefined) attributes[name] = value;
    }
  };
  return { constants: () => ({}), request: setFacts, response: setFacts };
}

function bounded(value: Fact): AttributeValue | undefined {
  if (typeof value === 'string') return cut(value);
  if (typeof value !== 'object') return value;
  return value.length === 0 ? undefined : cutList(value);
}

import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Sets an attribute if its value is known. `0`, `false` and `''` are known values. */
export function set(attributes: Attributes, name: string, value: AttributeValue | undefined): void {
  if (value !== undefined) attributes[name] = value;
}

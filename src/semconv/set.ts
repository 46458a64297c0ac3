import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** A value that is not known is not set; `0`, `false` and `''` are values. */
export function set(attributes: Attributes, name: string, value: AttributeValue | undefined): void {
  if (value !== undefined) attributes[name] = value;
}

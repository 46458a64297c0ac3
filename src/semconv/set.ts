import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { beginningOf } from '../values';

/** What services allow at most for a name or a key; an application may pass anything. */
export const MAX_TEXT = 1024;

/** Sets an attribute if its value is known: `0`, `false` and `''` are known values. A text is cut at {@link MAX_TEXT}. */
export function set(attributes: Attributes, name: string, value: AttributeValue | undefined): void {
  if (value !== undefined) attributes[name] = typeof value === 'string' ? beginningOf(value, MAX_TEXT) : value;
}

/** Entries of a list. */
const MAX_ENTRIES = 100;

/** A text of bounded length. */
export function cut(text: string, length = MAX_TEXT): string {
  return beginningOf(text, length);
}

/** A list of bounded length, of texts of bounded length. */
export function cutList(texts: readonly string[]): string[] {
  return texts.slice(0, MAX_ENTRIES).map((text) => cut(text));
}

import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { shownName } from './urls';

/** What services allow at most for a name or a key; an application may pass anything. */
export const MAX_TEXT = 1024;

/** Sets an attribute if its value is known: `0`, `false` and `''` are known values. A text is as {@link cut} has it. */
export function set(attributes: Attributes, name: string, value: AttributeValue | undefined): void {
  if (value !== undefined) attributes[name] = typeof value === 'string' ? cut(value) : value;
}

/** Entries of a list. */
const MAX_ENTRIES = 100;

/** A text of bounded length, without credentials. */
export function cut(text: string, length = MAX_TEXT): string {
  return shownName(text, length);
}

/** A list of bounded length, of texts of bounded length. */
export function cutList(texts: readonly string[]): string[] {
  return texts.slice(0, MAX_ENTRIES).map((text) => cut(text));
}

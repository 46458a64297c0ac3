import { types } from 'node:util';
import type { TextMapGetter } from '@opentelemetry/api';
import { type Members, isObject, membersOf, isBytes } from '../../values';
import { bytesOf, textOfBytes } from '../bytes';
import { fieldOf, fieldText, namesIn } from '../fieldNames';

/**
 * Headers by name. Clients have them as an object, as a `Map`, as a list of pairs, or, as events of AWS have them, as a
 * list of objects with one header each.
 */
export function headersByName(headers: unknown): Members {
  if (isCollection(headers)) return merged([...headers].flatMap(pairsOf));
  if (!Array.isArray(headers)) return membersOf(headers);
  return merged((headers as unknown[]).flatMap(pairsOf));
}

/** Whether it holds its headers and lists them: a `Map`, `Headers` of fetch, headers of NATS. An iterator would be used up. */
export function isCollection(headers: unknown): headers is Iterable<unknown> {
  if (!isObject(headers) || Array.isArray(headers) || types.isTypedArray(headers)) return false;
  return Symbol.iterator in headers && typeof headers[Symbol.iterator] === 'function' && !('next' in headers);
}

type Pair = readonly [name: unknown, value: unknown];

function pairsOf(entry: unknown): Pair[] {
  if (Array.isArray(entry)) return entry.length === 2 ? [entry as unknown as Pair] : [];
  return Object.entries(membersOf(entry));
}

/** Several headers of one name become a list. */
function merged(pairs: readonly Pair[]): Members {
  const byName = new Map<string, unknown[]>();
  for (const [key, value] of pairs) {
    const name = nameText(key);
    if (name === undefined) continue;
    const part = bytesOf(value) ?? value;
    const known = byName.get(name);
    // A stranger may write one name ten thousand times.
    if (known === undefined) byName.set(name, [part]);
    else known.push(part);
  }
  return Object.fromEntries([...byName].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** A client without deserializers has the names as bytes, too. */
function nameText(key: unknown): string | undefined {
  if (typeof key === 'string') return key;
  return isBytes(key) ? Buffer.from(key).toString('utf8') : undefined;
}

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/;

/** Those which have several values in one message: parts of one list. */
const LISTS: ReadonlySet<string> = new Set(['tracestate', 'baggage']);

export function isListField(name: string): boolean {
  return LISTS.has(name.toLowerCase());
}

/**
 * Lets any propagator read headers without a copy: text, bytes, numbers, or several of them under one name, of which the
 * last one counts. A sender that adds its context to what it sends on adds it at the end; Java reads the last one, too.
 * @see https://github.com/open-telemetry/opentelemetry-java-instrumentation/tree/main/instrumentation/kafka
 */
export const headersGetter: TextMapGetter<Members> = {
  keys: namesIn,
  get(headers, name) {
    const value = fieldOf(headers, name);
    if (!Array.isArray(value)) {
      const text = headerValueText(value);
      return fieldText(name, text?.includes(',') === true && !isListField(name) ? lastJoined(text) : text);
    }
    const texts = value.flatMap((part) => headerValueText(part) ?? []);
    if (isListField(name)) return texts;
    return fieldText(name, texts.findLast((text) => TRACEPARENT.test(text)) ?? texts.at(-1));
  },
};

/** Nest joins several headers of one name to one text. A `traceparent` itself has no comma. */
function lastJoined(text: string): string {
  const parts = text.split(',');
  return parts.every((part) => TRACEPARENT.test(part)) ? (parts.at(-1) ?? text) : text;
}

/** The text of one header. If there are several, the last one counts. */
export function headerText(headers: Members, name: string): string | undefined {
  const value = headersGetter.get(headers, name);
  return Array.isArray(value) ? value.at(-1) : value;
}

function headerValueText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // Headers of RabbitMQ have types. Another sender may have set a count or a flag as a number.
  if (typeof value === 'number') return String(value);
  return isBytes(value) ? Buffer.from(value).toString('utf8') : textOfBytes(value);
}

/** A text that a client may have as bytes. */
export function textOrBytes(value: unknown): string | undefined {
  return isObject(value) ? headerValueText(value) : typeof value === 'string' ? value : undefined;
}

import type { Span } from '@opentelemetry/api';
import { shared } from '../shared';
import { isObject } from '../values';
import { BoundedMap } from './boundedMap';

/** Of a few dozen operations, with what is optional there. */
const MAX_SHAPES = 128;
/** A smaller object stays as it is, and of a larger one V8 makes a hash table in any case. */
const LEAST = 19;
const MOST = 120;
/** To look costs some microseconds: at each span as long as there are few, and at one of so many later. */
const FIRST = 200;
/** A prime: spans come in turns of two, four or ten kinds, and each kind has to be looked at some time. */
const ONE_OF = 61;
/** Characters of all names together: those that an application makes up are not kept. */
const MAX_NAMES = 8192;

/**
 * OpenTelemetry's SDK stores the attributes of a span one by one, by computed names. Beyond nineteen, V8 makes a hash
 * table of such an object, which doubles the cost of the whole span. It does not where it knows an object that has the
 * same members in the same order and was made at once: so one of each kind is kept here, with the names and nothing else.
 * @see https://github.com/v8/v8/blob/12.4.254/src/objects/map-inl.h `TooManyFastProperties`
 */
const shapes = shared('shapes of attributes', () => ({ ended: 0, kept: new BoundedMap<object>(MAX_SHAPES) }));

/** Keeps the shape of the attributes with which a span ends, for the spans after it. */
export function keepShape(span: Span): void {
  const { ended, kept } = shapes;
  shapes.ended += 1;
  if (ended >= FIRST && ended % ONE_OF !== 0) return;
  const { attributes } = span as { attributes?: unknown };
  if (!isObject(attributes)) return;
  const names = Object.keys(attributes);
  if (names.length <= LEAST || names.length > MOST) return;
  const key = names.join();
  if (key.length > MAX_NAMES || kept.get(key) !== undefined) return;
  kept.put(key, Object.fromEntries(names.map((name) => [name, alike(attributes[name])])));
}

/** V8 also notes what kind of value each member has. */
function alike(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return '';
    case 'number':
      return Number.isInteger(value) ? 0 : 0.5;
    case 'boolean':
      return false;
    default:
      return EMPTY;
  }
}

const EMPTY: readonly never[] = Object.freeze([]);

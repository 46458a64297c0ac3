import { type Context, propagation, trace } from '@opentelemetry/api';
import { entryPrefixesOf, isEntry } from '../../propagation/fieldNames';
import { FORWARD_ATTRIBUTES } from '../../propagation/forwardAttributes';
import { propagatedFields } from '../../propagation/propagator';
import { safely } from '../../telemetry/safely';
import { type Members, isObject } from '../../values';

/** The attributes of a received message as the SDK sends them, in the casing of the SDK or of Lambda. */
export function sdkAttributes(attributes: Members): Members {
  // Entries and not assignments: an attribute may be called `__proto__`.
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, sdkCasing(attribute)]));
}

/**
 * Those of the application: without the trace context that came along, and without what an earlier forward has added.
 * @param carried the context that came along
 */
export function ownAttributes(attributes: Members, carried: Context): Members {
  const isAdded = addedWith(carried);
  const entries = Object.entries(sdkAttributes(attributes));
  return Object.fromEntries(entries.filter(([name, attribute]) => attribute != null && !isAdded(name)));
}

/**
 * Tells by its name what came along with a trace, or with an earlier forward. Baggage that does not go out with a trace
 * again is the application's, whatever it means by it.
 * @param carried the context that came along
 */
export function addedWith(carried: Context): (name: string) => boolean {
  const added = new Set(addedNames());
  const carries = trace.getSpanContext(carried) !== undefined && propagation.getBaggage(carried) !== undefined;
  if (!carries) added.delete(BAGGAGE_FIELD);
  const prefixes = carries ? entryPrefixesOf([...added]) : [];
  return (name) => added.has(name.toLowerCase()) || isEntry(prefixes, name);
}

/** @see https://www.w3.org/TR/baggage/ */
const BAGGAGE_FIELD = 'baggage';

/** The names, in lower case, of what this package writes into a message. */
function addedNames(): ReadonlySet<string> {
  const fields = safely('reading the fields of the propagator', propagatedFields) ?? [];
  return new Set([...FORWARD_ATTRIBUTES, ...fields].map((name) => name.toLowerCase()));
}

/** With its type, whatever follows the first part of it; lists of values SQS has never taken. */
function sdkCasing(attribute: unknown): unknown {
  if (!isObject(attribute)) return attribute;
  const { DataType, StringValue, BinaryValue, dataType, stringValue, binaryValue } = attribute;
  const bytes = BinaryValue ?? (typeof binaryValue === 'string' ? Buffer.from(binaryValue, 'base64') : undefined);
  return {
    DataType: DataType ?? dataType,
    ...(bytes === undefined ? { StringValue: StringValue ?? stringValue } : { BinaryValue: bytes }),
  };
}

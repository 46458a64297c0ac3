import { type Members, beginningOf } from '../values';

/**
 * The names of fields are compared without regard to case, as in HTTP, where they come from. A carrier of messages keeps
 * the case, and propagators of other languages look for exactly one: for X-Ray's header Python, Go and Java for the one
 * of its specification, and the JavaScript propagator writes another one.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
const WRITTEN: ReadonlyMap<string, string> = new Map([['x-amzn-trace-id', 'X-Amzn-Trace-Id']]);

/**
 * The spellings that senders use, for a service that compares exactly.
 * @see https://github.com/openzipkin/b3-propagation#multiple-headers
 */
const SPELLINGS: ReadonlyMap<string, readonly string[]> = new Map(
  ['X-Amzn-Trace-Id', 'X-B3-TraceId', 'X-B3-SpanId', 'X-B3-ParentSpanId', 'X-B3-Sampled', 'X-B3-Flags'].map((name) => [
    name.toLowerCase(),
    [name, name.toLowerCase()],
  ]),
);

/** How a propagator's field is written into a message. */
export function writtenName(field: string): string {
  return WRITTEN.get(field.toLowerCase()) ?? field;
}

/**
 * Fields as a propagator gives them, each as it is written into a message. It may give anything: clients of brokers fail
 * with headers that are no text, and with the message.
 */
export function asWritten(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const written: Record<string, string> = {};
  for (const [name, text] of Object.entries(fields)) {
    if (name !== '' && typeof text === 'string' && text !== '') written[writtenName(name)] = text;
  }
  return written;
}

/** Every spelling of a field in which a sender may have written it. */
export function spellingsOf(field: string): readonly string[] {
  return SPELLINGS.get(field.toLowerCase()) ?? [field];
}

/** Whether two names are those of one field. */
export function isSameField(name: string, other: string): boolean {
  return name.length === other.length && (name === other || name.toLowerCase() === other.toLowerCase());
}

/** An object's own member of that name, else the one whose name differs in its case only. */
export function fieldOf(carrier: Members, name: string): unknown {
  const exact = Object.hasOwn(carrier, name) ? carrier[name] : undefined;
  if (exact != null) return exact;
  for (const key in carrier) {
    if (key === name || !isSameField(key, name) || !Object.hasOwn(carrier, key)) continue;
    if (carrier[key] != null) return carrier[key];
  }
  return exact;
}

/**
 * How the fields begin into which Jaeger and OpenTracing write one entry of baggage each, by the field of the trace: their
 * propagators do not list them.
 */
const ENTRY_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['uber-trace-id', 'uberctx-'],
  ['ot-tracer-traceid', 'ot-baggage-'],
]);

/** How fields with an entry of baggage begin, for a propagator of these fields. */
export function entryPrefixesOf(fields: readonly string[]): readonly string[] {
  return fields.flatMap((field) => ENTRY_PREFIXES.get(field.toLowerCase()) ?? []);
}

/** Whether a field is one entry of baggage. @param prefixes those of {@link entryPrefixesOf} */
export function isEntry(prefixes: readonly string[], name: string): boolean {
  return prefixes.some((prefix) => name.toLowerCase().startsWith(prefix));
}

const ALL_PREFIXES = [...ENTRY_PREFIXES.values()];

/** As many entries as the propagator of W3C's baggage writes. */
const MAX_ENTRIES = 180;

/**
 * The names of a carrier's fields. For each entry of baggage, its propagators copy all of them: a stranger's message with
 * ten thousand would take minutes.
 */
export function namesIn(carrier: object): string[] {
  const names = Object.keys(carrier);
  if (names.length <= MAX_ENTRIES) return names;
  let entries = 0;
  return names.filter((name) => !isEntry(ALL_PREFIXES, name) || ++entries <= MAX_ENTRIES);
}

/** Characters: ten times what version 00 has. */
const MAX_TRACEPARENT = 550;

/**
 * The text of a field, for a propagator. A later version of `traceparent` may have more behind what it says now: the ids in it
 * are kept, and would keep all of it alive.
 */
export function fieldText(name: string, text: string | undefined): string | undefined {
  return text !== undefined && name === 'traceparent' ? beginningOf(text, MAX_TRACEPARENT) : text;
}

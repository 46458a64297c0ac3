import type { Context } from '@opentelemetry/api';
import { isAttributeName, isPlain, isText, isValue } from './attributeNames';
import type { Budget } from './budget';
import { fieldOf, writtenName } from './fieldNames';
import { injectInto, ofPropagatedFields } from './propagator';
import { type Members, isObject } from '../values';

/** One field of a trace context, as text for a message. */
export interface ContextField {
  readonly name: string;
  readonly text: string;
  /** The bytes that it adds to a message, including its type. */
  readonly bytes: number;
  /** The lower, the earlier it goes out. Fields of one rank need each other. */
  readonly rank: number;
}

/** The type of every attribute that is added to a message. */
export const STRING = 'String';

const TRACEPARENT = 0;
const B3_MULTI = 3;
/** Of a propagator that is not known here: the first of them. More follow, fewer than the distance to the next rank. */
const UNKNOWN = 4;
/** From here on, fields travel with a trace and do not identify one. */
const TRACESTATE = 10_000;
const BAGGAGE = 10_001;
/** What other propagators add to what identifies the trace: the first of them, for none needs another. */
const COMPANION = 10_002;
/** Of a propagator that is not known here, beside one that is. */
const OTHERS = 20_000;

/** Fields of `MessageQueuePropagator`, and of OpenTelemetry's propagator for OpenTracing, that need each other. */
const GROUPS: readonly RegExp[] = [/^(?:trace_id|span_id|trace_flags)$/i, /^ot-tracer-/i];
/** The state of the former, and the baggage of the latter and of Jaeger. */
const COMPANIONS = /^(?:trace_state$|ot-baggage-|uberctx-)/i;

/** Those that identify a trace alone go out before B3's, which need each other; companions go last. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['traceparent', TRACEPARENT],
  ['x-amzn-trace-id', 1],
  ['b3', 2],
  ['tracestate', TRACESTATE],
  ['baggage', BAGGAGE],
]);

/**
 * The fields that the configured propagator makes of a context and a message can carry. The most important one is
 * first.
 */
export function contextFields(context: Context): readonly ContextField[] {
  const carrier: Record<string, string> = {};
  injectInto(context, carrier);
  // Of one, as there is mostly: an array that grows by itself takes room for more.
  let fields: ContextField[] = NO_FIELDS;
  for (const field in carrier) {
    const { name, valid, rank } = factsOf(field);
    const text = carrier[field];
    if (!valid || !isValue(text)) continue;
    const plain = isPlain(text);
    if (!plain && !isText(text)) continue;
    const bytes = plain ? name.length + STRING.length + text.length : attributeBytes(name, text);
    const next = { name, text, bytes, rank: rank ?? rankAmong(fields, name) };
    if (fields === NO_FIELDS) fields = [next];
    else fields.push(next);
  }
  if (fields.length < 2) return fields;
  const known = fields.some(({ rank }) => rank < UNKNOWN);
  return (known ? fields.map(behindKnown) : fields).toSorted((a, b) => a.rank - b.rank);
}

const NO_FIELDS: ContextField[] = [];

/** What follows from the name of a field alone. */
interface FieldFacts {
  /** As it is written into a message. */
  readonly name: string;
  readonly valid: boolean;
  readonly rank: number | undefined;
}

/** A propagator has a few fields. The bound is for one that makes new ones all the time. */
const MAX_FACTS = 100;
const facts = new Map<string, FieldFacts>();

function factsOf(field: string): FieldFacts {
  let known = facts.get(field);
  if (known === undefined) {
    const name = writtenName(field);
    known = { name, valid: isAttributeName(name), rank: rankOf(name) };
    if (facts.size >= MAX_FACTS) facts.clear();
    facts.set(field, known);
  }
  return known;
}

/** The rank of the next field, whose name is not known here: that of the one before it which it needs, or one of its own. */
function rankAmong(fields: readonly ContextField[], name: string): number {
  if (COMPANIONS.test(name)) return COMPANION + fields.length;
  const group = GROUPS.find((names) => names.test(name));
  const sibling = group && fields.find((field) => group.test(field.name));
  return sibling?.rank ?? UNKNOWN + fields.length;
}

/** What is not known here need not identify a trace: beside something that does, it comes last. */
function behindKnown(field: ContextField): ContextField {
  return field.rank < UNKNOWN || field.rank >= TRACESTATE ? field : { ...field, rank: OTHERS + field.rank };
}

/**
 * Chooses the fields that still fit into a message, and takes their bytes off the budget. What identifies the trace
 * comes first, all or none of the fields that need each other; its companions only go with it.
 */
export function chooseFields(
  fields: readonly ContextField[],
  own: Members,
  free: number,
  budget: Budget,
): readonly ContextField[] {
  const [only] = fields;
  if (only !== undefined && fields.length === 1) return fitsAlone(only, own, free, budget) ? fields : NO_FIELDS;
  const chosen: ContextField[] = [];
  const identified = isIdentity(fields[0]);
  for (let first = 0, next = 0; first < fields.length; first = next) {
    next = endOfGroup(fields, first);
    const [leader] = chosen;
    const rank = fields[first]?.rank ?? 0;
    if (rank === TRACESTATE && leader?.rank !== TRACEPARENT) continue;
    if (rank > TRACESTATE && identified && leader === undefined) continue;
    let bytes = 0;
    let taken = false;
    for (let index = first; index < next; index++) {
      bytes += fields[index]?.bytes ?? 0;
      taken ||= isTaken(own, fields[index]?.name ?? '');
    }
    if (taken || chosen.length + next - first > free || bytes > budget.bytes) continue;
    budget.bytes -= bytes;
    for (let index = first; index < next; index++) chosen.push(fields[index] as ContextField);
  }
  return chosen;
}

/** A context of one field, as most are: what is said above of several has nothing to say here, but for `tracestate`. */
function fitsAlone(field: ContextField, own: Members, free: number, budget: Budget): boolean {
  const { rank, name, bytes } = field;
  if (rank === TRACESTATE || free < 1 || bytes > budget.bytes || isTaken(own, name)) return false;
  budget.bytes -= bytes;
  return true;
}

/** No field is called as something that every object has. */
function isTaken(own: Members, name: string): boolean {
  return own[name] != null || fieldOf(own, name) != null;
}

/** Whether what was chosen identifies the trace, or there is none to identify. */
export function carriesTrace(fields: readonly ContextField[], own: Members, chosen: readonly ContextField[]): boolean {
  if (!isIdentity(fields[0]) || isIdentity(chosen[0])) return true;
  return fields.some((field) => isIdentity(field) && fieldOf(own, field.name) != null);
}

/** The fewest attributes in which the trace can be identified. */
export function identitySize(fields: readonly ContextField[]): number {
  return endOfGroup(fields, 0);
}

/**
 * Those of a propagator's fields with which it identifies a trace. What is not known here does not count
 * beside something that is: it may be a tenant, which applications set themselves.
 */
export function identifyingFieldsOf(propagated: readonly string[]): readonly string[] {
  const fields = propagated.filter(identifiesTrace);
  const known = fields.filter(isKnown);
  return known.length === 0 ? fields : known;
}

const identifyingFields = ofPropagatedFields(identifyingFieldsOf);

/** Those of the propagator's fields that say something of a trace alone: what identifies it, and its state. */
export const tracingFields = ofPropagatedFields((propagated): readonly string[] => [
  ...identifyingFieldsOf(propagated),
  ...propagated.filter((name) => rankOf(name) === TRACESTATE || COMPANIONS.test(name)),
]);

/** Whether a carrier contains a field that identifies a trace. */
export function carriesContext(carrier: unknown): boolean {
  if (!isObject(carrier)) return false;
  for (const field of identifyingFields()) if (fieldOf(carrier, field) != null) return true;
  return false;
}

function identifiesTrace(name: string): boolean {
  return (rankOf(name) ?? UNKNOWN) < TRACESTATE && !COMPANIONS.test(name);
}

function isKnown(name: string): boolean {
  return rankOf(name) !== undefined;
}

/** The bytes of a message attribute of type `String`. */
export function attributeBytes(name: string, value: string): number {
  return name.length + STRING.length + Buffer.byteLength(value);
}

function rankOf(name: string): number | undefined {
  const lower = name.toLowerCase();
  return RANKS.get(lower) ?? (lower.startsWith('x-b3-') ? B3_MULTI : undefined);
}

function isIdentity(field: ContextField | undefined): boolean {
  return field !== undefined && field.rank < TRACESTATE;
}

function endOfGroup(fields: readonly ContextField[], first: number): number {
  let next = first + 1;
  while (next < fields.length && fields[next]?.rank === fields[first]?.rank) next++;
  return next;
}

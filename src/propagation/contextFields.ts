import type { Context } from '@opentelemetry/api';
import { isSendable } from './attributeNames';
import { injectInto, propagatedFields } from './propagator';
import type { Budget } from './budget';
import { type Members, isObject } from '../values';

/** One field of a trace context, as text for a message. */
export interface ContextField {
  readonly name: string;
  readonly text: string;
  /** The bytes that it adds to a message, including its type. */
  readonly bytes: number;
}

/** The type of every attribute that is added to a message. */
export const STRING = 'String';

/**
 * The fields that the configured propagator makes of a context and a message can carry. The most important one is
 * first.
 */
export function contextFields(context: Context): readonly ContextField[] {
  const carrier: Record<string, string> = {};
  injectInto(context, carrier);
  const fields: ContextField[] = [];
  for (const name in carrier) {
    const text = carrier[name];
    if (isSendable(name, text)) fields.push({ name, text, bytes: attributeBytes(name, text) });
  }
  return fields.length > 1 ? fields.toSorted((a, b) => rank(a.name) - rank(b.name)) : fields;
}

/** Chooses the fields that still fit into a message, and takes their bytes off the budget. */
export function chooseFields(
  fields: readonly ContextField[],
  own: Members,
  free: number,
  budget: Budget,
): ContextField[] {
  const chosen: ContextField[] = [];
  let traced = false;
  for (const field of fields) {
    const { name, bytes } = field;
    if (own[name] != null) continue;
    if (chosen.length >= free) break;
    if (bytes > budget.bytes || (name === 'tracestate' && !traced)) continue;
    if (name === 'traceparent') traced = true;
    budget.bytes -= bytes;
    chosen.push(field);
  }
  // The trace id of B3 is of no use without its span id.
  return includes(chosen, B3_TRACE_ID) && !includes(chosen, B3_SPAN_ID)
    ? chosen.filter(({ name }) => !name.startsWith(B3))
    : chosen;
}

/**
 * Whether the chosen fields identify the trace. Fields that the message had before were not chosen and count as
 * present.
 */
export function carriesTrace(fields: readonly ContextField[], own: Members, chosen: readonly ContextField[]): boolean {
  if (chosen.length === fields.length || includes(chosen, 'traceparent')) return true;
  return fields.every((field) => COMPANIONS.has(field.name) || own[field.name] != null || chosen.includes(field));
}

/** Whether a carrier contains a field that identifies a trace. */
export function carriesContext(carrier: unknown): boolean {
  if (!isObject(carrier)) return false;
  for (const field of propagatedFields()) {
    if (!COMPANIONS.has(field) && carrier[field] != null) return true;
  }
  return false;
}

/** The bytes of a message attribute of type `String`. */
export function attributeBytes(name: string, value: string): number {
  return name.length + STRING.length + Buffer.byteLength(value);
}

/** Fields that travel with a trace but do not identify one. */
const COMPANIONS: ReadonlySet<string> = new Set(['tracestate', 'baggage']);

const B3 = 'x-b3-';
const B3_TRACE_ID = 'x-b3-traceid';
const B3_SPAN_ID = 'x-b3-spanid';
const ORDER: Readonly<Record<string, number>> = { traceparent: 0, tracestate: 1, baggage: 2 };

/** The order of a field. A header that identifies a trace alone comes before those of B3, which need each other. */
function rank(name: string): number {
  return ORDER[name] ?? (name === B3_TRACE_ID ? 4 : name === B3_SPAN_ID ? 5 : name.startsWith(B3) ? 6 : 3);
}

function includes(fields: readonly ContextField[], wanted: string): boolean {
  return fields.some(({ name }) => name === wanted);
}

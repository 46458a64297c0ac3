import { types } from 'node:util';
import { type Context, isSpanContextValid, trace } from '@opentelemetry/api';
import { isSendable } from './attributeNames';
import { AWS_TRACE_HEADER, formatAwsTraceHeader } from './awsTraceHeader';
import {
  type ContextField,
  STRING,
  attributeBytes,
  carriesContext,
  carriesTrace,
  chooseFields,
  identitySize,
  tracingFields,
} from './contextFields';
import { type Budget, budgetOf } from './budget';
import { entryPrefixesOf, isEntry, isSameField } from './fieldNames';
import { ERROR, FORWARD_REASON, ORIGINAL_TRACE_ID, RETRY_COUNT } from './forwardAttributes';
import type { MessageShape } from './messageShapes';
import { propagatedFields } from './propagator';
import { type Members, copyToExtend, copyWith, isObject, isObjectPrototype } from '../values';

/** A message after an injection, and what did not fit. */
export interface Injection<T> {
  /** A new message, or the same one if nothing was added. */
  readonly message: T;
  /** The reason why the trace is not among the attributes, if it did not fit. */
  readonly dropped: DropReason | undefined;
}

/** Why a trace context did not fit among a message's attributes. */
export type DropReason = 'attribute_limit' | 'message_size';

/**
 * Puts a trace context into a copy of an SQS message, a batch entry or an SNS message.
 *
 * SQS rejects a message with an eleventh attribute, an empty value or too many bytes, so that the context takes what is
 * free: what identifies the trace first, then `tracestate`, then `baggage`. Where the trace itself finds no place, the
 * `AWSTraceHeader` system attribute takes it, which counts neither as an attribute nor as bytes.
 * @param fields the fields of the context
 */
export function injectIntoMessage<T extends object>(
  message: T,
  context: Context,
  fields: readonly ContextField[],
  ofRequest: Budget,
  shape: MessageShape,
): Injection<T> {
  const { maxAttributes, traceHeader } = shape;
  const { MessageAttributes, MessageSystemAttributes: system = {} } = message as Members;
  const own = isObject(MessageAttributes) ? MessageAttributes : NONE;
  // A value that cannot contain attributes stays. The service rejects it.
  const free = isObject(MessageAttributes ?? own) ? maxAttributes - countOf(own) : 0;
  const budget = budgetOf(message, ofRequest, shape);
  const { bytes } = budget;
  const chosen = chooseFields(fields, own, free, budget);
  if (budget !== ofRequest) ofRequest.bytes -= bytes - budget.bytes;
  const complete = carriesTrace(fields, own, chosen);
  const headed = traceHeader === 'always' || (traceHeader === 'overflow' && !complete);
  const header = headed && isObject(system ?? NONE) ? headerOf(context) : undefined;
  const dropped = complete ? undefined : identitySize(fields) > free ? 'attribute_limit' : 'message_size';
  if (chosen.length === 0 && header === undefined) return { message, dropped };

  const replaced: Members = {};
  if (chosen.length > 0) {
    const attributes = attributesToExtend(own);
    for (const { name, text } of chosen) attributes[name] = { DataType: STRING, StringValue: text };
    replaced['MessageAttributes'] = attributes;
  }
  if (header !== undefined) {
    const attribute = { DataType: STRING, StringValue: header };
    replaced['MessageSystemAttributes'] = { ...(system as Members | null), [AWS_TRACE_HEADER]: attribute };
  }
  return { message: copyWith(message, replaced) ?? message, dropped };
}

const NONE: Members = Object.freeze({});

/** Some protocols of the SDK send inherited attributes, too: the copy inherits what the original does. */
function attributesToExtend(own: Members): Members {
  const prototype: unknown = Object.getPrototypeOf(own);
  const plain = prototype === null || isObjectPrototype(prototype) || Array.isArray(own);
  return plain ? copyToExtend(own) : (copyWith(own, {}) ?? copyToExtend(own));
}

function headerOf(context: Context): string | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext) ? formatAwsTraceHeader(spanContext) : undefined;
}

/** Adds texts to a message's attributes, in order, as long as they fit. */
export function addTexts(
  message: Members,
  texts: readonly (readonly [name: string, text: string | undefined])[],
  budget: Budget,
  { maxAttributes }: MessageShape,
): Members {
  const { MessageAttributes: own } = message;
  const attributes: Members = isObject(own) ? attributesToExtend(own) : {};
  for (const [name, text] of texts) {
    if (countOf(attributes) >= maxAttributes) break;
    if (!isSendable(name, text)) continue;
    const bytes = attributeBytes(name, text);
    if (bytes > budget.bytes) continue;
    budget.bytes -= bytes;
    attributes[name] = { DataType: STRING, StringValue: text };
  }
  return { ...message, MessageAttributes: attributes };
}

/**
 * Whether the application has put a trace context into a message. Such a context is kept. A header that no consumer of ours
 * would read is none.
 */
export function hasOwnContext(message: object, traceHeader: MessageShape['traceHeader']): boolean {
  const { MessageAttributes, MessageSystemAttributes } = message as Members;
  const headed = isObject(MessageSystemAttributes) && MessageSystemAttributes[AWS_TRACE_HEADER] != null;
  if (headed && traceHeader !== 'never') return true;
  return carriesContext(MessageAttributes);
}

/**
 * A copy of a message without the context that it carries, whose fields take the place of others.
 * @param by the fields of the context that comes in its place; what only travels with a trace stays where none of them
 *   replaces it, for the application may have set it. Without them, all that the propagator has goes.
 */
export function withoutOwnContext<T extends object>(message: T, by?: readonly ContextField[]): T {
  const { MessageAttributes, MessageSystemAttributes } = message as Members;
  const replaced: Members = {};
  if (isObject(MessageAttributes)) {
    const bare = attributesToReduce(MessageAttributes);
    removeFields(bare, by);
    replaced['MessageAttributes'] = bare;
  }
  if (isObject(MessageSystemAttributes)) {
    replaced['MessageSystemAttributes'] = withoutContextFields(MessageSystemAttributes);
  }
  return copyWith(message, replaced) ?? message;
}

/** As {@link attributesToExtend}; what lies behind a proxy could not be taken out of its copy. */
function attributesToReduce(own: Members): Members {
  return types.isProxy(own) ? { ...own } : attributesToExtend(own);
}

/**
 * A message without what an earlier forward has told of it, as far as it has more attributes than its service takes: a
 * relay copies that, too, and adds its own. The retry count stays, because it bounds loops. Without it there was no
 * forward, and the names are the application's.
 */
export function withoutHistory<T extends object>(message: T, shape: MessageShape): T {
  const { MessageAttributes } = message as Members;
  if (!isObject(MessageAttributes) || !isCrowded(message, shape) || MessageAttributes[RETRY_COUNT] == null)
    return message;
  const attributes = attributesToReduce(MessageAttributes);
  for (const name of HISTORY) if (countOf(attributes) > shape.maxAttributes) delete attributes[name];
  return copyWith(message, { MessageAttributes: attributes }) ?? message;
}

/** What is needed least stands first. */
const HISTORY = [ERROR, FORWARD_REASON, ORIGINAL_TRACE_ID] as const;

/** @param by as for {@link withoutOwnContext} */
export function withoutContextFields(fields: Members, by?: readonly ContextField[]): Members {
  const rest = { ...fields };
  removeFields(rest, by);
  return rest;
}

/** @param by what comes in their place: only what identifies the trace goes without it; undefined if all of them go */
function removeFields(from: Members, by?: readonly ContextField[]): void {
  const propagated = propagatedFields();
  const fields = by === undefined ? propagated : [...tracingFields(), ...by.map(({ name }) => name)];
  const prefixes = entryPrefixesOf(propagated).filter(
    (prefix) => by?.some(({ name }) => isEntry([prefix], name)) ?? true,
  );
  for (const name of Object.keys(from)) {
    if (fields.some((field) => isSameField(field, name)) || isEntry(prefixes, name)) delete from[name];
  }
  delete from[AWS_TRACE_HEADER];
}

/** Whether a message has more attributes than its service takes: without us, it would be rejected. */
export function isCrowded(
  { MessageAttributes }: { readonly MessageAttributes?: unknown },
  shape: MessageShape,
): boolean {
  return shape.rejectsMore && isObject(MessageAttributes) && countOf(MessageAttributes) > shape.maxAttributes;
}

function countOf(attributes: Members): number {
  let count = 0;
  for (const name in attributes) if (attributes[name] != null) count++;
  return count;
}

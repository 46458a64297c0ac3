import { types } from 'node:util';
import { type Members, copyWith, isObject } from '../propagation/copy';
import { type TraceHeaderPolicy, hasOwnContext, injectIntoMessage, roomFor } from '../propagation/messageAttributes';
import type { ContextOfEntry } from './service';

/** The input of a send of one message, with the trace context in its attributes. */
export function injectIntoRequest<T extends { MessageAttributes?: unknown }>(
  input: T,
  body: unknown,
  contexts: ContextOfEntry,
  maxMessageSize: number,
  traceHeader: TraceHeaderPolicy,
): T {
  const context = contexts(0);
  if (context === undefined || hasOwnContext(input)) return input;
  const room = roomFor(maxMessageSize, [{ body, attributes: input.MessageAttributes }]);
  const { message, dropped } = injectIntoMessage(input, context, room, traceHeader);
  if (dropped !== undefined) contexts.dropped?.(dropped);
  return message;
}

/**
 * The input of a send of several messages, each with its own trace context. An entry that is no object stays what it
 * is, and so does one that the application gave a context.
 */
export function injectIntoBatch<T extends object>(
  input: T,
  list: keyof T & string,
  body: string,
  contexts: ContextOfEntry,
  maxBatchSize: number,
  traceHeader: TraceHeaderPolicy,
): T {
  const entries: unknown = input[list];
  // A list that is a proxy is read in its own way by whoever reads it: no copy is like it.
  if (!Array.isArray(entries) || types.isProxy(entries)) return input;
  const messages = entries.filter(isObject);
  const room = roomFor(
    maxBatchSize,
    messages.map((entry) => ({ body: entry[body], attributes: entry['MessageAttributes'] })),
  );
  let index = 0;
  const injected = entries.map((entry: unknown) => {
    if (!isObject(entry)) return entry;
    const context = contexts(index++);
    if (context === undefined || hasOwnContext(entry)) return entry;
    const { message, dropped } = injectIntoMessage<Members>(entry, context, room, traceHeader);
    if (dropped !== undefined) contexts.dropped?.(dropped);
    return message;
  });
  return copyWith(input, { [list]: injected }) ?? input;
}

import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import { type ContextField, contextFields } from '../propagation/contextFields';
import { type TraceHeaderPolicy, hasOwnContext, injectIntoMessage } from '../propagation/messageAttributes';
import { type Budget, budgetFor } from '../propagation/budget';
import type { MessageContexts } from './service';
import { type Members, copyWith, isObject } from '../values';

/** The input of a send of one message, with the trace context in its attributes. */
export function injectIntoRequest<T extends object>(
  input: T,
  body: keyof T & string,
  contexts: MessageContexts,
  maxMessageSize: number,
  traceHeader: TraceHeaderPolicy,
): T {
  const budget = budgetFor(maxMessageSize, [input as Members], body);
  return new Injector(contexts, budget, traceHeader).inject(input, 0);
}

/**
 * The input of a send of several messages, each with its own trace context. An entry that is not an object stays as it
 * is.
 */
export function injectIntoBatch<T extends object>(
  input: T,
  list: keyof T & string,
  body: string,
  contexts: MessageContexts,
  maxBatchSize: number,
  traceHeader: TraceHeaderPolicy,
): T {
  const entries: unknown = input[list];
  // A proxy of a list may answer each reader differently, so a copy would not be the same.
  if (!Array.isArray(entries) || types.isProxy(entries)) return input;
  const injector = new Injector(contexts, budgetFor(maxBatchSize, entries.filter(isObject), body), traceHeader);
  let index = 0;
  const injected = entries.map((entry: unknown) => (isObject(entry) ? injector.inject(entry, index++) : entry));
  return copyWith(input, { [list]: injected }) ?? input;
}

/** Injects into the messages of one request. */
class Injector {
  readonly #contexts: MessageContexts;
  readonly #budget: Budget;
  readonly #traceHeader: TraceHeaderPolicy;
  /** The fields of the previous context are kept, because messages often share their context. */
  #context: Context | undefined;
  #fields: readonly ContextField[] = [];

  constructor(contexts: MessageContexts, budget: Budget, traceHeader: TraceHeaderPolicy) {
    this.#contexts = contexts;
    this.#budget = budget;
    this.#traceHeader = traceHeader;
  }

  /** A message that already has a context keeps it. */
  inject<T extends object>(message: T, index: number): T {
    const context = this.#contexts.contextOf(index);
    if (context === undefined) return message;
    if (hasOwnContext(message)) {
      this.#contexts.kept(message);
      return message;
    }
    if (context !== this.#context) {
      this.#context = context;
      this.#fields = contextFields(context);
    }
    const injection = injectIntoMessage(message, context, this.#fields, this.#budget, this.#traceHeader);
    if (injection.dropped !== undefined) this.#contexts.dropped(injection.dropped);
    return injection.message;
  }
}

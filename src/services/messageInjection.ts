import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import { type ContextField, contextFields } from '../propagation/contextFields';
import { hasOwnContext, injectIntoMessage, withoutHistory, withoutOwnContext } from '../propagation/messageAttributes';
import type { MessageShape } from '../propagation/messageShapes';
import { type Budget, budgetFor } from '../propagation/budget';
import type { MessageContexts } from './service';
import { type Members, copyWith, isObject } from '../values';

/** The input of a send of one message, with the trace context in its attributes. */
export function injectIntoRequest<T extends object>(input: T, shape: MessageShape, contexts: MessageContexts): T {
  const budget = budgetFor(shape.maxSize, [input as Members], shape.body);
  return new Injector(contexts, budget, shape).inject(input, 0);
}

/**
 * The input of a send of several messages, each with its own trace context. An entry that is not an object stays as it
 * is.
 */
export function injectIntoBatch<T extends object>(input: T, shape: MessageShape, contexts: MessageContexts): T {
  const entries = (input as Members)[shape.list];
  // A proxy of a list may answer each reader differently, so a copy would not be the same.
  if (!Array.isArray(entries) || types.isProxy(entries)) return input;
  const injector = new Injector(contexts, budgetFor(shape.maxSize, entries.filter(isObject), shape.body), shape);
  let index = 0;
  const injected = entries.map((entry: unknown) => (isObject(entry) ? injector.inject(entry, index++) : entry));
  return copyWith(input, { [shape.list]: injected }) ?? input;
}

/** Injects into the messages of one request. */
class Injector {
  readonly #contexts: MessageContexts;
  readonly #budget: Budget;
  readonly #shape: MessageShape;
  /** The fields of the previous context are kept, because messages often share their context. */
  #context: Context | undefined;
  #fields: readonly ContextField[] = [];

  constructor(contexts: MessageContexts, budget: Budget, shape: MessageShape) {
    this.#contexts = contexts;
    this.#budget = budget;
    this.#shape = shape;
  }

  /** A message that already has a context keeps it. One that came with a received message makes room. */
  inject<T extends object>(message: T, index: number): T {
    const context = this.#contexts.contextOf(index);
    if (context === undefined) return message;
    if (!hasOwnContext(message)) return this.#injected(withoutHistory(message, this.#shape), context);
    if (this.#contexts.keeps(message)) return message;
    return this.#injected(withoutHistory(withoutOwnContext(message), this.#shape), context);
  }

  #injected<T extends object>(message: T, context: Context): T {
    if (context !== this.#context) {
      this.#context = context;
      this.#fields = contextFields(context);
    }
    const injection = injectIntoMessage(message, context, this.#fields, this.#budget, this.#shape);
    if (injection.dropped !== undefined) this.#contexts.dropped(injection.dropped);
    return injection.message;
  }
}

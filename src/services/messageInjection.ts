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
  const bare = withoutStale(input, 0, shape, contexts);
  const budget = budgetFor(shape.maxSize, [bare as Members], shape.body);
  return new Injector(contexts, budget, shape).inject(bare, bare !== input, 0);
}

/**
 * The input of a send of several messages, each with its own trace context. An entry that is not an object stays as it
 * is.
 */
export function injectIntoBatch<T extends object>(input: T, shape: MessageShape, contexts: MessageContexts): T {
  const entries = (input as Members)[shape.list];
  // A proxy of a list may answer each reader differently, so a copy would not be the same.
  if (!Array.isArray(entries) || types.isProxy(entries)) return input;
  let index = 0;
  const bare = entries.map((entry: unknown) =>
    isObject(entry) ? withoutStale(entry, index++, shape, contexts) : entry,
  );
  const injector = new Injector(contexts, budgetFor(shape.maxSize, bare.filter(isObject), shape.body), shape);
  index = 0;
  const injected = bare.map((entry: unknown, position) =>
    isObject(entry) ? injector.inject(entry, entry !== entries[position], index++) : entry,
  );
  return copyWith(input, { [shape.list]: injected }) ?? input;
}

/**
 * The same message, or a copy without a context that came with a received message, and without what no longer fits. It is
 * taken out before anything is counted: with it, the message can look larger than the former limit, and then the larger
 * limit seems to hold.
 */
function withoutStale<T extends object>(message: T, index: number, shape: MessageShape, contexts: MessageContexts): T {
  if (contexts.contextOf(index) === undefined) return message;
  if (!hasOwnContext(message, shape.traceHeader)) return withoutHistory(message, shape);
  return contexts.keeps(message) ? message : withoutHistory(withoutOwnContext(message), shape);
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

  /** A message that has a context of its own keeps it. @param bared whether the message had a stale one */
  inject<T extends object>(message: T, bared: boolean, index: number): T {
    const context = this.#contexts.contextOf(index);
    if (context === undefined || (!bared && hasOwnContext(message, this.#shape.traceHeader))) return message;
    if (context !== this.#context) {
      this.#context = context;
      this.#fields = contextFields(context);
    }
    const injection = injectIntoMessage(message, context, this.#fields, this.#budget, this.#shape);
    if (injection.dropped !== undefined) this.#contexts.dropped(injection.dropped);
    return injection.message;
  }
}

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
  const context = contexts.contextOf(0);
  const bare = context && bareMessage(input, context, shape, contexts);
  if (context === undefined || bare === undefined) return input;
  const budget = budgetFor(shape.maxSize, [bare as Members], shape.body);
  const { message, dropped } = injectIntoMessage(bare, context, contextFields(context), budget, shape);
  if (dropped !== undefined) contexts.dropped(dropped);
  return message;
}

/**
 * The same message, or a copy without a context that came with a received message, and without what no longer fits. It
 * is taken out before anything is counted: with it, the message can look larger than the former limit, and then the
 * larger limit seems to hold.
 * @returns undefined for a message that has a context of its own, and keeps it
 */
function bareMessage<T extends object>(
  message: T,
  context: Context,
  shape: MessageShape,
  contexts: MessageContexts,
): T | undefined {
  const carries = hasOwnContext(message, shape.traceHeader);
  if (carries && contexts.keeps(message)) return undefined;
  return withoutHistory(carries ? withoutOwnContext(message, contextFields(context)) : message, shape);
}

/**
 * The input of a send of several messages, each with its own trace context. An entry that is not an object stays as it
 * is.
 */
export function injectIntoBatch<T extends object>(input: T, shape: MessageShape, contexts: MessageContexts): T {
  const entries = (input as Members)[shape.list];
  // A proxy of a list may answer each reader differently, so a copy would not be the same.
  if (!Array.isArray(entries) || types.isProxy(entries)) return input;
  const injector = new Injector(contexts, shape);
  const bare = entries.map((entry: unknown) => (isObject(entry) ? injector.prepare(entry) : entry));
  injector.count(bare.filter(isObject));
  let index = 0;
  const injected = bare.map((entry: unknown) => (isObject(entry) ? injector.inject(entry, index++) : entry));
  const changed = injected.some((entry, at) => entry !== entries[at]);
  return changed ? (copyWith(input, { [shape.list]: injected }) ?? input) : input;
}

/** Injects into the messages of one request: all of them are prepared first, then counted. */
class Injector {
  readonly #contexts: MessageContexts;
  readonly #shape: MessageShape;
  #budget: Budget = NO_BUDGET;
  /** Of each message that was prepared, the context that it gets; undefined if it is sent as it is. */
  readonly #prepared: (Context | undefined)[] = [];
  /** The fields of the previous context are kept, because messages often share their context. */
  #context: Context | undefined;
  #fields: readonly ContextField[] = [];

  constructor(contexts: MessageContexts, shape: MessageShape) {
    this.#contexts = contexts;
    this.#shape = shape;
  }

  /** As {@link bareMessage}. */
  prepare<T extends object>(message: T): T {
    const context = this.#contexts.contextOf(this.#prepared.length);
    const bare = context && bareMessage(message, context, this.#shape, this.#contexts);
    this.#prepared.push(bare === undefined ? undefined : context);
    return bare ?? message;
  }

  /** @param messages those that were prepared */
  count(messages: readonly Members[]): void {
    this.#budget = budgetFor(this.#shape.maxSize, messages, this.#shape.body);
  }

  inject<T extends object>(message: T, index: number): T {
    const context = this.#prepared[index];
    if (context === undefined) return message;
    if (context !== this.#context) {
      this.#context = context;
      this.#fields = contextFields(context);
    }
    const injection = injectIntoMessage(message, context, this.#fields, this.#budget, this.#shape);
    if (injection.dropped !== undefined) this.#contexts.dropped(injection.dropped);
    return injection.message;
  }
}

const NO_BUDGET: Budget = Object.freeze({ bytes: 0 });

import { type Context, trace } from '@opentelemetry/api';
import { creationContext } from '../propagation/extractMessageContext';
import type { DropReason } from '../propagation/messageAttributes';
import type { MessageContexts } from '../services/service';
import { additionsOf } from './additions';
import type { Call } from './call';
import { CreateSpans } from './createSpans';
import { hookedInput } from './hooks';
import { recordDroppedContext } from './measurement';
import { propagates } from './propagates';
import { safely } from './safely';

/**
 * The request to send: a copy wherever something is added, and what the caller gave wherever nothing is.
 * @param command what the SDK calls the middleware with: the command
 */
export function inject<T extends object>(call: Call, command: T): T {
  const { operation, options, traced } = call;
  if (!traced) return command;
  const { input, kind } = operation;
  const { definition } = kind;
  let request = hookedInput(call);
  if (definition.inject !== undefined && propagates(operation, request, options)) {
    request = safely('injection', injectContexts, call, request) ?? request;
  }
  if (definition.ask !== undefined) {
    request = safely('asking for message attributes', definition.ask, request, options, command) ?? request;
  }
  call.request = request;
  return request === input ? command : withInput(command, request);
}

function injectContexts(call: Call, input: object): object | undefined {
  const { operation, options, span } = call;
  const { definition } = operation.kind;
  if (definition.batch !== undefined && options.batchCreateSpans && span.isRecording()) startCreates(call, input);
  return definition.inject?.(input, new CallContexts(call), options);
}

function startCreates(call: Call, input: object): void {
  const tracer = call.telemetry.tracer();
  if (tracer === undefined) return;
  const parent = call.operation.context;
  const siblings = trace.getSpan(parent) === undefined ? call.context : parent;
  call.creates = new CreateSpans(tracer, call.operation, input, siblings, call.options);
}

/** The contexts of the messages of one call. */
class CallContexts implements MessageContexts {
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  contextOf(index: number): Context | undefined {
    const { creates, context } = this.#call;
    return creates === undefined ? context : creates.context(index);
  }

  /** A helper of this package knows what its message's context is about. */
  kept(message: object): void {
    const { span, operation } = this.#call;
    if (!span.isRecording() || additionsOf(operation.context) !== undefined) return;
    const own = creationContext(message);
    if (own !== undefined) span.addLink({ context: own });
  }

  dropped(reason: DropReason): void {
    const { measurement } = this.#call;
    if (measurement !== undefined) safely('recording metrics', recordDroppedContext, measurement, reason);
  }
}

/**
 * What to call the next middleware with. Members of a command that are not its own (its prototype's) are of no use to
 * the rest of the stack, which is why the SDK's own middleware spreads it, too.
 */
function withInput<T extends object>(command: T, input: object): T {
  return { ...command, input };
}

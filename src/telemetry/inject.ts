import { type Context, type SpanContext, trace } from '@opentelemetry/api';
import { creationContext } from '../propagation/extractContext';
import { holdingFields } from '../propagation/propagator';
import type { DropReason } from '../propagation/messageAttributes';
import type { MessageContexts } from '../services/service';
import { addLinks } from './addLinks';
import type { Call } from './call';
import { CreateSpans } from './createSpans';
import { noteRequest } from './currentCall';
import { recordDroppedContext } from './measurement';
import { propagates } from './propagates';
import { isRelayed } from './relayed';
import { safely, safelyOwn } from './safely';

/** What the middleware of `serialize` is called with. */
interface Arguments {
  readonly input?: unknown;
}

/**
 * The request that is serialized: with the trace context in it, or asking for one. A copy wherever something is added,
 * and the very same wherever nothing is.
 */
export function inject<A extends Arguments>(call: Call, args: A): A {
  const { operation, options } = call;
  const { definition } = operation.kind;
  const { input } = args;
  // Middleware of the application may take the input away: what the service then answers is its own affair.
  if (typeof input !== 'object' || input === null) return args;
  let request = input;
  if (call.traced && definition.inject !== undefined && propagates(operation, request, options)) {
    request = safelyOwn('injection', holdingFields, injectContexts, call, request) ?? request;
  }
  if (definition.ask !== undefined) {
    const { command } = operation;
    request = safelyOwn('asking for message attributes', definition.ask, request, options, command) ?? request;
  }
  call.request = request;
  if (request === input) return args;
  const injected = { ...args, input: request };
  noteRequest(call, injected);
  return injected;
}

function injectContexts(call: Call, input: object): object | undefined {
  const { operation, options, span } = call;
  const { definition } = operation.kind;
  if (definition.batch !== undefined && options.batchCreateSpans && span.isRecording()) createFor(call, input);
  return definition.inject?.(input, new CallContexts(call), options);
}

/** Middleware of the application may send a batch again, the whole or a part of it: each message is created once. */
function createFor(call: Call, input: object): void {
  if (call.creates === undefined) startCreates(call);
  call.creates?.prepare(input);
}

function startCreates(call: Call): void {
  const tracer = call.telemetry.tracer();
  if (tracer === undefined || call.work.over) return;
  const parent = call.operation.context;
  const siblings = trace.getSpan(parent) === undefined ? call.context : parent;
  call.creates = new CreateSpans(tracer, call.operation, siblings, call.options);
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

  keeps(message: object): boolean {
    const { creates, span, helped, options } = this.#call;
    if (helped) return true;
    const own = creationContext(message, options);
    if (own !== undefined && creates === undefined && span.isRecording()) this.#link(own);
    return !isRelayed(message, own);
  }

  /** Once to each: several messages may have one creator, and middleware of the application may send one again. */
  #link(own: SpanContext): void {
    const linked = (this.#call.linked ??= new Set());
    const id = own.traceId + own.spanId;
    if (linked.has(id)) return;
    linked.add(id);
    addLinks(this.#call.span, [{ context: own }]);
  }

  dropped(reason: DropReason): void {
    const { measurement } = this.#call;
    if (measurement !== undefined) safely('recording metrics', recordDroppedContext, measurement, reason);
  }
}

import { type Context, type Span, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { withoutHelperRun } from '../operation/helperRun';
import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { creationContext } from '../propagation/extractMessageContext';
import type { DropReason } from '../propagation/messageAttributes';
import type { MessageContexts } from '../services/service';
import { additionsOf, withoutAdditions } from './additions';
import { followBody } from './bodySpan';
import { CreateSpans } from './createSpans';
import { DeferredSpan } from './deferredSpan';
import { endAttributes } from './extractors';
import type { Instrumenter } from './telemetry';
import { rememberReceived, rememberSettled } from './receivedMessages';
import type { Measurement } from './measurement';
import { propagates } from './propagates';
import { safely, watch } from './safely';
import { suppressTracing } from './suppression';
import { copyDeep, copyWith } from '../values';

/** Starts a call's span late, where it may turn out that there is nothing to tell. */
export type StartSpan = (startTime: number) => Span;

/** The state of one traced call, between its start and its end. */
export class Call implements MessageContexts {
  /** Whether anybody wants to know how it ended. */
  readonly tells: boolean;
  readonly #instrumenter: Instrumenter;
  readonly #options: Options;
  readonly #operation: Operation;
  readonly #context: Context;
  readonly #measurement: Measurement | undefined;
  readonly #startLate: StartSpan | undefined;
  readonly #startedAt: number;
  /** Of what is known of the client. */
  readonly #revision: number;
  #span: Span;
  #creates: CreateSpans | undefined;

  constructor(
    instrumenter: Instrumenter,
    operation: Operation,
    span: Span,
    measurement: Measurement | undefined,
    startLate?: StartSpan,
  ) {
    this.#instrumenter = instrumenter;
    this.#measurement = measurement;
    this.#options = instrumenter.options;
    this.#operation = operation;
    this.#span = span;
    this.#startLate = startLate;
    this.tells = measurement !== undefined || span.isRecording();
    this.#startedAt = startLate === undefined ? 0 : performance.now();
    this.#revision = operation.kind.client.revision;
    // A call that may leave no span must not leave one of its HTTP request either.
    const { context: parent, run } = operation;
    const own = withoutAdditions(run === undefined ? parent : withoutHelperRun(parent));
    this.#context = startLate === undefined ? trace.setSpan(own, span) : suppressTracing(own);
  }

  /** The request to send: a copy wherever something is added, and what the caller gave wherever nothing is. */
  inject<T extends object>(command: T): T {
    const { input, kind } = this.#operation;
    const { definition } = kind;
    let request = this.#hooked(input);
    if (definition.inject !== undefined && propagates(this.#operation, request, this.#options)) {
      request = safely('injection', Call.#injected, this, request) ?? request;
    }
    if (definition.ask !== undefined) {
      request = safely('asking for message attributes', definition.ask, request, this.#options, command) ?? request;
    }
    return request === input ? command : withInput(command, request);
  }

  /** Runs the rest of the middleware stack with this call's span active. */
  send<A, R>(next: (args: A) => R, args: A): R {
    const { suppressInternalInstrumentation } = this.#options;
    const active = suppressInternalInstrumentation ? suppressTracing(this.#context) : this.#context;
    return context.with(active, next, undefined, args);
  }

  /** Records how the call ended, and ends its span whatever happens. */
  end(outcome: Outcome): void {
    const { body } = this.#operation.kind.definition;
    safely('recording the outcome', Call.#record, this, outcome);
    if (this.#creates !== undefined)
      safely('ending the create spans', Call.#endCreates, this.#creates, outcome, this.#span);
    if (this.#options.responseHook !== undefined) safely('responseHook', Call.#respond, this, outcome);
    if (body !== undefined) safely('following a body', Call.#follow, this, outcome);
    // A span that was given its start takes the time of its end in whole milliseconds, unless it is given that, too.
    this.#span.end(this.#startLate === undefined ? undefined : performance.now());
    this.#measurement?.end(outcome);
  }

  #hooked(input: object): object {
    const { requestHook } = this.#options;
    if (requestHook === undefined) return input;
    const { service, name } = this.#operation.kind;
    return (
      safely('requestHook', () => {
        const deep = copyDeep(input);
        const own = deep === input ? copyWith(input, {}) : deep;
        watch(
          'requestHook',
          requestHook(this.#span, service.id, name, (own ?? { ...input }) as Record<string, unknown>),
        );
        return own;
      }) ?? input
    );
  }

  contextOf(index: number): Context | undefined {
    return this.#creates === undefined ? this.#context : this.#creates.context(index);
  }

  /** A helper of this package knows what its message's context is about. */
  kept(message: object): void {
    if (!this.#span.isRecording() || additionsOf(this.#operation.context) !== undefined) return;
    const own = creationContext(message);
    if (own !== undefined) this.#span.addLink({ context: own });
  }

  dropped(reason: DropReason): void {
    this.#measurement?.droppedContext(reason);
  }

  static #injected(this: void, call: Call, input: object): object | undefined {
    const { definition } = call.#operation.kind;
    if (definition.batch !== undefined && call.#options.batchCreateSpans && call.#span.isRecording()) {
      call.#startCreates(input);
    }
    return definition.inject?.(input, call, call.#options);
  }

  #startCreates(input: object): void {
    const tracer = this.#instrumenter.tracers.get();
    const parent = this.#operation.context;
    const siblings = trace.getSpan(parent) === undefined ? this.#context : parent;
    if (tracer !== undefined) {
      this.#creates = new CreateSpans(tracer, this.#operation, input, siblings, this.#options);
    }
  }

  static #record(this: void, call: Call, outcome: Outcome): void {
    const { output, exception, errorType, errorMessage } = outcome;
    const operation = call.#operation;
    const { client, definition } = operation.kind;
    const reception = output && definition.receives?.(output, operation.input);
    if (call.#startLate !== undefined && (errorType !== undefined || reception?.messages.length)) {
      call.#start(call.#startLate);
    }
    const span = call.#span;
    const recording = span.isRecording();
    if (reception !== undefined) span.addLinks(rememberReceived(call.#instrumenter, reception, recording));
    if (definition.settles !== undefined) rememberSettled(operation, outcome);
    if (!recording) return;
    const attributes = endAttributes(operation, outcome, call.#options, client.revision !== call.#revision);
    if (errorType !== undefined) {
      span.setStatus({ code: SpanStatusCode.ERROR, ...(errorMessage !== undefined && { message: errorMessage }) });
      if (exception !== undefined) span.recordException(exception);
    }
    span.setAttributes(attributes);
  }

  static #endCreates(this: void, creates: CreateSpans, outcome: Outcome, span: Span): void {
    creates.end(outcome, span);
  }

  #start(startLate: StartSpan): void {
    const deferred = this.#span;
    this.#span = startLate(this.#startedAt);
    if (deferred instanceof DeferredSpan) deferred.repeatTo(this.#span);
  }

  /** Before the span has ended: afterwards it does not tell any more whether it was sampled. */
  static #follow(this: void, call: Call, { output }: Outcome): void {
    const { definition, fullName } = call.#operation.kind;
    const body = output && definition.body?.(output, call.#options);
    const tracer = call.#instrumenter.tracers.get();
    if (body === undefined || tracer === undefined || !call.#span.isRecording()) return;
    followBody(tracer, `${fullName} body`, call.#context, body);
  }

  static #respond(this: void, call: Call, { output, error }: Outcome): unknown {
    const { responseHook } = call.#options;
    const { service, name } = call.#operation.kind;
    return responseHook?.(call.#span, service.id, name, output as Record<string, unknown> | undefined, error);
  }
}

/**
 * What to call the next middleware with. Members of a command that are not its own (its prototype's) are of no use to
 * the rest of the stack, which is why the SDK's own middleware spreads it likewise.
 */
function withInput<T extends object>(command: T, input: object): T {
  return { ...command, input };
}

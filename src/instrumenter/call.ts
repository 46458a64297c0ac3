import { type Context, type Span, SpanStatusCode, context, trace } from '@opentelemetry/api';
import { withoutHelperRun } from '../operation/helperRun';
import type { Operation, Outcome } from '../operation/operation';
import type { Options } from '../options';
import { copyDeep, copyWith } from '../propagation/copy';
import { creationContext } from '../propagation/extractMessageContext';
import { hasOwnContext } from '../propagation/messageAttributes';
import type { ContextOfEntry } from '../services/service';
import { additionsOf, withoutAdditions } from './additions';
import { followBody } from './bodySpan';
import { CreateSpans } from './createSpans';
import { DeferredSpan } from './deferredSpan';
import { endAttributes } from './extractors';
import type { Instrumenter } from './instrumenter';
import { rememberReceived, rememberSettled } from './lineage';
import type { Measurement } from './measurement';
import { propagates } from './propagates';
import { safely, watch } from './safely';
import { suppressTracing } from './suppression';

/** Starts a call's span late, where it may turn out that there is nothing to tell. */
export type StartSpan = (startTime: number) => Span;

/** The state of one traced call, between its start and its end. */
export class Call {
  readonly #instrumenter: Instrumenter;
  readonly #options: Options;
  readonly #operation: Operation;
  readonly #parent: Context;
  readonly #context: Context;
  readonly #measurement: Measurement | undefined;
  readonly #startLate: StartSpan | undefined;
  readonly #startedAt: number;
  #span: Span;
  #creates: CreateSpans | undefined;

  constructor(
    instrumenter: Instrumenter,
    operation: Operation,
    parent: Context,
    span: Span,
    measurement: Measurement | undefined,
    startLate: StartSpan | undefined,
  ) {
    this.#instrumenter = instrumenter;
    this.#measurement = measurement;
    this.#options = instrumenter.options;
    this.#operation = operation;
    this.#parent = parent;
    this.#span = span;
    this.#startLate = startLate;
    this.#startedAt = startLate === undefined ? 0 : Date.now();
    // A call that may leave no span must not leave one of its HTTP request either.
    const own = withoutAdditions(operation.run === undefined ? parent : withoutHelperRun(parent));
    this.#context = startLate === undefined ? trace.setSpan(own, span) : suppressTracing(own);
  }

  /** The request to send: a copy wherever something is added, and what the caller gave wherever nothing is. */
  inject<T extends object>(command: T): T {
    const { input, kind } = this.#operation;
    const { definition } = kind;
    let request = this.#hooked(input);
    if (definition.inject !== undefined && propagates(this.#operation, request, this.#options)) {
      request = safely('injection', () => this.#injected(request)) ?? request;
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
    safely('recording the outcome', () => this.#record(outcome));
    safely('ending the create spans', () => this.#creates?.end(outcome, this.#span));
    safely('responseHook', () => this.#respond(outcome));
    if (this.#operation.kind.definition.body !== undefined) safely('following a body', () => this.#follow(outcome));
    this.#span.end();
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

  #injected(input: object): object | undefined {
    const { definition } = this.#operation.kind;
    const span = this.#span;
    const tracer = this.#instrumenter.tracers.get();
    if (
      tracer !== undefined &&
      definition.batch !== undefined &&
      this.#options.batchCreateSpans &&
      span.isRecording()
    ) {
      const siblings = trace.getSpan(this.#parent) === undefined ? this.#context : this.#parent;
      const creates = new CreateSpans(tracer, this.#operation, input, siblings, this.#options);
      this.#creates = creates;
      return definition.inject?.(input, this.#reporting((index) => creates.context(index)), this.#options);
    }
    if (span.isRecording() && additionsOf(this.#parent) === undefined && hasOwnContext(input)) {
      const own = creationContext(input);
      if (own !== undefined) span.addLink({ context: own });
    }
    return definition.inject?.(input, this.#reporting(() => this.#context), this.#options);
  }

  #reporting(contexts: ContextOfEntry): ContextOfEntry {
    const measurement = this.#measurement;
    if (measurement !== undefined) contexts.dropped = (reason) => measurement.droppedContext(reason);
    return contexts;
  }

  #record(outcome: Outcome): void {
    const { output, exception, errorType, errorMessage } = outcome;
    const { definition } = this.#operation.kind;
    const reception = output && definition.receives?.(output, this.#operation.input);
    if (this.#startLate !== undefined && (errorType !== undefined || reception?.messages.length)) {
      this.#start(this.#startLate);
    }
    const span = this.#span;
    const recording = span.isRecording();
    if (reception !== undefined) span.addLinks(rememberReceived(this.#instrumenter, reception, recording));
    if (definition.settles !== undefined) rememberSettled(this.#operation, outcome);
    if (!recording) return;
    const attributes = endAttributes(this.#operation, outcome, this.#options);
    if (errorType !== undefined) {
      span.setStatus({ code: SpanStatusCode.ERROR, ...(errorMessage !== undefined && { message: errorMessage }) });
      if (exception !== undefined) span.recordException(exception);
    }
    span.setAttributes(attributes);
  }

  #start(startLate: StartSpan): void {
    const deferred = this.#span;
    this.#span = startLate(this.#startedAt);
    if (deferred instanceof DeferredSpan) deferred.repeatTo(this.#span);
  }

  /** Before the span has ended: afterwards it does not tell any more whether it was sampled. */
  #follow({ output }: Outcome): void {
    const { definition, fullName } = this.#operation.kind;
    const body = output && definition.body?.(output, this.#options);
    const tracer = this.#instrumenter.tracers.get();
    if (body === undefined || tracer === undefined || !this.#span.isRecording()) return;
    followBody(tracer, `${fullName} body`, this.#context, body);
  }

  #respond({ output, error }: Outcome): unknown {
    const { responseHook } = this.#options;
    const { service, name } = this.#operation.kind;
    return responseHook?.(this.#span, service.id, name, output as Record<string, unknown> | undefined, error);
  }
}

/**
 * What to call the next middleware with. Members of a command that are not its own (its prototype's) are of no use to
 * the rest of the stack, which is why the SDK's own middleware spreads it likewise.
 */
function withInput<T extends object>(command: T, input: object): T {
  return { ...command, input };
}

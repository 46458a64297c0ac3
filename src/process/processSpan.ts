import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  context,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import type { Instrumenter } from '../telemetry/telemetry';
import { type ReceivedMessage, noteAttempt } from '../telemetry/ledger';
import type { Metrics } from '../telemetry/metrics';
import { safely } from '../telemetry/safely';
import type { Options } from '../options';
import { extractMessageContext } from '../propagation/extractMessageContext';
import { setErrorType } from '../semconv/aws';
import { errorMessage, errorType } from '../semconv/errors';
import { messagingSpanName } from '../semconv/messaging';
import { type ProcessOutcome, setProcessOutcome, visibilityTimeoutExceeded } from '../semconv/process';
import { KAFKA } from '../semconv/brokers';
import { type Claims, claimsOf, withClaims } from './claims';
import { type IncomingMessage, describeIncoming, processAttributes, processLinks } from './incomingMessage';
import { enrichStockSpan, stockProcessSpan } from './brokers/stockSpan';

/** What a caller may say of one processing; it goes before the instrumentation's configuration. */
export interface ProcessOptions {
  /** The queue, if the message itself does not tell: its URL. */
  readonly queueUrl?: string | undefined;
  /** Kafka's topic or RabbitMQ's queue, if the message itself does not tell. */
  readonly destination?: string | undefined;
  /** Kafka's partition, likewise. */
  readonly partition?: number | undefined;
  /** Kafka's consumer group. */
  readonly consumerGroup?: string | undefined;
  readonly consumerRelation?: Options['consumerRelation'] | undefined;
  readonly processHook?: Options['processHook'];
}

/** The process span of one message, and the context in which its handler runs. */
export class ProcessSpan {
  #context: Context;
  /** A handler runs inside already; whoever started it ends the span. */
  entered = false;
  /** The outcome is known only after the handler (a Lambda response): the end waits for {@link end}. */
  held = false;
  readonly #span: Span;
  readonly #incoming: IncomingMessage;
  readonly #metrics: Metrics | undefined;
  readonly #attributes: Attributes;
  readonly #startedAt = performance.now();
  /** The span is that of the client's own instrumentation, which ends it. */
  #borrowed = false;
  #errorType: string | undefined;
  #ended = false;
  #doneAt: number | undefined;

  private constructor(
    span: Span,
    active: Context,
    incoming: IncomingMessage,
    message: unknown,
    attributes: Attributes,
    metrics: Metrics | undefined,
  ) {
    this.#span = span;
    this.#incoming = incoming;
    this.#attributes = attributes;
    this.#metrics = metrics;
    this.#context = withClaims(active, claimsOf([[message, this]]));
  }

  /**
   * Starts a span below the active context, or gives undefined where nobody listens.
   *
   * It links to the span that created the message: the default of the convention, for a consumer usually has a trace of
   * its own. As a child of that span it joins the producer's trace, and links to the ambient span if there is one.
   * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#consumer-spans
   */
  static start(
    this: void,
    instrumenter: Instrumenter,
    message: unknown,
    overrides: ProcessOptions,
  ): ProcessSpan | undefined {
    const { options } = instrumenter;
    const tracer = instrumenter.tracers.get();
    const metrics = options.metrics ? instrumenter.metrics.get() : undefined;
    if (tracer === undefined && metrics === undefined) return undefined;
    const incoming = describeIncoming(message, overrides);
    const ambient = context.active();
    // Baggage comes along either way, and so does everything else that the application put into its context.
    const extracted = extractMessageContext(message, trace.deleteSpan(ambient));
    const ambientSpan = trace.getSpanContext(ambient);
    const creation = trace.getSpanContext(extracted);
    const asChild = (overrides.consumerRelation ?? options.consumerRelation) === 'parent' && creation !== undefined;
    if (incoming.received !== undefined) incoming.received.creation ??= creation;

    const attributes = processAttributes(incoming, options.naming);
    if (tracer === undefined) return new ProcessSpan(NO_SPAN, ambient, incoming, message, attributes, metrics);
    const stock = stockProcessSpan(message, incoming.broker);
    // The span that is there may hang below the producer's already, and in any case has its own say in that.
    const links = processLinks(incoming, stock === undefined ? creation : undefined);
    if (stock !== undefined) enrichStockSpan(stock, attributes, links);
    else if (asChild && ambientSpan !== undefined && isSpanContextValid(ambientSpan))
      links.push({ context: ambientSpan });
    const span =
      stock ??
      tracer.startSpan(
        messagingSpanName('process', attributes),
        { kind: SpanKind.CONSUMER, attributes, links },
        asChild ? extracted : ambient,
      );
    const process = new ProcessSpan(span, trace.setSpan(extracted, span), incoming, message, attributes, metrics);
    process.#borrowed = stock !== undefined;
    const processHook = overrides.processHook ?? options.processHook;
    if (processHook !== undefined && typeof message === 'object' && message !== null) {
      safely('processHook', () => context.with(process.context, processHook, undefined, span, message));
    }
    return process;
  }

  /** In which the handler runs. */
  get context(): Context {
    return this.#context;
  }

  /** The message is one of several that have their spans. */
  claim(claims: Claims): void {
    this.#context = withClaims(this.#context, claims);
  }

  get messageId(): string | undefined {
    return this.#incoming.facts.id;
  }

  get failed(): boolean {
    return this.#errorType !== undefined;
  }

  get deleted(): boolean {
    return this.#incoming.received?.settled === 'deleted';
  }

  /** The handler returned. */
  succeed(): void {
    this.#done();
  }

  /** The handler threw. */
  fail(error: unknown): void {
    this.note(error);
    this.#done();
  }

  /** Records why the message failed, once; the span goes on. */
  note(error: unknown): void {
    if (this.failed || this.#ended) return;
    this.#errorType = errorType(error);
    safely('recording the error', recordError, this.#span, error);
  }

  /** The message was reported as failed, without an error: by a partial batch response. */
  report(type: string): void {
    if (this.failed || this.#ended) return;
    this.#errorType = type;
    safely('recording the failure', setError, this.#span, type);
  }

  /** Ends the span, at the time at which the handler was done. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    safely('recording the outcome', () => this.#recordOutcome());
    if (!this.#borrowed) this.#span.end(this.#doneAt);
  }

  #done(): void {
    if (!this.held) return this.end();
    this.#doneAt ??= performance.now();
  }

  #recordOutcome(): void {
    const { received, broker, attemptKey } = this.#incoming;
    const outcome: ProcessOutcome = this.failed ? 'failed' : (received?.settled ?? 'unsettled');
    const overrun = overrunOf(received);
    this.#measure(overrun > 0);
    const attempt = this.#span.spanContext();
    // A broker takes a message back without a word to us; one of Kafka that was processed does not come back.
    const gone = broker === undefined ? outcome === 'deleted' : broker.system === KAFKA && !this.failed;
    noteAttempt(attemptKey, gone || !isSpanContextValid(attempt) ? undefined : attempt);
    if (broker !== undefined || !this.#span.isRecording()) return;
    const attributes: Attributes = {};
    setProcessOutcome(attributes, outcome);
    this.#span.setAttributes(attributes);
    if (overrun > 0) {
      const event = visibilityTimeoutExceeded(overrun);
      this.#span.addEvent(event.name, event.attributes);
    }
  }

  #measure(overrun: boolean): void {
    const { queueTime, facts, broker } = this.#incoming;
    this.#metrics?.processing({
      attributes: this.#attributes,
      system: broker === undefined ? 'sqs' : 'other',
      // The client's own instrumentation measures its own span.
      duration:
        this.#borrowed && broker?.system === KAFKA
          ? undefined
          : ((this.#doneAt ?? performance.now()) - this.#startedAt) / 1000,
      errorType: this.#errorType,
      queueTime,
      receiveCount: facts.receiveCount,
      overrun,
    });
  }
}

/** Stands in where messages are measured but not traced. */
export const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

function recordError(span: Span, error: unknown): void {
  // A borrowed span may be over: amqplib's ends with the acknowledgement.
  if (!span.isRecording()) return;
  setError(span, errorType(error), errorMessage(error));
  span.recordException(error instanceof Error ? error : String(error));
}

function setError(span: Span, type: string, message?: string): void {
  const attributes: Attributes = {};
  setErrorType(attributes, type);
  span.setAttributes(attributes);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
}

/** Milliseconds by which the queue was free to hand the message to somebody else, at the end or when it was settled. */
function overrunOf(received: ReceivedMessage | undefined): number {
  if (received?.visibleAt === undefined) return 0;
  return (received.settledAt ?? Date.now()) - received.visibleAt;
}

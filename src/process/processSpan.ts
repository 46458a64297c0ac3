import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  context,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import type { Instrumenter } from '../instrumenter/instrumenter';
import type { ReceivedMessage } from '../instrumenter/ledger';
import { safely } from '../instrumenter/safely';
import type { Options } from '../options';
import { extractMessageContext } from '../propagation/extractMessageContext';
import { setErrorType } from '../semconv/aws';
import { errorMessage, errorType } from '../semconv/errors';
import {
  AWS_SQS,
  type ProcessOutcome,
  messageLinkAttributes,
  messagingAttributes,
  messagingSpanName,
  setDestination,
  setMessage,
  setProcess,
  setProcessOutcome,
  visibilityTimeoutExceeded,
} from '../semconv/messaging';
import { type IncomingMessage, describeIncoming } from './incomingMessage';

/** What a caller may say of one processing; it goes before the instrumentation's configuration. */
export interface ProcessOptions {
  /** The queue, if the message itself does not tell: its URL. */
  readonly queueUrl?: string | undefined;
  readonly consumerRelation?: Options['consumerRelation'] | undefined;
  readonly processHook?: Options['processHook'];
}

/** The process span of one message, and the context in which its handler runs. */
export class ProcessSpan {
  readonly #span: Span;
  readonly #received: ReceivedMessage | undefined;
  readonly context: Context;

  private constructor(span: Span, active: Context, received: ReceivedMessage | undefined) {
    this.#span = span;
    this.#received = received;
    this.context = active;
  }

  /**
   * Starts a span, or gives undefined where nobody listens.
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
    const tracer = instrumenter.tracers.get();
    if (tracer === undefined) return undefined;
    const { options } = instrumenter;
    const incoming = describeIncoming(message, overrides.queueUrl);
    const ambient = context.active();
    // Baggage comes along either way, and so does everything else that the application put into its context.
    const extracted = extractMessageContext(message, ambient);
    const ambientSpan = trace.getSpanContext(ambient);
    const creation = extractedSpan(extracted, ambientSpan);
    const asChild = (overrides.consumerRelation ?? options.consumerRelation) === 'parent' && creation !== undefined;
    if (incoming.received !== undefined) incoming.received.creation ??= creation;

    const attributes = startAttributes(incoming, options);
    const links: Link[] = [];
    if (creation !== undefined) links.push({ context: creation, attributes: messageLinkAttributes(incoming.facts.id) });
    if (asChild && ambientSpan !== undefined && isSpanContextValid(ambientSpan)) links.push({ context: ambientSpan });
    const span = tracer.startSpan(
      messagingSpanName('process', attributes),
      { kind: SpanKind.CONSUMER, attributes, links },
      asChild ? extracted : ambient,
    );
    const processHook = overrides.processHook ?? options.processHook;
    const process = new ProcessSpan(span, trace.setSpan(extracted, span), incoming.received);
    if (processHook !== undefined && typeof message === 'object' && message !== null) {
      safely('processHook', () => context.with(process.context, processHook, undefined, span, message));
    }
    return process;
  }

  /** Ends the span of a handler that returned. */
  succeed(): void {
    this.#end(this.#received?.settled ?? 'unsettled');
  }

  /** Ends the span of a handler that threw. */
  fail(error: unknown): void {
    safely('recording the error', () => {
      const message = errorMessage(error);
      const attributes: Attributes = {};
      setErrorType(attributes, errorType(error));
      this.#span.setAttributes(attributes);
      this.#span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
      this.#span.recordException(error instanceof Error ? error : String(error));
    });
    this.#end('failed');
  }

  #end(outcome: ProcessOutcome): void {
    safely('recording the outcome', () => {
      if (!this.#span.isRecording()) return;
      const attributes: Attributes = {};
      setProcessOutcome(attributes, outcome);
      this.#span.setAttributes(attributes);
      const overrun = overrunOf(this.#received);
      if (overrun > 0) {
        const event = visibilityTimeoutExceeded(overrun);
        this.#span.addEvent(event.name, event.attributes);
      }
    });
    this.#span.end();
  }
}

function startAttributes(
  { facts, destination, queueTime, deadLetterSource }: IncomingMessage,
  options: Options,
): Attributes {
  const attributes = messagingAttributes(AWS_SQS, 'process', options.naming);
  if (destination !== undefined) setDestination(attributes, destination);
  setMessage(attributes, facts);
  setProcess(attributes, { queueTime, deadLetterSource });
  return attributes;
}

/** The span that a message tells of, as opposed to the one that was active anyway. */
function extractedSpan(extracted: Context, ambient: SpanContext | undefined): SpanContext | undefined {
  const spanContext = trace.getSpanContext(extracted);
  return spanContext !== undefined && spanContext !== ambient && isSpanContextValid(spanContext)
    ? spanContext
    : undefined;
}

/** Milliseconds by which the queue was free to hand the message to somebody else, at the end or when it was settled. */
function overrunOf(received: ReceivedMessage | undefined): number {
  if (received?.visibleAt === undefined) return 0;
  return (received.settledAt ?? Date.now()) - received.visibleAt;
}

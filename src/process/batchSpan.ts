import {
  type Attributes,
  type Context,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  context,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import type { Instrumenter } from '../telemetry/telemetry';
import { safely } from '../telemetry/safely';
import { brokerMessageOf } from '../propagation/brokerMessage';
import { creationContext } from '../propagation/extractMessageContext';
import { setErrorType } from '../semconv/aws';
import { ERROR_TYPE_OTHER, errorMessage, errorType } from '../semconv/errors';
import {
  AWS_SQS,
  type Destination,
  messageLinkAttributes,
  messagingAttributes,
  messagingSpanName,
  setBatch,
  setBatchResult,
  setDestination,
} from '../semconv/messaging';
import { claimedSpan, claimsOf, withClaims } from './claims';
import { brokerAttributes, setBrokerBatch, setBrokerBatchResult } from '../semconv/brokers';
import { destinationOf } from './incomingMessage';
import { instrumenterOf, startProcessSpan } from './processMessage';
import { NO_SPAN, type ProcessOptions, type ProcessSpan } from './processSpan';
import { commonBroker } from './brokers/commonBroker';
import type { Members } from '../values';

/** How the span of a batch differs from that of plain processing. */
export interface BatchShape {
  /** Of the batch's destination, undefined if there are several. */
  name?(destination: Destination | undefined): string;
  readonly attributes?: Attributes;
  /** The messages were pushed to the application; no receive has counted them. */
  readonly pushed?: boolean;
}

/**
 * The span of a batch, linked to what created each of its messages.
 * @see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#consumer-spans
 */
export class BatchSpan {
  readonly context: Context;
  readonly #span: Span;
  readonly #size: number;
  readonly #setResult: typeof setBatchResult;
  #error: { readonly error: unknown } | undefined;

  private constructor(span: Span | undefined, size: number, setResult: typeof setBatchResult) {
    this.#span = span ?? NO_SPAN;
    this.#size = size;
    this.#setResult = setResult;
    this.context = span === undefined ? context.active() : trace.setSpan(context.active(), span);
  }

  /**
   * Starts a batch span below the active context; undefined where nobody listens, for a batch without messages, and for
   * one that has its span already, from a layer further out.
   */
  static start(messages: readonly unknown[], options: ProcessOptions, shape: BatchShape = {}): BatchSpan | undefined {
    if (messages.every((message) => claimedSpan(message) !== undefined)) return undefined;
    const instrumenter = instrumenterOf(messages[0]);
    return instrumenter && safely('starting a batch span', () => start(instrumenter, messages, options, shape));
  }

  static of(this: void, span: Span | undefined, size: number, setResult = setBatchResult): BatchSpan {
    return new BatchSpan(span, size, setResult);
  }

  /** The batch as a whole failed. */
  fail(error: unknown): void {
    this.#error ??= { error };
  }

  /** Ends the span. @param failed how many messages failed @param skipped how many were not even begun */
  end(failed: number, skipped = 0): void {
    safely('recording the outcome', () => this.#record(failed, skipped));
    this.#span.end();
  }

  #record(failed: number, skipped: number): void {
    const attributes: Attributes = {};
    this.#setResult(attributes, { succeeded: this.#size - failed - skipped, failed, failureCodes: [] });
    const whole = this.#error;
    if (whole !== undefined)
      this.#span.recordException(whole.error instanceof Error ? whole.error : String(whole.error));
    if (whole !== undefined || failed > 0) {
      const message = failed > 0 ? `${failed}/${this.#size} messages failed` : errorMessage(whole?.error);
      setErrorType(attributes, whole === undefined ? ERROR_TYPE_OTHER : errorType(whole.error));
      this.#span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
    }
    this.#span.setAttributes(attributes);
  }
}

function start(
  instrumenter: Instrumenter,
  messages: readonly unknown[],
  options: ProcessOptions,
  shape: BatchShape,
): BatchSpan | undefined {
  const tracer = instrumenter.tracers.get();
  const metrics = instrumenter.options.metrics ? instrumenter.metrics.get() : undefined;
  if (tracer === undefined && metrics === undefined) return undefined;
  const { naming } = instrumenter.options;
  const broker = commonBroker(messages, options);
  const destination =
    broker === undefined ? commonDestination(messages, options.queueUrl) : { name: broker.destination };
  const system =
    broker === undefined
      ? messagingAttributes(AWS_SQS, 'process', naming)
      : brokerAttributes(broker, 'process', naming);
  const attributes = { ...system, ...shape.attributes };
  if (broker === undefined && destination !== undefined) setDestination(attributes, destination);
  if (shape.pushed === true) metrics?.delivered(messages.length, attributes);
  if (tracer === undefined) return BatchSpan.of(undefined, messages.length);
  if (broker === undefined) setBatch(attributes, { size: messages.length });
  else setBrokerBatch(attributes, messages.length);
  const links: Link[] = [];
  for (const message of messages) {
    const creation = creationContext(message);
    if (creation === undefined) continue;
    // It has a context, and so is an object.
    const { MessageId, messageId } = message as Members;
    const id = MessageId ?? messageId ?? brokerMessageOf(message)?.id;
    links.push({ context: creation, attributes: messageLinkAttributes(typeof id === 'string' ? id : undefined) });
  }
  const name = shape.name?.(destination) ?? messagingSpanName('process', attributes);
  const span = tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes, links }, context.active());
  return BatchSpan.of(span, messages.length, broker === undefined ? setBatchResult : setBrokerBatchResult);
}

function commonDestination(messages: readonly unknown[], queueUrl: string | undefined): Destination | undefined {
  let common: Destination | undefined;
  for (const message of messages) {
    const destination = destinationOf(message, queueUrl);
    if (common !== undefined && destination?.name !== common.name) return undefined;
    common = destination;
  }
  return common;
}

const BATCH = createContextKey('opentelemetry-instrumentation-sqs open batch');

/** The batch whose handler runs in the active context. */
export function activeBatch(): OpenBatch | undefined {
  return context.active().getValue(BATCH) as OpenBatch | undefined;
}

/** A batch whose handler takes all messages at once: every message has its span from the start. */
export class OpenBatch {
  readonly context: Context;
  readonly spans: readonly ProcessSpan[];
  readonly #batch: BatchSpan;

  private constructor(batch: BatchSpan, claimed: readonly (readonly [unknown, ProcessSpan])[]) {
    this.#batch = batch;
    this.spans = claimed.map(([, span]) => span);
    const claims = claimsOf(claimed);
    // Work on one message may be started by that on another: each finds its own span.
    for (const span of this.spans) span.claim(claims);
    this.context = withClaims(batch.context, claims).setValue(BATCH, this);
  }

  static open(messages: readonly unknown[], options: ProcessOptions, shape?: BatchShape): OpenBatch | undefined {
    const batch = BatchSpan.start(messages, options, shape);
    if (batch === undefined) return undefined;
    const claimed: [unknown, ProcessSpan][] = [];
    context.with(batch.context, () => {
      for (const message of messages) {
        const span = startProcessSpan(message, options);
        if (span === undefined) continue;
        span.held = true;
        claimed.push([message, span]);
      }
    });
    return new OpenBatch(batch, claimed);
  }

  /** The handler of the batch threw: what is neither deleted nor failed for a reason of its own, failed for this one. */
  fail(error: unknown): void {
    this.#batch.fail(error);
    for (const span of this.spans) if (!span.deleted) span.note(error);
  }

  end(): void {
    for (const span of this.spans) span.end();
    this.#batch.end(this.spans.filter((span) => span.failed).length);
  }
}

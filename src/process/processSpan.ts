import { type Attributes, type Context, type Span, isSpanContextValid } from '@opentelemetry/api';
import { KAFKA, RABBITMQ, measuredAttributes, setBrokerProcess } from '../semconv/brokers';
import { errorType } from '../semconv/errors';
import type { Naming } from '../semconv/naming';
import {
  type ProcessOutcome,
  messageForwarded,
  setProcess,
  setProcessOutcome,
  visibilityTimeoutExceeded,
} from '../semconv/process';
import { endSpan } from '../telemetry/endSpan';
import { type Failing, failSpan, failingOf } from '../telemetry/failSpan';
import { type ReceivedMessage, noteAttempt } from '../telemetry/ledger';
import type { Metrics } from '../telemetry/metrics';
import { safely } from '../telemetry/safely';
import type { IncomingMessage } from './incomingMessage';

/** What a process span is started with. */
export interface ProcessStart {
  readonly span: Span;
  /** The span is that of the client's own instrumentation, which ends it. */
  readonly borrowed: boolean;
  readonly incoming: IncomingMessage;
  /** Those that the span starts with. */
  readonly attributes: Attributes;
  readonly naming: Naming;
  readonly metrics: Metrics | undefined;
}

/** Where a message was sent on to, and why. */
export interface Forward {
  /** The error, if there was one. */
  readonly cause: unknown;
  readonly reason: string | undefined;
  readonly destination: string | undefined;
  /** Of the new message. */
  readonly id: string | undefined;
}

/** What went wrong, and when: milliseconds, of the process's own clock. */
interface Failure extends Failing {
  readonly at: number;
}

/** The process span of one message, from its start to its end. */
export class ProcessSpan {
  /** In which the handler runs. */
  context: Context;
  /** A handler runs inside already; the layer that started it ends the span. */
  entered = false;
  /** The handler that ran inside is done, and the span is not: it may be tried once more. */
  idle = false;
  /** The outcome is known only after the handler (a Lambda response): the end waits for {@link end}. */
  held = false;
  readonly #start: ProcessStart;
  readonly #startedAt = performance.now();
  #errorType: string | undefined;
  /** Of a span that is held: it is recorded at the end, for a span that is an error once cannot be taken back. */
  #failing: Failure | undefined;
  /** Of the try before. */
  #former: Failure | undefined;
  #forward: Forward | undefined;
  #ended = false;
  #doneAt: number | undefined;

  /** @param active in which the handler runs; with it, a span would keep all those before it that led here */
  constructor(start: ProcessStart, active: Context) {
    this.#start = start;
    this.context = active;
  }

  get messageId(): string | undefined {
    return this.#start.incoming.facts.id;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get failed(): boolean {
    return this.#errorType !== undefined;
  }

  get deleted(): boolean {
    return this.#start.incoming.received?.settled === 'deleted';
  }

  /** A handler begins, perhaps once more: what the try before it failed with counts no more. */
  enter(): void {
    if (this.idle && this.#failing !== undefined) {
      this.#former = this.#failing;
      this.#failing = undefined;
      this.#errorType = undefined;
    }
    this.entered = true;
    this.idle = false;
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
    const failing = failingOf(error);
    this.#errorType = failing.type;
    // Recorded already, with the forward.
    if (error !== undefined && error === this.#forward?.cause) return;
    this.#failWith(failing);
  }

  /** The message was reported as failed, without an error: by a partial batch response. */
  report(type: string): void {
    if (this.failed || this.#ended) return;
    // A try that threw tells more.
    const failing = this.#former ?? { type };
    this.#errorType = failing.type;
    this.#failWith(failing);
  }

  /** The message was sent on, because of an error perhaps. A handler that throws later has failed nevertheless. */
  forwarded(forward: Forward): void {
    if (this.#ended) return;
    this.#forward = forward;
    safely('recording the forward', recordForward, this.#start, forward);
  }

  /** Ends the span, at the time at which the handler was done. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#failing !== undefined) {
      safely('recording the error', failSpan, this.#start.span, this.#failing, this.#failing.at);
    }
    const overrun = overrunOf(this.#start.incoming.received);
    safely('recording metrics', () => this.#measure(overrun > 0));
    safely('recording the outcome', () => this.#recordOutcome(overrun));
    if (!this.#start.borrowed) endSpan(this.#start.span, this.#doneAt);
    // Whatever the handler has started keeps this span, and an error may have a message or a response in it.
    this.#forward = undefined;
    this.#failing = undefined;
    this.#former = undefined;
  }

  #failWith(failing: Failing | Failure): void {
    const { span, borrowed } = this.#start;
    // A span of somebody else may have ended by then.
    if (this.held && !borrowed) this.#failing = { at: performance.now(), ...failing };
    else safely('recording the error', failSpan, span, failing);
  }

  #done(): void {
    if (!this.held) return this.end();
    this.idle = true;
    this.#doneAt = performance.now();
  }

  #recordOutcome(overrun: number): void {
    const { span, incoming, naming } = this.#start;
    const { received, broker, attemptKey } = incoming;
    const settled = received?.settled;
    const ended: ProcessOutcome = this.#forward === undefined ? (settled ?? 'unsettled') : 'forwarded';
    const outcome: ProcessOutcome = this.failed ? 'failed' : ended;
    const attempt = span.spanContext();
    // RabbitMQ takes a message back without a word to us; others hand on what was processed no more.
    const done = broker === undefined ? settled === 'deleted' : broker.system !== RABBITMQ;
    const gone = done && !this.failed;
    noteAttempt(attemptKey, gone || !isSpanContextValid(attempt) ? undefined : attempt);
    if (broker !== undefined || !span.isRecording()) return;
    const attributes: Attributes = {};
    setProcessOutcome(attributes, outcome);
    span.setAttributes(attributes);
    if (overrun > 0 && naming.detail) {
      const event = visibilityTimeoutExceeded(overrun);
      span.addEvent(event.name, event.attributes);
    }
  }

  #measure(overrun: boolean): void {
    const { attributes, borrowed, incoming, metrics } = this.#start;
    const { queueTime, facts, broker, received } = incoming;
    // The client's own instrumentation measures its own span.
    const measuredElsewhere = borrowed && broker?.system === KAFKA;
    metrics?.processing({
      attributes: broker === undefined ? attributes : measuredAttributes(attributes, broker),
      system: broker === undefined ? 'sqs' : 'other',
      duration: measuredElsewhere ? undefined : ((this.#doneAt ?? performance.now()) - this.#startedAt) / 1000,
      errorType: this.#errorType ?? safely('describing an error', causeType, this.#forward),
      queueTime,
      receiveCount: facts.receiveCount,
      overrun,
      server: received?.receive.server,
    });
  }
}

function recordForward({ span, incoming, naming }: ProcessStart, { cause, reason, destination, id }: Forward): void {
  if (cause !== undefined) failSpan(span, failingOf(cause));
  if (!naming.detail) return;
  const attributes: Attributes = {};
  const set = incoming.broker === undefined ? setProcess : setBrokerProcess;
  set(attributes, { forwardReason: reason }, naming);
  span.setAttributes(attributes);
  const event = messageForwarded(destination, id);
  span.addEvent(event.name, event.attributes);
}

function causeType(forward: Forward | undefined): string | undefined {
  return forward?.cause === undefined ? undefined : errorType(forward.cause);
}

/** Milliseconds by which the queue was free to hand the message to somebody else, at the end or when it was settled. */
function overrunOf(received: ReceivedMessage | undefined): number {
  if (received?.visibleAt === undefined) return 0;
  return (received.settledAt ?? Date.now()) - received.visibleAt;
}

import assert from 'node:assert/strict';
import type { Message } from '@aws-sdk/client-sqs';
import { type SpanContext, SpanKind, context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, processMessage } from '../../src';
import { ATTR_AWS_REQUEST_ATTEMPTS } from '../../src/semconv/attributes';
import type { Around } from './lane';

/** What the spans of a run tell. */
export interface TraceReport {
  /** Spans of this package that ended, by name; those of a queue without the queue. */
  readonly ended: Readonly<Record<string, number>>;
  /** Requests that the spans know of: one for each attempt. */
  readonly attempts: number;
  readonly processed: number;
  /** Process spans that are linked to the span that made their very message. */
  readonly connected: number;
  /** Origins of the messages whose process spans are linked to that of another. */
  readonly strays: readonly string[];
  /** Names of the spans that have not ended. */
  readonly open: readonly string[];
}

/** A traced application, which looks at each span as it ends and keeps next to nothing of it. */
export class TracedRun implements Around {
  readonly #ended: Record<string, number> = {};
  #attempts = 0;
  #processed = 0;
  readonly #open = new Set<{ readonly name: string }>();
  /** Span ids of producers, with those of the application's spans above them. */
  readonly #producers = new Map<string, string>();
  /** The application's spans that sent a message, by its origin. A relay that has to do its work twice has two. */
  readonly #sentBy = new Map<string, SpanContext[]>();
  readonly #linked: { readonly origin: string; readonly producer: string }[] = [];
  readonly #instrumentation: SqsInstrumentation;
  readonly #provider: NodeTracerProvider;

  constructor() {
    this.#provider = new NodeTracerProvider({
      spanProcessors: [
        {
          onStart: (span) => void this.#open.add(span),
          onEnd: (span) => this.#note(span),
          forceFlush: async () => {},
          shutdown: async () => {},
        },
      ],
    });
    this.#provider.register();
    this.#instrumentation = new SqsInstrumentation();
  }

  async produce<T>(origins: readonly string[], send: () => Promise<T>): Promise<T> {
    return trace.getTracer('application').startActiveSpan('produce', async (span) => {
      for (const origin of origins) this.#noteSender(origin, span.spanContext());
      try {
        return await send();
      } finally {
        span.end();
      }
    });
  }

  async process<T>(message: Message, origin: string, handle: () => Promise<T>): Promise<T> {
    return processMessage(message, () => {
      this.#processed++;
      const span = trace.getActiveSpan() as unknown as ReadableSpan;
      const traces = this.#sentBy.get(origin)?.map(({ traceId }) => traceId);
      const link = span.links.find((each) => traces?.includes(each.context.traceId));
      assert.equal(span.kind, SpanKind.CONSUMER);
      assert.ok(link, `The span of message ${origin} is not connected to its producer`);
      this.#linked.push({ origin, producer: link.context.spanId });
      return handle();
    });
  }

  async relay<T>(origin: string, send: () => Promise<T>): Promise<T> {
    const span = trace.getActiveSpan();
    assert.ok(span, `Message ${origin} is relayed outside of a process span`);
    this.#noteSender(origin, span.spanContext());
    return send();
  }

  report(): TraceReport {
    const strays = this.#linked.filter(({ origin, producer }) => {
      const parent = this.#producers.get(producer);
      return !this.#sentBy.get(origin)?.some(({ spanId }) => spanId === parent);
    });
    return {
      ended: this.#ended,
      attempts: this.#attempts,
      processed: this.#processed,
      connected: this.#linked.length - strays.length,
      strays: strays.map(({ origin }) => origin),
      open: [...this.#open].map(({ name }) => name),
    };
  }

  async stop(): Promise<void> {
    this.#instrumentation.disable();
    await this.#provider.shutdown();
    trace.disable();
    context.disable();
    propagation.disable();
  }

  #noteSender(origin: string, sender: SpanContext): void {
    const senders = this.#sentBy.get(origin);
    if (senders === undefined) this.#sentBy.set(origin, [sender]);
    else senders.push(sender);
  }

  #note(span: ReadableSpan): void {
    this.#open.delete(span);
    const name = span.name.replace(/^(create|process) .*/, '$1');
    this.#ended[name] = (this.#ended[name] ?? 0) + 1;
    if (span.kind === SpanKind.PRODUCER) {
      this.#producers.set(span.spanContext().spanId, span.parentSpanContext?.spanId ?? '');
    }
    if (name.startsWith('SQS.')) this.#attempts += Number(span.attributes[ATTR_AWS_REQUEST_ATTEMPTS] ?? 1);
  }
}

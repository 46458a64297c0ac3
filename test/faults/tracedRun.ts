import assert from 'node:assert/strict';
import type { Message } from '@aws-sdk/client-sqs';
import { SpanKind, context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, processMessage } from '../../src';
import { ATTR_AWS_REQUEST_ATTEMPTS } from '../../src/semconv/attributes';
import type { Around } from './workload';

/** What the spans of a run tell. */
export interface TraceReport {
  /** Spans of this package that ended, by name; those of a queue without the queue. */
  readonly ended: Readonly<Record<string, number>>;
  /** Requests that the spans know of: one for each attempt. */
  readonly attempts: number;
  readonly processed: number;
  /** Process spans that are linked to the span that made their very message. */
  readonly connected: number;
  /** Keys of the messages whose process spans are linked to that of another. */
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
  /** What each message was sent by: the application's span. */
  readonly #sentBy = new Map<string, { readonly traceId: string; readonly spanId: string }>();
  readonly #linked: { readonly key: string; readonly producer: string }[] = [];
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

  async produce<T>(keys: readonly string[], send: () => Promise<T>): Promise<T> {
    return trace.getTracer('application').startActiveSpan('produce', async (span) => {
      for (const key of keys) this.#sentBy.set(key, span.spanContext());
      try {
        return await send();
      } finally {
        span.end();
      }
    });
  }

  async process<T>(message: Message, key: string, handle: () => Promise<T>): Promise<T> {
    return processMessage(message, () => {
      this.#processed++;
      const span = trace.getActiveSpan() as unknown as ReadableSpan;
      const sender = this.#sentBy.get(key);
      const link = span.links.find((each) => each.context.traceId === sender?.traceId);
      assert.equal(span.kind, SpanKind.CONSUMER);
      assert.ok(link, `The span of message ${key} is not connected to its producer`);
      this.#linked.push({ key, producer: link.context.spanId });
      return handle();
    });
  }

  report(): TraceReport {
    const strays = this.#linked.filter(({ key, producer }) => {
      const parent = this.#producers.get(producer);
      return parent === undefined || parent !== this.#sentBy.get(key)?.spanId;
    });
    return {
      ended: this.#ended,
      attempts: this.#attempts,
      processed: this.#processed,
      connected: this.#linked.length - strays.length,
      strays: strays.map(({ key }) => key),
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

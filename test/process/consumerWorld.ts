import { randomUUID } from 'node:crypto';
import assert from 'node:assert/strict';
import { type Span, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { SqsInstrumentation, type SqsInstrumentationConfig } from '../../src';
import { type Tracing, startTracing } from '../support/tracing';

/** A traced application that processes messages which nobody received: handmade ones. */
export interface ConsumerWorld {
  readonly tracing: Tracing;
  readonly instrumentation: SqsInstrumentation;
  /** Forgets spans, and takes the configuration back to the defaults. */
  reset(config?: SqsInstrumentationConfig): void;
  stop(): Promise<void>;
}

export function startConsumerWorld(): ConsumerWorld {
  const tracing = startTracing();
  const instrumentation = new SqsInstrumentation();
  return {
    tracing,
    instrumentation,
    reset(config = {}) {
      instrumentation.setConfig(config);
      tracing.reset();
    },
    async stop() {
      instrumentation.disable();
      await tracing.stop();
    },
  };
}

/** The context that {@link message} says it was created in. */
export const CREATION = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } as const;
export const TRACEPARENT = `00-${CREATION.traceId}-${CREATION.spanId}-01`;
export const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';

/** A message as the SDK hands it out, each with an id of its own. */
export function message(members: object = {}) {
  const id = `handmade-${randomUUID()}`;
  return {
    MessageId: id,
    ReceiptHandle: `handle of ${id}`,
    Body: 'body',
    MessageAttributes: { traceparent: { DataType: 'String', StringValue: TRACEPARENT } },
    ...members,
  };
}

export function messages(size: number): ReturnType<typeof message>[] {
  return Array.from({ length: size }, () => message());
}

/** The span of the one batch so far, and those of its messages in their order. */
export function batchSpans(tracing: Tracing, given: readonly { MessageId: string }[]) {
  const idOfMessage = ({ attributes }: ReadableSpan): unknown => attributes['messaging.message.id'];
  const all = tracing.spans('process orders');
  const [batch = assert.fail(), ...others] = all.filter((span) => idOfMessage(span) === undefined);
  assert.equal(others.length, 0);
  const each = given.flatMap(({ MessageId }) => all.filter((span) => idOfMessage(span) === MessageId));
  return { batch, each };
}

/** So many spans of messages are there, all of them children of the batch's. */
export function assertBelow(batch: ReadableSpan, each: readonly ReadableSpan[], size: number): void {
  assert.equal(each.length, size);
  for (const span of each) assert.equal(span.parentSpanContext?.spanId, batch.spanContext().spanId);
}

/** Lets timers and promises have their turn, and what waits for the loop to come round: a timer that is late comes before that. */
export function pause(milliseconds = 1): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(() => setImmediate(resolve), milliseconds);
  });
}

/** A piece of work that leaves a span, wherever it is called. */
export function work(name = 'work'): void {
  trace.getTracer('application').startSpan(name).end();
}

/** Runs a piece of application in a span of its own. */
export function inSpan<T>(name: string, run: (span: Span) => T): T {
  return trace.getTracer('application').startActiveSpan(name, (span) => {
    try {
      return run(span);
    } finally {
      span.end();
    }
  });
}

import { type Message, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { SpanStatusCode, context, metrics } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray';
import { type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import {
  forwardMessage,
  MessageQueuePropagator,
  processBatch,
  processMessage,
  type SqsInstrumentationConfig,
} from 'opentelemetry-instrumentation-sqs';

export async function batch(messages: Message[], handle: (message: Message) => Promise<void>): Promise<void> {
  // #region batch
  await processBatch(messages, (message) => handle(message));
  // #endregion
}

export async function fanOut(sqs: SQSClient, message: Message, queueUrls: readonly string[]): Promise<void> {
  // #region fan-out
  await processMessage(message, async ({ Body }) => {
    await Promise.all(queueUrls.map((QueueUrl) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: Body }))));
  });
  // #endregion
}

export async function retryOrGiveUp(
  sqs: SQSClient,
  message: Message,
  handle: (message: Message) => Promise<void>,
  queues: { readonly retryUrl: string; readonly deadLetterUrl: string },
): Promise<void> {
  // #region dead-letters
  await processMessage(message, async () => {
    try {
      await handle(message);
    } catch (error) {
      const tries = Number(message.MessageAttributes?.['x-retry-count']?.StringValue ?? 0);
      const next =
        tries < 3
          ? { queueUrl: queues.retryUrl, reason: 'retry' }
          : { queueUrl: queues.deadLetterUrl, reason: 'poison' };
      await forwardMessage(sqs, message, { ...next, error });
    }
  });
  // #endregion
}

export async function inBackground(message: Message, jobs: (() => Promise<void>)[]): Promise<void> {
  // #region background
  await processMessage(message, async ({ Body }) => {
    const job = async (): Promise<void> => console.log('done:', Body);
    // The queue of jobs is worked on by somebody else, with no context of its own.
    jobs.push(context.bind(context.active(), job));
  });
  // #endregion
}

export function queueSafePropagator(): CompositePropagator {
  // #region propagator
  const propagator = new CompositePropagator({
    propagators: [new MessageQueuePropagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  // #endregion
  return propagator;
}

export function xrayAndW3C(): CompositePropagator {
  // #region xray
  const propagator = new CompositePropagator({
    propagators: [new AWSXRayPropagator(), new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
  // #endregion
  return propagator;
}

// #region ignore
export const config: SqsInstrumentationConfig = {
  ignore: (_service, _operation, input) => 'QueueUrl' in input && String(input.QueueUrl).endsWith('-health-check'),
  emptyReceives: 'drop',
};
// #endregion

// #region keep-errors
/** Exports what failed, and one trace in ten of the rest. */
export class KeepErrors extends SimpleSpanProcessor {
  override onEnd(span: ReadableSpan): void {
    const chosen = parseInt(span.spanContext().traceId.slice(-8), 16) % 10 === 0;
    if (chosen || span.status.code === SpanStatusCode.ERROR) super.onEnd(span);
  }
}
// #endregion

export function orderMetrics(): (state: string) => void {
  // #region metrics
  const orders = metrics.getMeter('shop').createCounter('shop.orders', { unit: '{order}' });
  const count = (state: string): void => orders.add(1, { 'shop.order.state': state });
  // #endregion
  return count;
}

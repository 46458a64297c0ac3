import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { Message } from '@aws-sdk/client-sqs';
import { processMessage } from 'opentelemetry-instrumentation-sqs';

export type Job = () => Promise<void>;

export async function inBackground(message: Message, jobs: Job[], work: (order: string) => Promise<void>) {
  // #region bind
  await processMessage(message, async ({ Body = '' }) => {
    const job = (): Promise<void> => work(Body);
    // Other code runs the jobs, without a context.
    jobs.push(context.bind(context.active(), job));
  });
  // #endregion
}

// #region own-trace
/** A job with a trace of its own, linked to the span that created the job. */
export function asOwnTrace(name: string, job: Job): Job {
  const asked = trace.getSpanContext(context.active());
  const links = asked === undefined ? [] : [{ context: asked }];
  return () =>
    trace.getTracer('jobs').startActiveSpan(name, { root: true, links }, async (span) => {
      try {
        await job();
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}
// #endregion

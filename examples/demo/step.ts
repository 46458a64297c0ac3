import { SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('order-shop');

/** A step of the shop's own work, in a span of its own. */
export function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  return tracer.startActiveSpan(name, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

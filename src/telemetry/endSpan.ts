import type { Span } from '@opentelemetry/api';
import { keepShape } from './attributeShapes';
import { safely, safelyOwn } from './safely';

/**
 * Ends a span. A processor or an exporter that throws at the end of
 * a span costs that span, and nothing of the application.
 * @param time milliseconds, of the process's own clock; default now
 */
export function endSpan(span: Span, time?: number): void {
  safelyOwn('looking at attributes', keepShape, span);
  safely('ending a span', end, span, time);
}

function end(span: Span, time: number | undefined): void {
  span.end(time);
}

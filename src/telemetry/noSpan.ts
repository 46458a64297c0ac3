import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';

/** Stands in where something is measured but not traced. */
export const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

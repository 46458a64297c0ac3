import { type Context, context as contexts, createContextKey } from '@opentelemetry/api';

/**
 * The SDK's own key: the API makes equal keys of equal names, so that this needs no SDK.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts
 */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

export function suppressTracing(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}

export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}

/** What `start` gives for a call that the application wants nothing of. */
export const IGNORED = 'ignored';
const WITHIN_IGNORED = createContextKey('opentelemetry-instrumentation-sqs within an ignored call');

/** Sends an ignored call. What the SDK does inside it, fetch credentials say, is then ignored likewise. */
export function sendIgnored<A, R>(next: (args: A) => R, args: A): R {
  return contexts.with(contexts.active().setValue(WITHIN_IGNORED, true), next, undefined, args);
}

export function isWithinIgnored(context: Context): boolean {
  return context.getValue(WITHIN_IGNORED) === true;
}

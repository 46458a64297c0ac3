import { type Context, createContextKey } from '@opentelemetry/api';
import { activeContext } from './activeContext';
import { type Period, withValueUntil } from './endingContext';
import { withinRoom } from './stackRoom';

/**
 * The SDK's own key: the API makes equal keys of equal names, so that this needs no SDK.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts
 */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** @param during what it holds for; what goes on in the context after that (a body that is read) is traced again */
export function suppressTracing(context: Context, during?: Period): Context {
  if (during === undefined) return context.setValue(SUPPRESS_TRACING, true);
  return withValueUntil(context, SUPPRESS_TRACING, true, during);
}

/** Under this key, a context has the period for which it hides what the SDK does inside of a call. */
const HIDES = createContextKey('opentelemetry-instrumentation-sqs hides the inside of a call');

/** Hides what goes on inside of a call; {@link revealed} tells it from what others suppress. */
export function hideInside(context: Context, call: Period): Context {
  return suppressTracing(withValueUntil(context, HIDES, call, call), call);
}

/**
 * A context in which nothing is hidden, for a call that the SDK does not make itself inside of another: code of the
 * application runs there, too, in its middleware and where the body of a request is made.
 * @returns undefined if somebody else suppresses it as well
 */
export function revealed(context: Context): Context | undefined {
  const call = context.getValue(HIDES) as Period | undefined;
  if (call === undefined || call.over) return undefined;
  call.over = true;
  const bySomebody = isTracingSuppressed(context);
  call.over = false;
  return bySomebody ? undefined : context.deleteValue(SUPPRESS_TRACING);
}

export function isTracingSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}

/** What `start` gives for a call that the application wants nothing of. */
export const IGNORED = 'ignored';
const WITHIN_IGNORED = createContextKey('opentelemetry-instrumentation-sqs within an ignored call');

/**
 * Sends an ignored call. What the SDK does inside it, fetch credentials say, is then ignored likewise; what the
 * application does with the answer is not.
 */
export function sendIgnored<A>(next: (args: A) => Promise<unknown>, args: A): Promise<unknown> {
  const call: Period = { over: false };
  const active = withValueUntil(activeContext(), WITHIN_IGNORED, call, call);
  const over = (): void => void (call.over = true);
  try {
    const sent = withinRoom(active, next, args);
    // By `then` alone: middleware of the application may give a thenable that has nothing else.
    return sent.then(
      (result) => {
        over();
        return result;
      },
      (error: unknown) => {
        over();
        throw error;
      },
    );
  } catch (error) {
    over();
    throw error;
  }
}

export function isWithinIgnored(context: Context): boolean {
  const call = context.getValue(WITHIN_IGNORED) as Period | undefined;
  return call?.over === false;
}

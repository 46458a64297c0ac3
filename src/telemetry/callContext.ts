import { type Context, INVALID_SPAN_CONTEXT, type Span, createContextKey, trace } from '@opentelemetry/api';
import { withoutEnded } from './endingContext';

/** The key under which a context holds the call whose middleware stack runs. */
export const CALL = createContextKey('opentelemetry-instrumentation-sqs call');

/**
 * A context with a span, and with the call that the span is of. A context of the API copies all that it holds for each
 * value that is set; this one puts both before what is there, which costs a tenth of that.
 *
 * As with those of the API, its methods work without their object.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/context/context.ts
 * @param call undefined: none of ours, also where `base` has one
 */
export function withSpan(base: Context, span: Span, call?: object): Context {
  return SPAN === undefined ? trace.setSpan(base.setValue(CALL, call), span) : layer(beneath(base), span, call);
}

/** What is left of a context once it gets another span and another call. */
function beneath(base: Context): Context {
  let context = withoutEnded(base);
  // A stream or a timer that starts a call within the call before: without this, each one stood on all before it.
  while (isLayer(context)) context = withoutEnded(context[BASE]);
  return context;
}

const BASE = Symbol('what a context of a call stands on');

interface Layer extends Context {
  readonly [BASE]: Context;
}

function isLayer(context: Context): context is Layer {
  return Object.hasOwn(context, BASE);
}

function layer(base: Context, span: unknown, call: unknown): Layer {
  return {
    [BASE]: base,
    getValue: (key) => (key === SPAN ? span : key === CALL ? call : base.getValue(key)),
    setValue(key, value) {
      if (key === SPAN) return layer(base, value, call);
      return key === CALL ? layer(base, span, value) : layer(base.setValue(key, value), span, call);
    },
    deleteValue(key) {
      if (key === SPAN) return layer(base, undefined, call);
      return key === CALL ? layer(base, span, undefined) : layer(base.deleteValue(key), span, call);
    },
  };
}

/** The API does not tell under which key a context holds its span: it is what the API sets. */
const SPAN = keyOfSpans();

function keyOfSpans(): symbol | undefined {
  let key: symbol | undefined;
  const probe: Context = {
    getValue: () => undefined,
    setValue(given) {
      key = given;
      return probe;
    },
    deleteValue: () => probe,
  };
  trace.setSpan(probe, trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  return key;
}

import { type Context, INVALID_SPAN_CONTEXT, type Span, createContextKey, trace } from '@opentelemetry/api';
import { withoutEnded } from './endingContext';

/** The key under which a context holds the call whose middleware stack runs. */
export const CALL = createContextKey('opentelemetry-instrumentation-sqs call');
/** That of the contexts with which the messages came that are processed. */
export const PROCESSED = createContextKey('opentelemetry-instrumentation-sqs contexts of processed messages');
/** That of the messages that have a process span already. */
export const CLAIMS = createContextKey('opentelemetry-instrumentation-sqs claimed messages');
/** That of the processing of a message, which may be over while its context is still active. */
export const BEGUN = createContextKey('opentelemetry-instrumentation-sqs processing');

/**
 * A context with a span, and with the call that the span is of. A context of the API copies all that it holds for each
 * value that is set; this one puts ours before what is there, which costs a tenth of that.
 *
 * As with those of the API, its methods work without their object.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/context/context.ts
 * @param call undefined: none of ours, also where `base` has one
 */
export function withSpan(base: Context, span: Span, call?: object): Context {
  if (SPAN === undefined) return trace.setSpan(withValue(base, CALL, call), span);
  return layer(beneath(base), { ...ownOf(base), span, call });
}

/** A context in which a propagator finds no span, and puts that of a message. */
export function withoutSpan(base: Context): Context {
  return trace.getSpan(base) === undefined ? base : trace.deleteSpan(layerOf(base));
}

/**
 * A context with one of our values, by one of the keys above. It never stands in a context of the API: what is put before
 * that would hide the value, and keep it alive.
 */
export function withValue(base: Context, key: symbol, value: unknown): Context {
  return layerOf(base).setValue(key, value);
}

/** What is ours in a context. */
interface Own {
  readonly span: unknown;
  readonly call: unknown;
  readonly processed: unknown;
  readonly claims: unknown;
  readonly begun: unknown;
}

function ownOf(base: Context): Own {
  return {
    span: SPAN && base.getValue(SPAN),
    call: base.getValue(CALL),
    processed: base.getValue(PROCESSED),
    claims: base.getValue(CLAIMS),
    begun: base.getValue(BEGUN),
  };
}

function layerOf(base: Context): Layer {
  return isLayer(base) ? base : layer(beneath(base), ownOf(base));
}

/** What is left of a context without all that is ours. */
function beneath(base: Context): Context {
  let context = withoutEnded(base);
  // A stream or a timer that starts a call within the call before: without this, each one stood on all before it.
  while (isLayer(context)) context = withoutEnded(context[BASE]);
  return context;
}

const BASE = Symbol('what a context of ours stands on');

interface Layer extends Context {
  readonly [BASE]: Context;
}

function isLayer(context: Context): context is Layer {
  return Object.hasOwn(context, BASE);
}

function layer(base: Context, own: Own): Layer {
  const setValue = (key: symbol, value: unknown): Layer => {
    const member = memberOf(key);
    return member === undefined ? layer(base.setValue(key, value), own) : layer(base, { ...own, [member]: value });
  };
  return {
    [BASE]: base,
    getValue(key) {
      const member = memberOf(key);
      return member === undefined ? base.getValue(key) : own[member];
    },
    setValue,
    deleteValue: (key) => (memberOf(key) === undefined ? layer(base.deleteValue(key), own) : setValue(key, undefined)),
  };
}

function memberOf(key: symbol): keyof Own | undefined {
  switch (key) {
    case SPAN:
      return 'span';
    case CALL:
      return 'call';
    case PROCESSED:
      return 'processed';
    case CLAIMS:
      return 'claims';
    case BEGUN:
      return 'begun';
    default:
      return undefined;
  }
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

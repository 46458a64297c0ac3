import {
  type Context,
  INVALID_SPAN_CONTEXT,
  type Span,
  createContextKey,
  propagation,
  trace,
} from '@opentelemetry/api';
import { MAP, type MappedContext, isOfApi } from './apiContext';
import { type OwnContext, STANDS_ON, isOurs, withoutEnded } from './endingContext';

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
  if (SPAN === undefined || !bears(base)) return trace.setSpan(withValue(base, CALL, call), span);
  return new Layer(beneath(base), { ...ownOf(base), span, call });
}

/** A context in which a propagator finds no span, and puts that of a message. */
export function withoutSpan(base: Context): Context {
  if (trace.getSpan(base) === undefined) return base;
  return trace.deleteSpan(bears(base) ? layerOf(base) : base);
}

/**
 * What was found in a message, on the base of {@link withoutSpan}. A context of another tracer loses its transaction with
 * its span: there, only the baggage is taken over.
 */
export function withFound(base: Context, found: Context): Context {
  if (bears(base)) return found;
  const baggage = propagation.getBaggage(found);
  return baggage === undefined ? base : propagation.setBaggage(base, baggage);
}

/**
 * A context with one of our values, by one of the keys above. It never stands in a context of the API: what is put before
 * that would hide the value, and keep it alive.
 */
export function withValue(base: Context, key: symbol, value: unknown): Context {
  if (bears(base)) return layerOf(base).setValue(key, value);
  // Not every tracer's context takes `undefined`.
  return value === undefined && base.getValue(key) === undefined ? base : set(base, key, value);
}

/** Whether a context of ours may stand in front of it. */
function bears(base: Context): boolean {
  return isOurs(base) || isOfApi(base);
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

function layerOf(base: Context): Context {
  return standsOn(base) === undefined ? new Layer(beneath(base), ownOf(base)) : base;
}

/** What is left of a context without all that is ours. */
function beneath(base: Context): Context {
  let context = withoutEnded(base);
  // A stream or a timer that starts a call within the call before: without this, each one stood on all before it.
  for (let next = standsOn(context); next !== undefined; next = standsOn(context)) context = withoutEnded(next);
  return context;
}

function standsOn(context: Context): Context | undefined {
  return (context as OwnContext)[STANDS_ON];
}

class Layer implements OwnContext {
  readonly getValue: Context['getValue'];
  readonly setValue: Context['setValue'];
  readonly deleteValue: Context['deleteValue'];
  #base: MappedContext;
  /** Undefined once somebody has asked for the map, which has all of it from then on. */
  #own: Own | undefined;

  constructor(base: Context, own: Own) {
    this.#base = base;
    this.#own = own;
    this.getValue = (key) => {
      const member = memberOf(key);
      return member === undefined || this.#own === undefined ? this.#base.getValue(key) : this.#own[member];
    };
    this.setValue = (key, value) => {
      const member = memberOf(key);
      const [under, now] = [this.#under(), this.#own ?? ownOf(this)];
      return member === undefined
        ? new Layer(under.setValue(key, value), now)
        : new Layer(under, { ...now, [member]: value });
    };
    this.deleteValue = (key) =>
      memberOf(key) === undefined
        ? new Layer(this.#under().deleteValue(key), this.#own ?? ownOf(this))
        : this.setValue(key, undefined);
  }

  get [STANDS_ON](): Context | undefined {
    return #base in this ? this.#under() : undefined;
  }

  /** As every context of the API has one. */
  get [MAP](): Map<symbol, unknown> | undefined {
    if (!(#base in this)) return undefined;
    if (this.#own !== undefined) {
      this.#base = KEYS.reduce((base, key) => set(base, key, this.getValue(key)), this.#base);
      this.#own = undefined;
    }
    return this.#base[MAP];
  }

  #under(): Context {
    return this.#own === undefined ? KEYS.reduce((base, key) => set(base, key, undefined), this.#base) : this.#base;
  }
}

function set(base: Context, key: symbol, value: unknown): Context {
  return value === undefined ? base.deleteValue(key) : base.setValue(key, value);
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

const KEYS: readonly symbol[] = [CALL, PROCESSED, CLAIMS, BEGUN, ...(SPAN === undefined ? [] : [SPAN])];

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

import { types } from 'node:util';
import { type Attributes, type Span, SpanKind, context, isSpanContextValid, trace } from '@opentelemetry/api';
import { carryOver } from '../process/carryOver';
import { safely, watch } from '../telemetry/safely';
import { isTracingSuppressed } from '../telemetry/suppression';
import { TracerSource } from '../telemetry/tracerSource';
import { codeArgumentsAttributes, codeAttributes, codeResultAttributes, codeSpanName } from '../semconv/code';
import { CallSite } from './callSite';
import { shown, shownAll } from './capture';
import { type TracedCall, runTraced, traceGenerator } from './tracedCall';

/** Options of {@link traced} and {@link Traced}. */
export interface TracedOptions<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** The name of the span. Default: `<file>:<function>`. */
  readonly name?: string | undefined;
  /** The kind of the span. Default: `CONSUMER` for an entry point (a call outside of any trace), else `INTERNAL`. */
  readonly kind?: SpanKind | undefined;
  readonly attributes?: Attributes | undefined;
  /**
   * Records the first eight arguments, each as text of at most 256 characters. Default: false. A function returns what
   * to record, so that secrets can be left out.
   */
  readonly captureArguments?: boolean | ((args: Args) => readonly unknown[]) | undefined;
  /**
   * Records in the same way the value that the function or its generator returns, or that its promise resolves to.
   * Default: false.
   */
  readonly captureResult?: boolean | ((result: Result) => unknown) | undefined;
}

/** What a function or its generator returns, or what its promise resolves to. */
export type TracedResult<Returned> = Returned extends
  | Generator<unknown, infer Result, never>
  | AsyncGenerator<unknown, infer Result, never>
  ? Result
  : Awaited<Returned>;

/** A decorator for methods and for fields with functions. It works with and without `experimentalDecorators`. */
export interface TracedDecorator {
  // No word of the method's type, which may be generic. The wrapper has the same.
  (method: (...args: never[]) => unknown, decoration: { readonly kind: 'method' }): void;
  <This, Value extends (...args: never[]) => unknown>(
    field: undefined,
    decoration: ClassFieldDecoratorContext<This, Value>,
  ): (this: This, initial: Value) => Value;
  <Value>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Value>): void;
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const tracers = new TracerSource();

/**
 * Returns the function with a span around each call. It may be sync, async, a generator or an async generator.
 *
 * It returns the same values and throws the same errors. Without a registered SDK it is called directly. The span ends
 * when a promise settles, or a query builder that is awaited at once; that of an Observable when the function returns it.
 * @example
 * export const settle = traced(async function settle(order: Order) { ... });
 */
export function traced<F extends (...args: never[]) => unknown>(
  fn: F,
  options: TracedOptions<Parameters<F>, TracedResult<ReturnType<F>>> = {},
): F {
  return wrap(fn as unknown as AnyFunction, options as TracedOptions, new CallSite(traced), false) as unknown as F;
}

/**
 * {@link traced} for methods.
 * @example
 * class Orders {
 *   \@Traced()
 *   async settle(order: Order) { ... }
 * }
 */
export function Traced<Args extends readonly unknown[] = readonly unknown[], Result = unknown>(
  given: TracedOptions<Args, Result> = {},
): TracedDecorator {
  const options = given as TracedOptions;
  const site = new CallSite(Traced);
  const decorate = (target: unknown, key: unknown, descriptor?: PropertyDescriptor): unknown => {
    if (typeof key === 'object' && key !== null) {
      if (typeof target === 'function') return wrap(target as AnyFunction, options, site, true);
      const { name } = key as { name: string | symbol };
      return (initial: unknown): unknown => named(initial, String(name), options, site);
    }
    if (typeof descriptor?.value === 'function') {
      Object.assign(descriptor, { value: wrap(descriptor.value as AnyFunction, options, site, true) });
    }
    return undefined;
  };
  return decorate as TracedDecorator;
}

function named(value: unknown, name: string, options: TracedOptions, site: CallSite): unknown {
  if (typeof value !== 'function') return value;
  return wrap(value as AnyFunction, options, site, true, value.name || name);
}

function wrap(fn: AnyFunction, options: TracedOptions, site: CallSite, ofClass: boolean, name = fn.name): AnyFunction {
  const generates = types.isGeneratorFunction(fn);
  const wrapper: AnyFunction = function (this: unknown, ...args: unknown[]): unknown {
    const start = (): TracedCall | undefined =>
      safely('starting a traced call', () =>
        begin(name || 'anonymous', ofClass ? this : undefined, args, options, site),
      );
    if (generates) return traceGenerator(Reflect.apply(fn, this, args), start);
    const made = new.target;
    const run = (): unknown =>
      made === undefined ? Reflect.apply(fn, this, args) : Reflect.construct(fn, args, made === wrapper ? fn : made);
    const call = start();
    return call === undefined ? run() : runTraced(call, run);
  };
  // What a constructor or a generator function makes is an instance of its original and of the wrapper.
  if (Object.hasOwn(fn, 'prototype')) Object.assign(wrapper, { prototype: fn.prototype as unknown });
  return carryOver(wrapper, fn);
}

function begin(
  name: string,
  self: unknown,
  args: readonly unknown[],
  options: TracedOptions,
  site: CallSite,
): TracedCall | undefined {
  const parent = context.active();
  const tracer = tracers.get();
  if (tracer === undefined || isTracingSuppressed(parent)) return undefined;
  const above = trace.getSpanContext(parent);
  const entry = above === undefined || !isSpanContextValid(above);
  const { location } = site;
  const owner = ownerOf(self);
  const attributes = {
    ...codeAttributes(owner === undefined ? name : `${owner}.${name}`, location),
    ...options.attributes,
  };
  const kind = options.kind ?? (entry ? SpanKind.CONSUMER : SpanKind.INTERNAL);
  const span = tracer.startSpan(options.name ?? codeSpanName(name, location), { kind, attributes }, parent);
  safely('recording arguments', recordArguments, span, args, options);
  const result = safely('preparing to record the result', recorderOfResult, span, options);
  return { span, context: trace.setSpan(parent, span), result };
}

function recordArguments(span: Span, args: readonly unknown[], { captureArguments }: TracedOptions): void {
  if (captureArguments === undefined || captureArguments === false || !span.isRecording()) return;
  const values = captureArguments === true ? args : captureArguments(args);
  watch('captureArguments', values);
  span.setAttributes(codeArgumentsAttributes(shownAll(values)));
}

function recorderOfResult(span: Span, { captureResult }: TracedOptions): TracedCall['result'] {
  if (captureResult === undefined || captureResult === false || !span.isRecording()) return undefined;
  return (result) => {
    const value = captureResult === true ? result : captureResult(result);
    if (captureResult !== true) watch('captureResult', value);
    span.setAttributes(codeResultAttributes(shown(value)));
  };
}

/** The name of the class of a method. `self` is an instance, or the class itself for a static method. */
function ownerOf(self: unknown): string | undefined {
  if (typeof self === 'function') return self.name || undefined;
  if (typeof self !== 'object' || self === null) return undefined;
  const { constructor } = self as { constructor?: unknown };
  return typeof constructor === 'function' ? constructor.name || undefined : undefined;
}

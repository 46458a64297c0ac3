import { ATTR_ERROR_TYPE, ATTR_MESSAGING_BATCH_MESSAGE_COUNT } from '../../semconv/attributes';
import { shownText } from '../../semconv/urls';
import { PACKAGE_NAME } from '../../version';
import { type Members, isObject, membersOf, number, text } from '../../values';
import { objectsBelow } from '../../diagnostics/sdkObjects';

const CONSUMER = 4;
/** Characters of what a service says. */
const MAX_SAID = 1024;
/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors */
const TOO_LARGE = /shorter than|too ?long|too large|exceeds? the maximum|message size/i;

type Listener = (span: unknown) => void;

/** Counts the spans that pass the processors of a provider. */
export class Spans {
  started = 0;
  ended = 0;
  received = 0;
  processed = 0;
  tooLarge: string | undefined;
  readonly byScope = new Map<string, number>();
  readonly #watched = new WeakSet<object>();

  watch(root: object): void {
    const [first, ...others] = objectsBelow(root, isProcessor);
    // The outermost one sees each span once.
    if (first === undefined || [first, ...others].some((processor) => this.#watched.has(processor))) return;
    this.#watched.add(first);
    listen(first, 'onStart', (span) => this.#onStart(span));
    listen(first, 'onEnd', (span) => this.#onEnd(span));
  }

  #onStart(span: unknown): void {
    if (scopeOf(span) === DOCTOR_SCOPE) return;
    this.started += 1;
    const { kind, name } = membersOf(span);
    if (kind === CONSUMER && /\bprocess\b/.test(String(name))) this.processed += 1;
  }

  #onEnd(span: unknown): void {
    const scope = scopeOf(span);
    if (scope === DOCTOR_SCOPE || !isSampled(span)) return;
    this.ended += 1;
    this.byScope.set(scope, (this.byScope.get(scope) ?? 0) + 1);
    if (scope !== PACKAGE_NAME) return;
    const { attributes, status, name } = membersOf(span);
    const { [ATTR_MESSAGING_BATCH_MESSAGE_COUNT]: count, [ATTR_ERROR_TYPE]: type } = membersOf(attributes);
    if (/receive/i.test(String(name))) this.received += number(count) ?? 0;
    const message = text(membersOf(status)['message']) ?? '';
    if (type !== undefined && (TOO_LARGE.test(message) || type === 'BatchRequestTooLong')) {
      this.tooLarge ??= shownText(`${text(type) ?? 'error'}: ${message}`, MAX_SAID);
    }
  }
}

/** The scope of the doctor's own span. */
export const DOCTOR_SCOPE = `${PACKAGE_NAME} doctor`;

function isProcessor(value: Members): boolean {
  return typeof value['onStart'] === 'function' && typeof value['onEnd'] === 'function';
}

function listen(holder: Members, name: 'onStart' | 'onEnd', listener: Listener): void {
  const original = holder[name] as (...args: unknown[]) => unknown;
  const value = function (this: unknown, ...args: unknown[]): unknown {
    try {
      listener(args[0]);
    } catch {
      // A span of an unknown kind costs its count.
    }
    return Reflect.apply(original, this, args);
  };
  Object.defineProperty(holder, name, { value, configurable: true, enumerable: false, writable: true });
}

function scopeOf(span: unknown): string {
  const { instrumentationScope, instrumentationLibrary } = membersOf(span);
  return text(membersOf(instrumentationScope ?? instrumentationLibrary)['name']) ?? 'unknown';
}

function isSampled(span: unknown): boolean {
  if (!isObject(span) || typeof span['spanContext'] !== 'function') return false;
  const context: unknown = Reflect.apply(span['spanContext'] as () => unknown, span, []);
  return (Number(membersOf(context)['traceFlags']) & 1) === 1;
}

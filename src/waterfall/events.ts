import type { AttributeValue } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_TYPE,
  ATTR_MESSAGING_SQS_VISIBILITY_TIMEOUT_OVERRUN_MS,
  EVENT_EXCEPTION,
  EVENT_MESSAGING_SQS_VISIBILITY_TIMEOUT_EXCEEDED,
} from '../semconv/attributes';
import type { FinishedEvent } from './finishedSpan';
import { type Line, segment } from './paint';
import { formatDuration, plural } from './text';
import type { SpanNode } from './traceTree';

const MAX_EVENTS = 3;

/** Why a span failed, then its events, one short line each; what was said already is not said again. */
export function eventLines(node: SpanNode): Line[] {
  const { events } = node.span;
  const failure = node.failed ? describeFailure(node) : '';
  const exceptions = new Set(
    events.filter((event) => isException(event) && !mentions(failure, event)).map(describeException),
  );
  const lines: Line[] = [
    ...Array.from(exceptions, (text) => [segment(`! ${text}`, 'red')]),
    ...events.filter((event) => !isException(event)).map((event) => [segment(`• ${describeEvent(event)}`, 'dim')]),
  ];
  return [...(failure === '' ? [] : [[segment(`✗ ${failure}`, 'red')]]), ...atMost(MAX_EVENTS, lines)];
}

function atMost(count: number, lines: readonly Line[]): Line[] {
  const rest = lines.length - count;
  return rest > 0 ? [...lines.slice(0, count), [segment(`• and ${plural(rest, 'more event')}`, 'dim')]] : [...lines];
}

/** `error.type: message`, from the exception where the span itself does not say it. */
export function describeFailure({ span }: SpanNode): string {
  const exception = span.events.findLast(isException);
  const message = valueText(span.status.message) || exceptionMessage(exception);
  const sameError = message === exceptionMessage(exception);
  const type = valueText(span.attributes[ATTR_ERROR_TYPE]) || (sameError ? typeOf(exception) : '');
  return typeAndMessage(type, message);
}

function mentions(failure: string, exception: FinishedEvent): boolean {
  return failure.includes(exceptionMessage(exception) || describeException(exception));
}

function describeException(event: FinishedEvent): string {
  return typeAndMessage(typeOf(event), exceptionMessage(event)) || EVENT_EXCEPTION;
}

function describeEvent({ name, attributes }: FinishedEvent): string {
  const overrun = attributes?.[ATTR_MESSAGING_SQS_VISIBILITY_TIMEOUT_OVERRUN_MS];
  if (name !== EVENT_MESSAGING_SQS_VISIBILITY_TIMEOUT_EXCEEDED || typeof overrun !== 'number') return name;
  return `visibility timeout exceeded by ${formatDuration(overrun)}`;
}

/** A message often starts with its error's name already. */
function typeAndMessage(type: string, message: string): string {
  if (type === '' || message.startsWith(type)) return message;
  return message === '' ? type : `${type}: ${message}`;
}

function isException({ name }: FinishedEvent): boolean {
  return name === EVENT_EXCEPTION;
}

function typeOf(exception: FinishedEvent | undefined): string {
  return valueText(exception?.attributes?.[ATTR_EXCEPTION_TYPE]);
}

function exceptionMessage(exception: FinishedEvent | undefined): string {
  return valueText(exception?.attributes?.[ATTR_EXCEPTION_MESSAGE]);
}

function valueText(value: AttributeValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

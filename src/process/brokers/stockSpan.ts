import { type Attributes, type Link, type Span, SpanKind, context, trace } from '@opentelemetry/api';
import { brokerMessageOf } from '../../propagation/brokers/brokerMessageOf';
import { type BrokerFacts, describesMessage } from '../../semconv/brokers';
import { addLinks } from '../../telemetry/addLinks';
import { PACKAGE_NAME } from '../../version';
import { type Members, isObject } from '../../values';

/** Under which amqplib's stock instrumentation keeps the span on its message. */
const STORED_SPAN = 'opentelemetry.amqplib.message.stored-span';

/** What the SDK's spans tell of themselves, beside the API. */
interface SdkSpan extends Span {
  readonly kind?: unknown;
  readonly attributes?: unknown;
  readonly instrumentationScope?: { readonly name?: unknown };
  readonly instrumentationLibrary?: { readonly name?: unknown };
}

/** The active span, if it is the process span that an instrumentation of the client, whichever, opened for this message. */
export function stockProcessSpan(message: unknown, facts: BrokerFacts | undefined): Span | undefined {
  const broker = brokerMessageOf(message);
  if (broker === undefined || facts === undefined) return undefined;
  const span: SdkSpan | undefined = trace.getSpan(context.active());
  if (span === undefined || span.kind !== SpanKind.CONSUMER) return undefined;
  const { name } = span.instrumentationScope ?? span.instrumentationLibrary ?? {};
  if (name === PACKAGE_NAME) return undefined;
  const stored = storedSpan(broker.message);
  if (stored !== undefined) return stored === span ? span : undefined;
  return isObject(span.attributes) && describesMessage(span.attributes, facts, broker.id) ? span : undefined;
}

function storedSpan(message: Members): unknown {
  const key = Object.getOwnPropertySymbols(message).find(({ description }) => description === STORED_SPAN);
  return key === undefined ? undefined : (message as Record<symbol, unknown>)[key];
}

/** Adds what that span lacks; what it has stays. */
export function enrichStockSpan(span: Span, attributes: Attributes, links: Link[]): void {
  const { attributes: own } = span as SdkSpan;
  const missing = Object.entries(attributes).filter(([name]) => !isObject(own) || own[name] === undefined);
  span.setAttributes(Object.fromEntries(missing));
  addLinks(span, links);
}

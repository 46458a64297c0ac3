import { addTo } from '../collections';
import type { Attributes, Value } from '../otlp/attributes';
import type { Kind, Resource, Span } from '../span';
import type { StoredTrace } from './kept';

const KINDS: Readonly<Record<Kind, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };
const STATUS_ERROR = 2;

/** A trace as OTLP JSON, as far as it is kept. */
export function otlpOf({ spans }: StoredTrace): object {
  const byResource = new Map<Resource, Map<string, object[]>>();
  for (const { span } of spans.values()) {
    const scopes = byResource.get(span.resource) ?? new Map<string, object[]>();
    byResource.set(span.resource, scopes);
    addTo(scopes, span.scope, spanOf(span));
  }
  return {
    resourceSpans: [...byResource].map(([{ attributes }, scopes]) => ({
      resource: { attributes: pairsOf(attributes) },
      scopeSpans: [...scopes].map(([name, ofScope]) => ({ scope: { name }, spans: ofScope })),
    })),
  };
}

function spanOf({ traceId, spanId, parentId, name, kind, start, end, failed, message, ...rest }: Span): object {
  return {
    traceId,
    spanId,
    ...(parentId === undefined ? {} : { parentSpanId: parentId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: nanosecondsOf(start),
    endTimeUnixNano: end === undefined ? '0' : nanosecondsOf(end),
    attributes: pairsOf(rest.attributes),
    events: rest.events.map((event) => ({
      name: event.name,
      timeUnixNano: nanosecondsOf(event.at),
      attributes: pairsOf(event.attributes),
    })),
    links: rest.links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: pairsOf(link.attributes),
    })),
    status: failed ? { code: STATUS_ERROR, message } : {},
  };
}

function nanosecondsOf(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6)));
}

function pairsOf(attributes: Attributes): object[] {
  return [...attributes].map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: Value): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value)
    ? { intValue: String(value) }
    : { doubleValue: Number.isFinite(value) ? value : String(value) };
}

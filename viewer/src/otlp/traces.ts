import type { Kind, Resource, Span, SpanEvent, SpanLink } from '../span';
import { clean } from '../words/text';
import { Attributes, cut, readAttributes } from './attributes';
import { hasMembers, listOf, type Members, membersOf, textOf, timeOf } from './members';
import { ownCopy } from './memory';
import { pooled } from './pool';
import { readResource } from './resource';

const KINDS: readonly Kind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const STATUS_ERROR = 2;
const NO_ID = /^0*$/;
const HEX = /^[\dA-F]+$/i;
const MAX_ID = 64;
const MAX_NAME = 512;
const MAX_MESSAGE = 4096;
const MAX_EVENTS = 128;
/** A batch may link to each of its messages. */
const MAX_LINKS = 1000;

/**
 * Reads an `ExportTraceServiceRequest` in JSON: what an OTLP exporter sends, and what a collector writes to a file. Whatever
 * there is to read: what is missing or of another type than it should be counts as not said.
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function* readSpans(request: unknown): Generator<Span> {
  // One after the other: what is not kept takes no memory.
  for (const { resource, scopeSpans, instrumentationLibrarySpans } of eachOf(membersOf(request)['resourceSpans'])) {
    const of = readResource(resource);
    for (const { scope, spans } of eachOf(scopeSpans ?? instrumentationLibrarySpans)) {
      const name = pooled(cut(clean(textOf(membersOf(scope)['name'])), MAX_NAME));
      for (const span of eachOf(spans)) yield readSpan(span, of, name);
    }
  }
}

function* eachOf(value: unknown): Generator<Members> {
  for (const item of listOf(value)) if (hasMembers(item)) yield item;
}

function readSpan(span: Members, resource: Resource, scope: string): Span {
  const end = timeOf(span['endTimeUnixNano']);
  const start = timeOf(span['startTimeUnixNano']) ?? end ?? 0;
  const status = membersOf(span['status']);
  const parentId = idOf(span['parentSpanId']);
  const links = listOf(span['links']);
  return {
    traceId: pooled(idOf(span['traceId'])),
    spanId: idOf(span['spanId']),
    parentId: NO_ID.test(parentId) ? undefined : parentId,
    name: pooled(cut(clean(textOf(span['name'])), MAX_NAME) || '(no name)'),
    kind: kindOf(span['kind']),
    start,
    end: end === undefined ? undefined : Math.max(start, end),
    failed: status['code'] === STATUS_ERROR || status['code'] === 'STATUS_CODE_ERROR',
    message: cut(textOf(status['message']), MAX_MESSAGE),
    attributes: readAttributes(span['attributes']),
    events: listOf(span['events'])
      .slice(0, MAX_EVENTS)
      .filter(hasMembers)
      .map((event) => readEvent(event, start)),
    links: links.length === 0 ? NO_LINKS : links.slice(0, MAX_LINKS).filter(hasMembers).map(readLink),
    resource,
    scope,
  };
}

const NO_LINKS: readonly SpanLink[] = [];

function readEvent({ name, timeUnixNano, attributes }: Members, start: number): SpanEvent {
  return {
    name: pooled(cut(clean(textOf(name)), MAX_NAME)),
    at: timeOf(timeUnixNano) ?? start,
    attributes: readAttributes(attributes),
  };
}

function readLink({ traceId, spanId, attributes }: Members): SpanLink {
  return {
    traceId: pooled(idOf(traceId)),
    spanId: idOf(spanId),
    attributes: attributes === undefined ? Attributes.NONE : readAttributes(attributes),
  };
}

/** 0 is a kind that is not specified. Some writers give the name of it. */
function kindOf(value: unknown): Kind {
  if (typeof value === 'string') {
    const named = value.replace(/^SPAN_KIND_/, '').toLowerCase();
    return KINDS.find((kind) => kind === named) ?? 'internal';
  }
  return (typeof value === 'number' ? KINDS[value - 1] : undefined) ?? 'internal';
}

/** Digits of both cases mean the same. */
function idOf(value: unknown): string {
  const said = textOf(value);
  const id = said.length > MAX_ID ? ownCopy(said.slice(0, MAX_ID)) : said;
  return HEX.test(id) ? id.toLowerCase() : id;
}

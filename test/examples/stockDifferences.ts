import { isDeepStrictEqual } from 'node:util';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';

/** A span, as `test/fixtures/migration/operations/run.cjs` tells of it. */
interface OperationSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: { readonly code: SpanStatusCode; readonly message?: string };
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly spanId: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
}

/** One call of one operation, with what it left behind. */
export interface OperationCall {
  /** `SQS.SendMessage`, or `BedrockRuntime.InvokeModel (claude)` */
  readonly call: string;
  /** Answered with all members, with numbers that are 0 and flags that are false, or refused. */
  readonly how: 'answered' | 'bare' | 'failed';
  /** What the application caught. */
  readonly failed?: string;
  readonly spans: readonly OperationSpan[];
}

/** What one side says otherwise than the other of the same call. */
export interface Difference {
  readonly call: string;
  readonly how: OperationCall['how'];
  readonly what: 'spans' | 'name' | 'kind' | 'status' | 'attribute' | 'links' | 'events';
  /** The attribute. */
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly spanBefore: OperationSpan | undefined;
  readonly spanAfter: OperationSpan | undefined;
}

/** The span of the call itself; the others are beside it. */
function callSpan({ spans }: OperationCall): OperationSpan | undefined {
  return spans.find(({ attributes }) => 'rpc.method' in attributes);
}

/** All that differs between the spans of the same call. */
export function differencesOf(before: OperationCall, after: OperationCall): Difference[] {
  const [spanBefore, spanAfter] = [callSpan(before), callSpan(after)];
  const { call, how } = after;
  const found: Difference[] = [];
  const compare = (what: Difference['what'], was: unknown, is: unknown, key = ''): void => {
    if (isDeepStrictEqual(was, is)) return;
    found.push({ call, how, what, key, before: was, after: is, spanBefore, spanAfter });
  };
  compare('spans', namesBeside(before, spanBefore), namesBeside(after, spanAfter));
  if (spanBefore === undefined || spanAfter === undefined) {
    compare('spans', before.spans.length, after.spans.length);
    return found;
  }
  compare('name', spanBefore.name, spanAfter.name);
  compare('kind', SpanKind[spanBefore.kind], SpanKind[spanAfter.kind]);
  compare('status', statusOf(spanBefore), statusOf(spanAfter));
  const names = new Set([...Object.keys(spanBefore.attributes), ...Object.keys(spanAfter.attributes)]);
  for (const name of names) compare('attribute', spanBefore.attributes[name], spanAfter.attributes[name], name);
  compare('links', linksOf(spanBefore), linksOf(spanAfter));
  compare('events', eventsOf(spanBefore), eventsOf(spanAfter));
  return found;
}

function namesBeside({ spans }: OperationCall, own: OperationSpan | undefined): string[] {
  return spans.filter((span) => span !== own).map(({ name }) => name);
}

function statusOf({ status: { code, message } }: OperationSpan): string {
  return [SpanStatusCode[code], ...(message === undefined ? [] : [message])].join(': ');
}

/** Ids of spans differ from run to run. */
function linksOf({ links }: OperationSpan): unknown[] {
  return links.map(({ spanId, attributes }) => ({ known: /^(.)\1+$/.test(spanId) ? spanId : 'new', attributes }));
}

/** Stack traces have the frames of each side. */
function eventsOf({ events }: OperationSpan): unknown[] {
  return events.map(({ name, attributes }) => ({
    name,
    attributes: { ...attributes, 'exception.stacktrace': typeof attributes['exception.stacktrace'] },
  }));
}

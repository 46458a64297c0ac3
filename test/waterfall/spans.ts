import { createHash } from 'node:crypto';
import {
  type Attributes,
  type HrTime,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
} from '@opentelemetry/api';
import type { FinishedEvent, FinishedLink, FinishedSpan } from '../../src/waterfall/finishedSpan';
import { type RenderOptions, renderTraces } from '../../src/waterfall/renderTraces';

/** Some Saturday, in seconds: realistic times are too large for a double to hold their nanoseconds. */
const EPOCH = 1_795_255_200;

/** A point in time, `milliseconds` after the story began. */
export function at(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [EPOCH + seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}

/** What a test says about a span. */
export interface SpanStory {
  /** Names the trace and the span; their identifiers are made from it. */
  readonly id: `${string}/${string}`;
  /** Another span's `id`. */
  readonly parent?: string;
  readonly remoteParent?: boolean;
  readonly name: string;
  readonly service?: string;
  readonly kind?: SpanKind;
  readonly start: number;
  /** Undefined: still open. */
  readonly end?: number;
  readonly error?: string;
  readonly attributes?: Attributes;
  readonly links?: readonly (string | FinishedLink)[];
  readonly events?: readonly FinishedEvent[];
}

/** A span's context, made from its `trace/span` name: identifiers look random and are the same in each run. */
export function contextOf(id: string): SpanContext {
  const [trace = ''] = id.split('/');
  return { traceId: digest(trace, 32), spanId: digest(id, 16), traceFlags: TraceFlags.SAMPLED };
}

/** A span with nothing special about it. */
export const SHORT = { id: 't/short', name: 'work', start: 0, end: 1 } as const satisfies SpanStory;

/** The finished span of a story. */
export function span(story: SpanStory): FinishedSpan {
  const { id, parent, kind = SpanKind.INTERNAL, error, attributes = {}, links = [], events = [] } = story;
  return {
    name: story.name,
    ...(story.service === undefined ? {} : { resource: { attributes: { 'service.name': story.service } } }),
    kind,
    spanContext: () => contextOf(id),
    ...(parent === undefined
      ? {}
      : { parentSpanContext: { ...contextOf(parent), isRemote: story.remoteParent ?? false } }),
    startTime: at(story.start),
    endTime: story.end === undefined ? [0, 0] : at(story.end),
    ended: story.end !== undefined,
    status: error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    attributes,
    links: links.map((link) => (typeof link === 'string' ? { context: contextOf(link) } : link)),
    events,
  };
}

/** The lines of a waterfall without colours. */
export function linesOf(spans: readonly FinishedSpan[], options: RenderOptions = {}): string[] {
  return renderTraces(spans, { color: false, ...options }).split('\n');
}

/** The names in the tree, with the tree's lines before them, from top to bottom. */
export function namesIn(waterfall: string): string[] {
  const row = /^(.*\S) +(?:internal|server|client|producer|consumer) /;
  return waterfall.split('\n').flatMap((line) => row.exec(line)?.[1] ?? []);
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

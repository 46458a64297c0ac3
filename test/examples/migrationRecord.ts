import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import assert from 'node:assert/strict';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { PROJECT_ROOT } from '../support/fixtures';
import type { ToldSpan } from './migrationWorld';

/** A span without what differs from run to run. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: string;
  readonly links: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What both sides of a migration emitted in the same scenario. */
export interface Recording {
  readonly versions: Readonly<Record<string, string>>;
  readonly pairs: readonly {
    readonly call: string;
    readonly before: RecordedSpan;
    readonly after: RecordedSpan;
    readonly messagingName?: string | undefined;
  }[];
  readonly extra: readonly { readonly call: string; readonly after: RecordedSpan }[];
  readonly metrics: readonly string[];
  /** Headers that the side before put into a message. */
  readonly carried?: Readonly<Record<string, string>>;
}

/** Values that a run gave to what differs from run to run, by what they are. */
export type Ids = Readonly<Record<string, unknown>>;

/** Takes ids, ports and times out of a span. */
export function recordedSpan(span: ToldSpan, ids: Ids): RecordedSpan {
  const status = span.status === SpanStatusCode.ERROR ? ', ERROR' : '';
  const attributes = Object.entries(span.attributes)
    // What hooks add is the application's.
    .filter(([name]) => !name.startsWith('app.'))
    .map(([name, value]) => [name, neutral(name, value, ids)] as const);
  return {
    name: span.name,
    kind: SpanKind[span.kind] + status,
    links: span.links.length,
    attributes: Object.fromEntries(attributes.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function neutral(name: string, value: unknown, ids: Ids): unknown {
  const known = Object.keys(ids).find((id) => ids[id] === value && value !== undefined);
  if (known !== undefined) return `<${known}>`;
  if (name === 'server.port') return '<port>';
  if (name.endsWith('_ms') || name.endsWith('timestamp')) return '<time>';
  if (typeof value !== 'string') return value;
  return value.replace(/127\.0\.0\.1:\d+/, '<server>').replace(/^\+49\d+$/, '<phone number>');
}

/** A span of this process, as one of another process is told. */
export function tell(span: ReadableSpan): ToldSpan {
  const { spanId, traceId } = span.spanContext();
  const parentId = span.parentSpanContext?.spanId;
  return {
    scope: span.instrumentationScope.name,
    name: span.name,
    kind: span.kind,
    status: span.status.code,
    spanId,
    traceId,
    ...(parentId !== undefined && { parentId }),
    links: span.links.map(({ context }) => ({ spanId: context.spanId, traceId: context.traceId })),
    attributes: span.attributes,
  };
}

/** The tables of scripts/docs/migration.mjs. */
const TABLES = ['spanTable', 'attributeTable', 'additionTable', 'metricList'] as const;
type Table = (typeof TABLES)[number];

function recordOf(which: string): string {
  return join(PROJECT_ROOT, 'test', 'fixtures', 'migration', `${which}.json`);
}

/** What was recorded when it was last recorded. */
export function readRecording(which: string): Recording {
  return JSON.parse(readFileSync(recordOf(which), 'utf8')) as Recording;
}

/** Whether this run writes records. */
export const recording = process.env['MIGRATION'] === 'record';

/**
 * Holds what was emitted against what is recorded, and against the tables of the guide. `MIGRATION=record` in the
 * environment writes the record; `npm run docs` then writes the tables.
 */
export async function assertDocumented(
  which: string,
  guide: string,
  live: Recording,
  tables: readonly Table[] = TABLES,
): Promise<void> {
  const path = recordOf(which);
  if (recording) {
    writeFileSync(path, `${JSON.stringify(live, null, 2)}\n`);
    return;
  }
  assert.deepEqual(live, readRecording(which), 'MIGRATION=record npm test, then npm run docs');
  const script = pathToFileURL(join(PROJECT_ROOT, 'scripts', 'docs', 'migration.mjs')).href;
  const renderers = (await import(script)) as Record<Table, (recorded: Recording) => string>;
  const text = readFileSync(join(PROJECT_ROOT, 'docs', 'migration', guide), 'utf8');
  for (const table of tables) {
    assert.ok(text.includes(renderers[table](live)), `${guide} has not the ${table} of this run`);
  }
}

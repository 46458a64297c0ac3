import { deepEqual } from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { renderHtmlReport } from 'opentelemetry-instrumentation-sqs-viewer';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { BATCH_SPANS, ORDER_SPANS, POISON_SPANS } from './shop';
import { linesOf, namesIn } from './spans';

const DATA = /<script type="application\/json" id="data">([^]*?)<\/script>/;
const SPANS = [...BATCH_SPANS, ...POISON_SPANS, ...ORDER_SPANS];

describe('the waterfall on the console and the page of the viewer', () => {
  it('show the same spans in the same order, each with the same words', () => {
    const lines = linesOf(SPANS, { width: 200 }).join('\n');
    const { spans } = JSON.parse(DATA.exec(pageOf(SPANS))?.[1] ?? '') as { spans: { name: string; detail: string }[] };
    deepEqual(
      spans.map(({ name }) => name),
      namesIn(lines).map((name) => name.replace(/^[│├└─ ]+/u, '')),
    );
    deepEqual(
      spans.filter(({ detail }) => !lines.includes(detail)),
      [],
    );
  });
});

/** By way of the JSON that an exporter sends. */
function pageOf(spans: readonly FinishedSpan[]): string {
  const missing = {
    resource: emptyResource(),
    instrumentationScope: { name: 'tests' },
    duration: [0, 0] satisfies HrTime,
    ended: true,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  const readable = spans.map((span) => ({ ...span, ...missing }) as ReadableSpan);
  return renderHtmlReport(
    JSON.parse(Buffer.from(JsonTraceSerializer.serializeRequest(readable) ?? '').toString('utf8')),
  );
}

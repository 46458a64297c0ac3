import { deepEqual } from 'node:assert/strict';
import type { HrTime } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { emptyResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { createModel, type Model } from 'opentelemetry-instrumentation-sqs-viewer';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { BATCH_SPANS, ORDER_SPANS, POISON_SPANS } from './shop';
import { linesOf, namesIn } from './spans';

const SPANS = [...BATCH_SPANS, ...POISON_SPANS, ...ORDER_SPANS];

describe('the waterfall on the console and the page of the viewer', () => {
  it('show the same spans, each with the same words', async () => {
    const lines = linesOf(SPANS, { width: 200 }).join('\n');
    const { source } = modelOf(SPANS);
    const { rows } = await source.messages({}, { offset: 0, limit: 100 });
    const stories = await Promise.all(rows.map(({ id }) => source.message(id)));
    const shown = new Map(
      stories.flatMap((story) => story?.traces ?? []).flatMap(({ spans }) => spans.map((span) => [span.key, span])),
    );
    deepEqual(
      [...shown.values()].map(({ name }) => name).toSorted(),
      namesIn(lines)
        .map((name) => name.replace(/^[│├└─ ]+/u, ''))
        .toSorted(),
    );
    deepEqual(
      [...shown.values()].filter(({ detail }) => !lines.includes(detail)),
      [],
    );
  });
});

/** By way of the JSON that an exporter sends. */
function modelOf(spans: readonly FinishedSpan[]): Model {
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
  const model = createModel();
  model.add(JSON.parse(Buffer.from(JsonTraceSerializer.serializeRequest(readable) ?? '').toString('utf8')));
  return model;
}

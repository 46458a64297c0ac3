import { deepEqual, equal, ok } from 'node:assert/strict';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import * as fc from 'fast-check';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { renderTraces } from '../../src/waterfall/renderTraces';
import { contextOf, span } from './spans';

const TRACES = 3;
const SPANS = 8;

/** Any span of a few traces: parents, links and times need not make sense, and some identifiers occur twice. */
const anyId = fc.tuple(fc.nat(TRACES - 1), fc.nat(SPANS - 1)).map(([trace, index]) => `t${trace}/${index}`);
const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyTime = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0, 1_795_255_200, Number.NaN, Infinity)),
  fc.oneof(fc.nat(999_999_999), fc.constant(Number.NaN)),
);
const anyValue = fc.oneof(
  anyText,
  fc.double(),
  fc.boolean(),
  fc.array(anyText, { maxLength: 2 }),
  fc.constant(undefined),
);
const anyAttributes = fc.dictionary(
  fc.constantFrom(
    'messaging.destination.name',
    'messaging.message.id',
    'messaging.sqs.batch.size',
    'messaging.sqs.batch.failed_count',
    'messaging.sqs.message.queue_time_ms',
    'aws.request.attempts',
    'error.type',
    'exception.message',
  ),
  anyValue,
);
const anySpan: fc.Arbitrary<FinishedSpan> = fc
  .record({
    id: anyId,
    parent: fc.option(anyId, { nil: undefined }),
    name: anyText,
    kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER),
    startTime: anyTime,
    endTime: anyTime,
    ended: fc.boolean(),
    status: fc.record({ code: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.ERROR), message: anyText }),
    attributes: anyAttributes,
    links: fc.array(fc.record({ context: anyId.map(contextOf), attributes: anyAttributes }), { maxLength: 6 }),
    events: fc.array(
      fc.record({ name: fc.oneof(fc.constant('exception'), anyText), time: anyTime, attributes: anyAttributes }),
      { maxLength: 5 },
    ),
  })
  .map(({ id, parent, ...rest }) => ({
    ...rest,
    spanContext: () => contextOf(id),
    parentSpanContext: parent === undefined ? undefined : contextOf(parent),
  }));

describe('properties of renderTraces', () => {
  it('draws anything, no line wider than the width and none with a control character', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 30 }), fc.integer({ min: 1, max: 160 }), (spans, width) => {
        for (const line of renderTraces(spans, { width, color: false }).split('\n')) {
          // Not the renderer's own measure: a character that is no combining one takes a column at least.
          ok(Array.from(line.replaceAll(/\p{M}/gu, '')).length <= width, line);
          equal(/\p{C}/u.test(line), false);
        }
      }),
    );
  });

  it('names every span once, whatever their parents', () => {
    const parents = fc.array(fc.option(fc.nat(60), { nil: undefined }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(parents, fc.array(fc.nat(50), { minLength: 50, maxLength: 50 }), (parentOf, starts) => {
        const spans = parentOf.map((parent, index) => {
          const start = starts[index] ?? 0;
          const relation = parent === undefined ? {} : { parent: `t/${parent}` };
          return span({ id: `t/${index}`, ...relation, name: `span-${index}`, start, end: start + 3 });
        });
        const text = renderTraces(spans, { color: false });
        const named = text.split('\n').flatMap((line) => /(span-\d+) +internal /.exec(line)?.[1] ?? []);
        deepEqual(named.toSorted(), spans.map(({ name }) => name).toSorted());
      }),
    );
  });

  it('draws the same, in whatever order the spans come', () => {
    const stories = fc.array(fc.tuple(fc.nat(2), fc.option(fc.nat(9)), fc.nat(9)), { minLength: 1, maxLength: 10 });
    const shuffled = stories
      .map((all) =>
        all.map(([trace, parent, link], index) => {
          const relation = parent === null ? {} : { parent: `t${trace}/${parent}` };
          const links = [`t${(trace + 1) % 3}/${link}`];
          return span({
            id: `t${trace}/${index}`,
            ...relation,
            name: `span-${index}`,
            start: index,
            end: index + 2,
            links,
          });
        }),
      )
      .chain((spans) =>
        fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length, maxLength: spans.length })),
      );
    fc.assert(
      fc.property(shuffled, ([spans, others]) => {
        equal(renderTraces(others, { color: false }), renderTraces(spans, { color: false }));
      }),
    );
  });

  it('puts every trace after all those that it links to', () => {
    const links = fc.array(fc.array(fc.nat(19), { maxLength: 3 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(links, fc.array(fc.nat(100), { minLength: 20, maxLength: 20 }), (linksOf, starts) => {
        // Only backwards, so that an order exists; the starts say nothing about it.
        const producersOf = linksOf.map((all, trace) => all.filter((producer) => producer < trace));
        const spans = producersOf.map((producers, trace) => {
          const start = starts[trace] ?? 0;
          const to = producers.map((producer) => `t${producer}/0`);
          return span({ id: `t${trace}/0`, name: `trace-${trace}`, start, end: start + 1, links: to });
        });
        const text = renderTraces(spans, { color: false });
        const order = Array.from(text.matchAll(/^── trace-(\d+) /gm), ([, trace]) => Number(trace));
        equal(order.length, spans.length);
        for (const [place, trace] of order.entries()) {
          for (const producer of producersOf[trace] ?? []) ok(order.indexOf(producer) < place, text);
        }
      }),
    );
  });
});

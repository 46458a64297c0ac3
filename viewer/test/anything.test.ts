import { deepEqual, equal } from 'node:assert/strict';
import * as fc from 'fast-check';
import { renderHtmlReport } from '../src';
import { readSpans } from '../src/otlp';
import { reportData } from '../src/reportData';
import { idsOf, otlp, SHORT, span } from './spans';

const anyIds = fc.tuple(fc.nat(2), fc.nat(7)).map(([trace, index]) => idsOf(`t${trace}/${index}`));
const anyTime = fc.oneof(fc.nat(4_000_000_000), fc.nat().map(String), fc.jsonValue());
const anyAttributes = fc.oneof(
  fc.array(
    fc.record({
      key: fc.constantFrom('messaging.destination.name', 'messaging.sqs.batch.size', 'error.type', 'exception.message'),
      value: fc.oneof(
        fc.record({ stringValue: fc.string({ unit: 'binary' }) }),
        fc.record({ doubleValue: fc.double() }),
        fc.jsonValue(),
      ),
    }),
    { maxLength: 4 },
  ),
  fc.jsonValue(),
);
const anyLink = fc.tuple(anyIds, anyAttributes).map(([ids, attributes]) => ({ ...ids, attributes }));
const anyEvent = fc.record({
  name: fc.oneof(fc.constant('exception'), fc.jsonValue()),
  timeUnixNano: anyTime,
  attributes: anyAttributes,
});

/** A span that is partly as it should be: parents, links and times need not make sense, some identifiers occur twice. */
const anySpan = fc
  .tuple(
    anyIds,
    fc.record(
      {
        parentSpanId: fc.oneof(
          anyIds.map(({ spanId }) => spanId),
          fc.jsonValue(),
        ),
        name: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        kind: fc.oneof(fc.nat(6), fc.jsonValue()),
        startTimeUnixNano: anyTime,
        endTimeUnixNano: anyTime,
        status: fc.oneof(fc.record({ code: fc.nat(2), message: fc.string({ unit: 'binary' }) }), fc.jsonValue()),
        attributes: anyAttributes,
        events: fc.oneof(fc.array(anyEvent, { maxLength: 3 }), fc.jsonValue()),
        links: fc.oneof(fc.array(anyLink, { maxLength: 3 }), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([ids, rest]) => ({ ...ids, ...rest }));

describe('a page of anything', () => {
  it('is made, with each span on it once', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 20 }), (spans) => {
        const page = renderHtmlReport(otlp(...spans));
        equal(page.split('</script>').length, 3);
        equal(page.includes('<!--'), false);
        const data = reportData(readSpans(otlp(...spans)));
        equal(data.spans.length, spans.length);
        equal(
          data.traces.reduce((sum, { count }) => sum + count, 0),
          spans.length,
        );
        for (const { start, length = 0 } of data.spans) equal(Number.isFinite(start) && length >= 0, true);
      }),
    );
  });

  it('is made of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (request, scope, other) => {
        renderHtmlReport(request as object);
        renderHtmlReport({ resourceSpans: [{ scopeSpans: [scope, { spans: [other] }] }] });
      }),
    );
  });

  it('is the same, in whatever order the spans come', () => {
    const stories = fc.array(fc.tuple(fc.nat(2), fc.option(fc.nat(9)), fc.nat(9)), { minLength: 1, maxLength: 10 });
    const shuffled = stories
      .map((all) =>
        all.map(([trace, parent, link], index) =>
          span({
            ...SHORT,
            id: `t${trace}/${index}`,
            ...(parent === null ? {} : { parent: `t${trace}/${parent}` }),
            name: `span-${index}`,
            start: index,
            end: index + 2,
            links: [`t${(trace + 1) % 3}/${link}`],
          }),
        ),
      )
      .chain((spans) =>
        fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length, maxLength: spans.length })),
      );
    fc.assert(
      fc.property(shuffled, ([spans, others]) => {
        deepEqual(reportData(readSpans(otlp(...others))), reportData(readSpans(otlp(...spans))));
      }),
    );
  });

  it('takes a trace that is deeper than the stack, with a link on each level', () => {
    const deep = Array.from({ length: 20_000 }, (_, index) =>
      span({
        ...SHORT,
        id: `t/${index}`,
        ...(index > 0 ? { parent: `t/${index - 1}` } : {}),
        links: index % 10 === 0 ? [`u/${index}`] : [],
      }),
    );
    equal(reportData(readSpans(otlp(...deep))).spans.at(-1)?.depth, 19_999);
  });

  it('names spans that are ancestors of each other, and one that is its own, once', () => {
    const ring = [
      span({ id: 't/a', parent: 't/c', name: 'ring-a', start: 0, end: 5 }),
      span({ id: 't/b', parent: 't/a', name: 'ring-b', start: 1, end: 5 }),
      span({ id: 't/c', parent: 't/b', name: 'ring-c', start: 2, end: 5 }),
      span({ id: 't/d', parent: 't/d', name: 'own-parent', start: 3, end: 5 }),
    ];
    deepEqual(
      reportData(readSpans(otlp(...ring))).spans.map(({ name, depth }) => [name, depth]),
      [
        ['ring-a', 0],
        ['ring-b', 1],
        ['ring-c', 2],
        ['own-parent', 0],
      ],
    );
  });
});

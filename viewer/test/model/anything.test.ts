import { deepEqual, equal, ok } from 'node:assert/strict';
import * as fc from 'fast-check';
import { renderHtmlReport } from '../../src';
import { createModel, type Model } from '../../src/model';
import { idsOf, otlp, SHORT, span } from '../spans';
import { storyOf } from './telling';

const anyIds = fc.tuple(fc.nat(2), fc.nat(7)).map(([trace, index]) => idsOf(`t${trace}/${index}`));
const anyTime = fc.oneof(fc.nat(4_000_000_000), fc.nat().map(String), fc.jsonValue());
const anyAttributes = fc.oneof(
  fc.array(
    fc.record({
      key: fc.constantFrom(
        'messaging.system',
        'messaging.operation.type',
        'messaging.destination.name',
        'messaging.message.id',
        'messaging.batch.message_count',
        'relationship',
        'error.type',
      ),
      value: fc.oneof(
        fc.record({
          stringValue: fc.constantFrom('aws_sqs', 'send', 'process', 'receive', 'orders', 'processing_attempt'),
        }),
        fc.record({ stringValue: fc.string({ unit: 'binary' }) }),
        fc.record({ doubleValue: fc.double() }),
        fc.jsonValue(),
      ),
    }),
    { maxLength: 6 },
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

/** Asks for everything that there is. */
async function readAll(model: Model): Promise<unknown[]> {
  const { source } = model;
  const list = await source.messages({}, { offset: 0, limit: 1000 });
  const stories = await Promise.all(list.rows.map(({ id }) => storyOf(model, id)));
  const said = [list, stories, await source.map({}), await source.plots({})];
  ok(await source.messages({ text: 'a', errors: true, slowerThan: 1, from: 0, to: 1 }, { offset: 3, limit: 2 }));
  return said;
}

describe('a model of anything', () => {
  it('answers, each span is in its trace once, and the page is made', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySpan, { maxLength: 20 }), async (spans) => {
        const model = createModel();
        model.add(otlp(...spans));
        const said = await readAll(model);
        // What goes over HTTP is JSON, without numbers that it has no text for.
        deepEqual(JSON.stringify(said).includes(':null'), false);
        const page = renderHtmlReport(otlp(...spans));
        equal(page.split('</script>').length, 3);
        equal(page.includes('<!--'), false);
      }),
    );
  });

  it('is made of any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), async (request, scope, other) => {
        const model = createModel();
        model.add(request);
        model.add({ resourceSpans: [{ scopeSpans: [scope, { spans: [other] }] }] });
        model.add({ resourceMetrics: [{ resource: other, scopeMetrics: [scope, { metrics: [other] }] }] });
        await readAll(model);
      }),
    );
  });

  it('is never larger than it may be, and answers what is left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySpan, { maxLength: 40 }), async (spans) => {
        const model = createModel({ maxSpans: 6 });
        for (const each of spans) {
          model.add(otlp(each));
          ok(model.kept().spans <= 6);
        }
        await readAll(model);
      }),
    );
  });

  it('takes a trace that is deeper than the stack, and shows its upper part', async () => {
    const model = createModel();
    model.add(
      otlp(
        ...Array.from({ length: 20_000 }, (_, index) =>
          span({ ...SHORT, id: `t/${index}`, ...(index > 0 ? { parent: `t/${index - 1}` as const } : {}) }),
        ),
      ),
    );
    const { rows } = await model.source.messages({}, { offset: 0, limit: 1 });
    const story = await storyOf(model, rows[0]?.id ?? '');
    deepEqual([story.traces[0]?.spans.length, story.hiddenSpans], [2000, 18_000]);
  });

  it('names spans that are ancestors of each other, and one that is its own, once', async () => {
    const model = createModel();
    model.add(
      otlp(
        span({ id: 't/a', parent: 't/c', name: 'ring-a', start: 0, end: 5 }),
        span({ id: 't/b', parent: 't/a', name: 'ring-b', start: 1, end: 5 }),
        span({ id: 't/c', parent: 't/b', name: 'ring-c', start: 2, end: 5 }),
        span({ id: 't/d', parent: 't/d', name: 'own-parent', start: 3, end: 5 }),
      ),
    );
    const { rows } = await model.source.messages({}, { offset: 0, limit: 1 });
    const story = await storyOf(model, rows[0]?.id ?? '');
    deepEqual(
      story.traces[0]?.spans.map(({ name, depth }) => [name, depth]),
      [
        ['own-parent', 0],
        ['ring-a', 0],
        ['ring-b', 1],
        ['ring-c', 2],
      ],
    );
  });
});

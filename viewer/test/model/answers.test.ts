import { deepEqual, equal, ok } from 'node:assert/strict';
import { createModel } from '../../src';
import type { Filter } from '../../src/model/source';
import { groupsOf } from '../../src/words/groups';
import { readSpans } from '../../src/otlp/traces';
import { idsOf, SHORT, span } from '../spans';
import { EPOCH_MILLIS, exportOf, messageOf, modelOf, onlyRow, sqs, storyOf } from './telling';

const model = modelOf([1, 2, 3, 4].flatMap(messageOf), { labels: { [idsOf('web2/x').traceId]: 'an order' } });

describe('filters', () => {
  for (const [what, filter, expected] of [
    ['nothing: the newest first', {}, ['m-4', 'm-3', 'm-2', 'm-1']],
    ['errors', { errors: true }, ['m-3']],
    ['the service that sent', { service: 'shop' }, ['m-4', 'm-3', 'm-2', 'm-1']],
    ['a service that nobody knows', { service: 'none' }, []],
    ['a queue', { destination: 'orders' }, ['m-4', 'm-3', 'm-2', 'm-1']],
    ['another queue', { destination: 'bills' }, []],
    ['an outcome', { outcome: 'failed' }, ['m-3']],
    ['slow ones', { slowerThan: 80 }, ['m-4', 'm-3']],
    ['a text of a span below', { text: 'bills-OF-2' }, ['m-2']],
    ['an error', { text: 'no boxes' }, ['m-3']],
    ['an id', { text: 'M-4' }, ['m-4']],
    ['a trace', { text: idsOf('work1/x').traceId }, ['m-1']],
    ['a span above: the request', { text: 'post /orders', errors: true }, ['m-3']],
    ['a time', { from: EPOCH_MILLIS + 2000, to: EPOCH_MILLIS + 3500 }, ['m-3', 'm-2']],
    ['all at once', { errors: true, service: 'worker', text: 'boxes', slowerThan: 1, outcome: 'failed' }, ['m-3']],
  ] as const satisfies readonly (readonly [string, Filter, readonly string[]])[]) {
    it(`are for ${what}`, async () => {
      const { rows, total } = await model.source.messages(filter, { offset: 0, limit: 10 });
      deepEqual(
        rows.map(({ messageId }) => messageId),
        expected,
      );
      equal(total, expected.length);
    });
  }

  it('can be chosen from all that is kept, and the histogram is that of all times', async () => {
    const filter = { outcome: 'failed', from: 0, to: 1 } as const;
    const { services, destinations, histogram, total, kept } = await model.source.messages(filter, {
      offset: 0,
      limit: 1,
    });
    deepEqual([services, destinations, total], [['shop', 'worker'], ['orders'], 0]);
    deepEqual([histogram.counts.at(0), histogram.failed.at(0)], [1, 1]);
    deepEqual(kept, { spans: 16, traces: 8, messages: 4, rows: 4, droppedSpans: 0, droppedTraces: 0 });
  });

  it('have pages', async () => {
    const { rows, total } = await model.source.messages({}, { offset: 1, limit: 2 });
    deepEqual([rows.map(({ messageId }) => messageId), total], [['m-3', 'm-2'], 4]);
  });

  it('finds a message by all that the page shows of it: who made it, events, and the id that only a link says', async () => {
    const linked = (nth: number) => ({ to: `s${nth}/a`, attributes: { 'messaging.message.id': `linked-${nth}` } });
    const attributes = { ...sqs('orders', 'receive'), 'messaging.batch.message_count': 2 };
    const poll = span({
      id: 'p/a',
      name: 'receive',
      kind: 'client',
      start: 0,
      end: 1,
      attributes,
      links: [1, 2].map(linked),
    });
    const events = [{ name: 'exception', at: 5, attributes: { 'exception.stacktrace': 'at packBoxes (pack.js:7)' } }];
    const work = span({
      id: 'w/a',
      name: 'process',
      start: 2,
      end: 9,
      attributes: sqs('orders', 'process', 'm'),
      events,
    });
    const resource = { attributes: [{ key: 'k8s.pod.name', value: { stringValue: 'Pod-77' } }] };
    const told = modelOf([
      { resourceSpans: [{ scopeSpans: [{ spans: [poll] }] }, { resource, scopeSpans: [{ spans: [work] }] }] },
    ]);
    for (const [text, id] of [
      ['LINKED-1', 'linked-1'],
      ['linked-2', 'linked-2'],
      ['packboxes', 'm'],
      ['pod-77', 'm'],
    ] as const) {
      const { rows } = await told.source.messages({ text }, { offset: 0, limit: 9 });
      deepEqual(
        rows.map(({ messageId }) => messageId),
        [id],
        text,
      );
    }
  });

  it('find what came after the first question', async () => {
    const growing = createModel();
    const asked = async () => (await growing.source.messages({ text: 'boxes' }, { offset: 0, limit: 9 })).total;
    equal(await asked(), 0);
    for (const request of messageOf(3)) growing.add(request);
    equal(await asked(), 1);
  });
});

describe('the story of a message', () => {
  it('has all its traces, and tells its own spans from others', async () => {
    const { rows } = await model.source.messages({ text: 'm-2' }, { offset: 0, limit: 1 });
    const story = await storyOf(model, rows[0]?.id ?? '');
    deepEqual(
      story.traces.flatMap(({ label, spans }) =>
        spans.map(({ name, depth, own, service }) => [label, name, depth, own, service]),
      ),
      [
        ['an order', 'POST /orders', 0, false, 'shop'],
        ['an order', 'SQS.SendMessage', 1, true, 'shop'],
        [undefined, 'process orders', 0, true, 'worker'],
        [undefined, 'S3.PutObject', 1, true, 'worker'],
      ],
    );
    equal(story.row.label, 'an order');
    const keys = (id: string): string => `${idsOf(id).traceId}/${idsOf(id).spanId}`;
    deepEqual(story.arrows, [{ from: keys('web2/send'), to: keys('work2/process'), kind: 'producer' }]);
    deepEqual([story.from, story.to], [EPOCH_MILLIS + 2000, EPOCH_MILLIS + 2080]);
  });

  it('has no room for the poll that has waited for it', async () => {
    const polled = modelOf([
      exportOf('worker', {
        id: 'poll/receive',
        name: 'SQS.ReceiveMessage',
        kind: 'client',
        start: 0,
        end: 19_020,
        attributes: { ...sqs('orders', 'receive', 'm-1'), 'messaging.batch.message_count': 1 },
        links: ['web19/send'],
      }),
      ...messageOf(19).slice(0, 1),
    ]);
    const row = await onlyRow(polled);
    equal(row.outcome, 'received');
    const { from, traces } = await storyOf(polled, row.id);
    equal(from, EPOCH_MILLIS + 19_000);
    deepEqual(
      traces.map(({ spans }) => spans[0]?.name),
      ['POST /orders', 'SQS.ReceiveMessage'],
    );
  });

  it('is undefined for one that nobody knows', async () => {
    equal(await model.source.message('m-2'), undefined);
  });

  it('names a parent that is lost', async () => {
    const lost = modelOf([exportOf('shop', { ...SHORT, parent: 't/gone' })]);
    const { traces } = await storyOf(lost, (await onlyRow(lost)).id);
    equal(traces[0]?.spans[0]?.lostParent, idsOf('t/gone').spanId);
  });
});

describe('attributes', () => {
  it('stand by meaning, the error first, with twins folded', () => {
    const attributes = {
      zoo: 'lion',
      'aws.region': 'eu-central-1',
      'cloud.region': 'eu-central-1',
      'messaging.system': 'aws_sqs',
      'messaging.message.id': 'm-1',
      'messaging.sqs.message.id': 'm-1',
      'http.status_code': 200,
      'http.response.status_code': 404,
      'error.type': 'NoBoxes',
    };
    const [read] = readSpans(exportOf('shop', { ...SHORT, attributes }));
    ok(read);
    const groups = groupsOf(read);
    deepEqual(
      groups.map(({ title, rows }) => [
        title,
        ...rows.map(({ name, value, alsoNamed }) => [name, value, ...alsoNamed].join(' ')),
      ]),
      [
        ['Error', 'error.type NoBoxes'],
        ['Message', 'messaging.message.id m-1 messaging.sqs.message.id', 'messaging.system aws_sqs'],
        ['AWS', 'cloud.region eu-central-1 aws.region'],
        // Twins that differ are both worth seeing.
        ['HTTP', 'http.response.status_code 404', 'http.status_code 200'],
        ['Other', 'zoo lion'],
        ['Service', 'service.name shop', 'scope tests'],
      ],
    );
  });
});

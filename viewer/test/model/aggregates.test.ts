import { deepEqual, equal } from 'node:assert/strict';
import { createModel } from '../../src/model';
import type { MapEdge } from '../../src/model/source';
import { EPOCH, otlp, SHORT, span } from '../spans';
import { messageOf, modelOf } from './telling';

const model = modelOf([1, 2, 3, 4].flatMap(messageOf));

describe('the map', () => {
  it('has each way once, with what went over it', async () => {
    const { nodes, edges } = await model.source.map({});
    const names = new Map(nodes.map(({ id, name }) => [id, name]));
    const short = ({ from, to, kind, messages, failed }: MapEdge) => [
      names.get(from),
      kind,
      names.get(to),
      messages,
      failed,
    ];
    deepEqual(edges.map(short), [
      ['shop', 'send', 'orders', 4, 0],
      ['orders', 'process', 'worker', 4, 1],
    ]);
    // Four messages in three seconds.
    equal(edges[0]?.rate.toFixed(2), '1.33');
    const queue = nodes.find(({ kind }) => kind === 'queue');
    deepEqual(
      [queue?.messages, queue?.failed, queue?.receives, queue?.waitedMedian, queue?.waited99],
      [4, 1, 1, 30, 40],
    );
    equal((await model.source.map({ errors: true })).edges[0]?.messages, 1);
  });
});

describe('plots', () => {
  it('are counted from the spans where no metrics came', async () => {
    const plots = await model.source.plots({});
    deepEqual(
      plots.map(({ title, from, lines }) => [title, from, lines.map(({ name, points }) => [name, points.length])]),
      [
        ['Queue time', 'spans', [['orders', 4]]],
        ['Process duration', 'spans', [['orders', 4]]],
        ['Failures', 'spans', [['orders', 1]]],
      ],
    );
    deepEqual(
      plots[0]?.lines[0]?.points.map(([, value]) => Math.round(value)),
      [10, 20, 30, 40],
    );
    deepEqual(new Set(plots[1]?.lines[0]?.points.map(([, value]) => Math.round(value))), new Set([50]));
  });

  for (const [temporality, counts] of [
    ['cumulative', [3, 3, 9]],
    ['delta', [3, 0, 6]],
  ] as const) {
    it(`have the first failure of a process, too: ${temporality}`, async () => {
      const measured = createModel();
      for (const [nth, count] of counts.entries()) measured.add(durationsOf(temporality, 'no boxes', nth + 1, count));
      const failures = (await measured.source.plots({})).find(({ title }) => title === 'Failures');
      deepEqual([failures?.from, failures?.lines[0]?.points.map(([, rate]) => rate)], ['metrics', [3 / 60, 0, 6 / 60]]);
    });
  }

  it('have a failure that is alone, and no rate of hundreds of it', async () => {
    const measured = createModel();
    measured.add(durationsOf('cumulative', 'no boxes', 1, 1, 5));
    const failures = (await measured.source.plots({})).find(({ title }) => title === 'Failures');
    deepEqual(
      failures?.lines[0]?.points.map(([, rate]) => rate),
      [1],
    );
  });

  it('go on after many processes that have ended, each with series of its own', async () => {
    const measured = createModel();
    for (let nth = 1; nth <= 600; nth += 1) {
      const [metrics] = durationsOf('cumulative', 'no boxes', nth, 1).resourceMetrics;
      const attributes = [{ key: 'process.pid', value: { intValue: nth } }];
      measured.add({ resourceMetrics: [{ ...metrics, resource: { attributes } }] });
    }
    const durations = (await measured.source.plots({})).find(({ title }) => title === 'Process duration');
    equal(durations?.lines[0]?.points.at(-1)?.[0], Number(EPOCH / 1_000_000n) + 600 * 60_000);
  });

  it('are of nothing where there is nothing', async () => {
    deepEqual(
      (await modelOf([otlp(span(SHORT))]).source.plots({})).map(({ lines }) => lines),
      [[], [], []],
    );
  });
});

/** What a process exports of its durations: each minute a count, which began some milliseconds before. */
function durationsOf(
  temporality: 'cumulative' | 'delta',
  error: string,
  minute: number,
  count: number,
  began = 60_000,
) {
  const at = EPOCH + BigInt(minute) * 60_000_000_000n;
  const point = {
    startTimeUnixNano: String(at - BigInt(began) * 1_000_000n),
    timeUnixNano: String(at),
    count,
    sum: count * 2,
    attributes: [
      { key: 'messaging.destination.name', value: { stringValue: 'orders' } },
      { key: 'error.type', value: { stringValue: error } },
    ],
  };
  const histogram = { aggregationTemporality: temporality === 'delta' ? 1 : 2, dataPoints: [point] };
  const metrics = [{ name: 'messaging.process.duration', unit: 's', histogram }];
  return { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
}

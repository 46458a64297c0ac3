import { deepEqual, equal } from 'node:assert/strict';
import { createModel } from '../../src/model';
import { idsOf, SHORT } from '../spans';
import { exportOf, onlyRow, sqs, storyOf } from './telling';

describe('a message without end', () => {
  it('is known by its address and by its latest attempts, and leaves nothing of the others', async () => {
    const model = createModel({ maxSpans: 20 });
    const attempt = (nth: number) => {
      const links = nth === 0 ? [] : [{ to: `try${nth - 1}/p`, attributes: { relationship: 'processing_attempt' } }];
      const attributes = sqs('orders', 'process', 'm-1');
      const name = 'process orders';
      const story = { id: `try${nth}/p`, name, kind: 'consumer', start: nth, end: nth + 1, attributes, links } as const;
      model.add(exportOf('worker', { ...story, error: 'no boxes' }));
    };
    const keyOfAttempt = (nth: number) => {
      const { traceId, spanId } = idsOf(`try${nth}/p`);
      return `span:${traceId}/${spanId}`;
    };
    attempt(0);
    const { id } = await onlyRow(model);
    for (let nth = 1; nth < 3000; nth += 1) attempt(nth);
    // What stood in an address stays there; what only old spans have said goes with them.
    equal((await storyOf(model, id)).row.attempts, 20);
    equal((await storyOf(model, keyOfAttempt(2999))).row.attempts, 20);
    equal(await model.source.message(keyOfAttempt(5)), undefined);
  });
});

describe('what does not fit', () => {
  it('is nothing of a trace that does not fit, and no trace without a span', () => {
    const model = createModel({ maxBytes: 2400 });
    const long = { long: 'x'.repeat(2000) };
    for (let nth = 0; nth < 5; nth += 1) {
      model.add(exportOf('shop', { ...SHORT, id: `long${nth}/a`, attributes: long }));
    }
    deepEqual([model.kept().spans, model.kept().traces, model.kept().droppedSpans], [0, 0, 5]);
    // One that is open stays so where there is no room for what its end says.
    model.add(exportOf('shop', { id: 't/a', name: 'work', start: 0 }));
    model.add(exportOf('shop', { ...SHORT, id: 't/a', attributes: long }));
    deepEqual([model.kept().spans, model.kept().traces], [1, 1]);
  });
});

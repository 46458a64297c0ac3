import { equal } from 'node:assert/strict';
import { createModel } from '../../src/model';
import { idsOf } from '../spans';
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

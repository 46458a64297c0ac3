import { deepEqual } from 'node:assert/strict';
import * as fc from 'fast-check';
import { createModel } from '../../src';
import { otlp, type SpanStory, span } from '../spans';
import { rowsOf, sorted } from './telling';

/** Spans of messages, as instrumentations make them: who is whose parent, who links to whom, and what they know differs. */
const anyMessaging = fc
  .array(
    fc.record({
      trace: fc.nat(3),
      operation: fc.constantFrom('send', 'create', 'receive', 'process', 'settle', undefined),
      system: fc.constantFrom('aws_sqs', 'aws.sns', 'kafka'),
      queue: fc.constantFrom('orders', 'orders-dlq', 'bills'),
      id: fc.option(fc.constantFrom('m-1', 'm-2', 'm-3'), { nil: undefined }),
      count: fc.option(fc.nat(3), { nil: undefined }),
      parent: fc.option(fc.nat(7), { nil: undefined }),
      links: fc.array(
        fc.record({
          to: fc.nat(7),
          relationship: fc.constantFrom('original_message', 'processing_attempt', undefined),
          id: fc.constantFrom('m-1', 'm-2', undefined),
        }),
        { maxLength: 3 },
      ),
      failed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) =>
    all.map((each, nth): SpanStory => {
      const idOf = (index: number): `${string}/${string}` => `t${all[index]?.trace ?? 9}/${index}`;
      const defined = (attributes: object) =>
        Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Record<
          string,
          string
        >;
      return {
        id: idOf(nth),
        ...(each.parent === undefined ? {} : { parent: idOf(each.parent) }),
        name: `span ${nth}`,
        kind: each.operation === 'process' ? 'consumer' : 'client',
        // None at the same time: what is first is not a matter of who tells of it first.
        start: nth * 10,
        end: nth * 10 + 5,
        ...(each.failed ? { error: 'no' } : {}),
        attributes:
          each.operation === undefined
            ? {}
            : defined({
                'messaging.system': each.system,
                'messaging.operation.type': each.operation,
                'messaging.destination.name': each.queue,
                'messaging.message.id': each.id,
                'messaging.batch.message_count': each.count,
              }),
        links: each.links.map(({ to, relationship, id }) => ({
          to: idOf(to),
          attributes: defined({ relationship, 'messaging.message.id': id }),
        })),
      };
    }),
  );

describe('messages of anything', () => {
  it('are the same in whatever order the spans come', async () => {
    const shuffled = anyMessaging.chain((stories) =>
      fc.tuple(
        fc.constant(stories),
        fc.shuffledSubarray(stories, { minLength: stories.length, maxLength: stories.length }),
      ),
    );
    const rowsIn = async (stories: readonly SpanStory[]) => {
      const model = createModel();
      for (const story of stories) {
        model.add(otlp(span(story)));
        // Whoever asks in between changes nothing.
        await rowsOf(model);
      }
      return sorted((await rowsOf(model)).map(({ id: _, ...row }) => Object.entries(row)));
    };
    await fc.assert(
      fc.asyncProperty(shuffled, async ([stories, others]) => {
        deepEqual(await rowsIn(others), await rowsIn(stories));
      }),
      { numRuns: 500 },
    );
  });
});

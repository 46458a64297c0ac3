import assert from 'node:assert/strict';
import { describeEvent } from '../../../../src/process/lambda/sources/eventSource';
import { openBatch } from '../../../../src/process/openBatch';
import { processBatch } from '../../../../src/process/processBatch';
import { processMessage } from '../../../../src/process/processMessage';
import { within } from '../../../../src/telemetry/within';
import * as events from '../../../fixtures/lambda/messages';
import { useWorld } from '../../../support/useWorld';
import { eachMessagePayload } from '../../brokers/messages';
import { startConsumerWorld, work } from '../../consumerWorld';
import { spansOf } from './eventWorld';

const ARN = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const OTHER_ACCOUNT = 'arn:aws:sqs:eu-west-1:999999999999:orders';
const OTHER_REGION = 'arn:aws:sqs:eu-central-1:123456789012:orders';

/** All orders of a list. */
function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]];
  return list.flatMap((one, index) => permutations(list.toSpliced(index, 1)).map((others) => [one, ...others]));
}

const record = (eventSourceARN: string | undefined) => ({ ...events.sqsRecord(), eventSourceARN });

describe('an event of SQS', () => {
  const world = useWorld(startConsumerWorld);

  const several: Readonly<Record<string, readonly (string | undefined)[]>> = {
    'of one name in two accounts': [ARN, ARN, OTHER_ACCOUNT],
    'of one name in two regions': [ARN, OTHER_REGION, ARN],
    'that some records do not tell': [ARN, undefined, ARN],
    'that no record tells': [undefined, undefined],
  };
  for (const [what, arns] of Object.entries(several)) {
    it(`queues ${what}: the span of the event has no queue, in any order of its records`, () => {
      for (const order of permutations(arns)) {
        const { whole } = spansOf(world, { Records: order.map(record) });
        assert.ok(whole);
        assert.equal(whole.name, 'multiple_sources process');
        assert.equal(whole.attributes['messaging.system'], 'aws_sqs');
        for (const name of [
          'messaging.destination.name',
          'messaging.sqs.queue.account_id',
          'messaging.sqs.queue.region',
        ]) {
          assert.equal(whole.attributes[name], undefined, name);
        }
      }
    });
  }

  it('a queue of a new partition', () => {
    const arn = 'arn:aws-eusc:sqs:eusc-de-east-1:123456789012:orders';
    const { whole, records } = spansOf(world, { Records: [record(arn)] });
    for (const span of [whole, ...records]) {
      assert.equal(span?.attributes['messaging.destination.name'], 'orders');
      assert.equal(span?.attributes['messaging.sqs.queue.region'], 'eusc-de-east-1');
    }
  });

  it('batches of two systems claim neither, in any order', async () => {
    const sources = [events.sqsRecord(), eachMessagePayload(), events.rabbitMqMessage()];
    for (const order of permutations(sources)) {
      world.tracing.reset();
      await processBatch(order, () => undefined);
      const batch = world.tracing.spans().find(({ attributes }) => attributes['messaging.batch.message_count'] === 3);
      assert.ok(batch);
      assert.equal(batch.attributes['messaging.system'], undefined);
      assert.equal(batch.attributes['messaging.destination.name'], undefined);
    }
  });

  describe('records that look alike', () => {
    const twins: Readonly<Record<string, object>> = {
      'equal receipt handles': { receiptHandle: 'twin' },
      'equal ids': { messageId: 'twin' },
      'equal in both': { receiptHandle: 'twin', messageId: 'twin' },
      'empty receipt handles': { receiptHandle: '' },
    };
    for (const [what, members] of Object.entries(twins)) {
      for (const [way, given] of Object.entries({
        'the record': <T>(it: T) => it,
        'a copy': <T>(it: T) => ({ ...it }),
      })) {
        it(`${what}: work on ${way} is below a span of its own`, () => {
          const { records, shape } = describeEvent({ Records: [1, 2, 3].map(() => events.sqsRecord(members)) });
          const batch = openBatch(records, {}, shape) ?? assert.fail();
          within(batch.context, () => {
            for (const [index, one] of records.entries()) processMessage(given(one), () => work(`work ${index}`));
          });
          batch.end();
          const ofRecords = world.tracing.spans('process orders').map((span) => span.spanContext().spanId);
          const parents = [0, 1, 2].map((index) => world.tracing.span(`work ${index}`).parentSpanContext?.spanId);
          assert.equal(ofRecords.length, 3);
          assert.deepEqual(parents, ofRecords);
        });
      }
    }

    it('the failure of one is not that of the other', () => {
      const { records, shape } = describeEvent({
        Records: [1, 2].map(() => events.sqsRecord({ receiptHandle: 'twin' })),
      });
      const batch = openBatch(records, {}, shape) ?? assert.fail();
      within(batch.context, () => {
        assert.throws(() =>
          processMessage(records[0], () => {
            throw new RangeError('poison');
          }),
        );
        processMessage(records[1], () => undefined);
      });
      batch.end();
      const types = world.tracing.spans('process orders').map(({ attributes }) => attributes['error.type']);
      assert.deepEqual(types, ['RangeError', undefined]);
    });
  });
});

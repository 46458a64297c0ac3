import assert from 'node:assert/strict';
import { processMessage, wrapBatchHandler } from '../../src';
import { retryCountOf } from '../../src/process/describeIncoming';
import { useWorld } from '../support/useWorld';
import { startConsumerWorld } from './consumerWorld';
import { lambdaRecord } from './lambda/lambdaWorld';

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

describe('what a message tells of itself', () => {
  const world = useWorld(startConsumerWorld);

  it('is how often it was forwarded, in any casing of that name, and of no other', () => {
    for (const [attributes, expected] of [
      [{ 'x-retry-count': text('2') }, 2],
      [{ 'x-retry-count': text('0') }, 0],
      [{ 'X-Retry-COUNT': text('3') }, 3],
      [{ 'x-retry-count': text('1'), 'X-Retry-Count': text('9') }, 1],
      [{ 'x-retry-counts': text('4') }, undefined],
      [{ 'x-retry-bound': text('4') }, undefined],
      [{ other: text('4') }, undefined],
      [{ undefined: text('4') }, undefined],
      [{ 'x-retry-count': text('-1') }, undefined],
      [{ 'x-retry-count': text('often') }, undefined],
      [{}, undefined],
    ] as const) {
      assert.equal(retryCountOf(attributes), expected, JSON.stringify(attributes));
    }
  });

  it('is in the attributes of a record of Lambda, too', () => {
    const stringValue = (value: string) => ({ stringValue: value, dataType: 'String' });
    world.reset({ capturedMessageAttributes: ['tenant'] });
    processMessage(
      lambdaRecord({
        messageAttributes: {
          'x-retry-count': stringValue('2'),
          'x-forward-reason': stringValue('poison'),
          tenant: stringValue('acme'),
        },
      }),
      () => undefined,
    );
    const { attributes } = world.tracing.span('process orders');
    assert.equal(attributes['messaging.sqs.retry.count'], 2);
    assert.equal(attributes['messaging.sqs.forward.reason'], 'poison');
    assert.ok(JSON.stringify(attributes).includes('acme'));
  });

  it('is nothing where nobody knows its shape, but for the destination that the application names', () => {
    const expected = {
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'jobs',
    };
    processMessage({ id: 1, data: {} }, () => undefined, { destination: 'jobs' });
    assert.deepEqual(world.tracing.span('process jobs').attributes, expected);
    world.reset();
    wrapBatchHandler(() => undefined, { destination: 'jobs' })([{ id: 2, data: {} }]);
    const spans = world.tracing.spans('process jobs').map(({ attributes }) => attributes);
    assert.deepEqual(
      spans.map((attributes) => attributes['messaging.destination.name']),
      ['jobs', 'jobs'],
    );
    assert.ok(spans.every((attributes) => attributes['messaging.system'] === undefined));
  });
});

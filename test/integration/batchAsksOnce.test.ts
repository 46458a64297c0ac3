import assert from 'node:assert/strict';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { propagation } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { startSqsWorld } from './sqsWorld';
import { useWorld } from '../support/useWorld';

/** Counts how often it is asked for its fields. */
class CountingPropagator extends W3CTraceContextPropagator {
  asked = 0;

  override fields(): string[] {
    this.asked++;
    return super.fields();
  }
}

describe('a batch and the propagator', () => {
  const world = useWorld(startSqsWorld);

  it('is asked for its fields as often for ten messages as for one, and all ten carry their context', async () => {
    const propagator = new CountingPropagator();
    propagation.disable();
    propagation.setGlobalPropagator(propagator);
    const QueueUrl = await world.createQueue();
    const askedFor = async (count: number): Promise<number> => {
      const before = propagator.asked;
      const Entries = Array.from({ length: count }, (_, index) => ({ Id: String(index), MessageBody: 'x' }));
      await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      return propagator.asked - before;
    };
    await askedFor(1);
    const [one, ten] = [await askedFor(1), await askedFor(10)];
    assert.ok(one > 0);
    assert.equal(ten, one);
    const messages = [];
    while (messages.length < 12) messages.push(...(await world.receive(QueueUrl, { MaxNumberOfMessages: 10 })));
    for (const { MessageAttributes } of messages) assert.ok(MessageAttributes?.['traceparent']?.StringValue);
  });
});

import assert from 'node:assert/strict';
import { forwardMessage } from '../../../src';
import { useWorld } from '../../support/useWorld';
import { kafkaMessage, rabbitMessage } from '../brokers/messages';
import { QUEUE_URL, TRACEPARENT, startConsumerWorld } from '../consumerWorld';

/** As a sender writes it that is not OpenTelemetry's. */
const BAGGAGE = 'tenant=blue;level=1, user=7';

class Command {
  readonly input: object;
  constructor(input: object) {
    this.input = input;
  }
}

describe('baggage of a message that goes from another broker to SQS', () => {
  useWorld(startConsumerWorld);

  async function forwarded(message: object): Promise<Record<string, { StringValue?: string }>> {
    let sent: { MessageAttributes?: Record<string, { StringValue?: string }> } = {};
    const client = { send: async ({ input }: { input: object }) => void (sent = input) };
    await forwardMessage(client, message, { queueUrl: QUEUE_URL, SendMessageCommand: Command });
    return sent.MessageAttributes ?? {};
  }

  for (const [of, make] of [
    ['Kafka', (headers: object) => kafkaMessage({ headers })],
    ['RabbitMQ', (headers: object) => rabbitMessage({ headers })],
  ] as const) {
    it(`${of}: stays as it is without a trace`, async () => {
      const { baggage } = await forwarded(make({ baggage: Buffer.from(BAGGAGE) }));
      assert.equal(baggage?.StringValue, BAGGAGE);
    });

    it(`${of}: goes out again with its trace`, async () => {
      const { baggage, traceparent } = await forwarded(make({ traceparent: TRACEPARENT, baggage: BAGGAGE }));
      assert.equal(traceparent?.StringValue, TRACEPARENT);
      assert.match(baggage?.StringValue ?? '', /tenant=blue/);
    });
  }

  it('counts as a header that SQS has to take', async () => {
    const headers = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`own-${index}`, 'x']));
    await assert.rejects(forwarded(kafkaMessage({ headers: { ...headers, baggage: BAGGAGE } })), TypeError);
    const { traceparent } = await forwarded(kafkaMessage({ headers: { ...headers, traceparent: TRACEPARENT } }));
    assert.equal(traceparent, undefined);
  });
});

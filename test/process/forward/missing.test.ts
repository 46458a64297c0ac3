import assert from 'node:assert/strict';
import { SqsInstrumentation, forwardMessage, processMessage } from '../../../src';
import { startTracing } from '../../support/tracing';
import { rabbitMessage } from '../brokers/messages';
import { TRACEPARENT, message } from '../consumerWorld';

describe('forwarding where something is missing', () => {
  let headers: Record<string, unknown> = {};
  const producer = {
    send(record: { messages: { headers: Record<string, unknown> }[] }) {
      headers = record.messages[0]?.headers ?? assert.fail();
      return Promise.resolve();
    },
  };

  it('tracing: the message goes on, with its story', async () => {
    await forwardMessage(producer, message(), { topic: 'orders', reason: 'retry' });
    // With no propagator nobody can tell a context among the headers, which stay.
    assert.deepEqual(headers, { traceparent: TRACEPARENT, 'x-retry-count': '1', 'x-forward-reason': 'retry' });
    const instrumentation = new SqsInstrumentation();
    instrumentation.disable();
    await forwardMessage(producer, rabbitMessage(), { topic: 'orders' });
    assert.equal(headers['x-retry-count'], '1');
  });

  it('a reason: what the broker says against it is an error', async () => {
    const tracing = startTracing();
    const instrumentation = new SqsInstrumentation();
    const confirming = (answer: unknown) => ({
      waitForConfirms: () => Promise.resolve(),
      publish: (...args: unknown[]) => {
        (args[4] as (error: unknown) => void)(answer);
        return true;
      },
    });
    try {
      const given = rabbitMessage();
      const forward = (answer: unknown): Promise<void> =>
        processMessage(given, () => forwardMessage(confirming(answer), given, { routingKey: 'retry' }));
      await forward(null);
      const nack = new Error('nacked');
      await assert.rejects(forward(nack), (error) => error === nack);
      await assert.rejects(forward('refused'), new Error('refused'));
      assert.deepEqual(
        tracing.spans('send retry').map(({ status, attributes }) => [status.message, attributes['error.type']]),
        [
          [undefined, undefined],
          ['nacked', 'Error'],
          ['refused', 'Error'],
        ],
      );
    } finally {
      instrumentation.disable();
      await tracing.stop();
    }
  });

  it('values: attributes of SQS become headers of Kafka, bytes as they are', async () => {
    const bytes = new Uint8Array([1, 2]);
    const MessageAttributes = {
      bytes: { DataType: 'Binary', BinaryValue: bytes },
      tenant: { DataType: 'String', StringValue: 'blue' },
      empty: { DataType: 'String' },
      odd: null,
    };
    await forwardMessage(producer, message({ MessageAttributes }), { topic: 'orders' });
    assert.deepEqual(headers, { bytes: Buffer.from(bytes), tenant: 'blue', 'x-retry-count': '1' });
  });
});

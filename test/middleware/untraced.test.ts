import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ListQueuesCommand, SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
import { trace } from '@opentelemetry/api';
import { type SqsInstrumentationConfig, instrumentClient } from '../../src';
import { recordableOf } from '../../src/diagnostics/concealed';
import { startTracing } from '../support/tracing';
import { useWorld } from '../support/useWorld';

type Answer = () => Promise<object>;

const ANSWER = { output: {}, response: {} };

describe('a call that nothing is recorded of', () => {
  const tracing = useWorld(startTracing);

  /** A client whose calls are answered before anything is sent. */
  function clientWith(answer: Answer, config: SqsInstrumentationConfig = {}): SQSClient {
    const client = instrumentClient(new SQSClient({ region: 'eu-west-1' }), config);
    client.middlewareStack.add(() => answer as never, { step: 'initialize', name: 'answer' });
    return client;
  }

  /** Sends a call of which something else is sent within; of both, the number of spans. */
  async function spansOf(config: SqsInstrumentationConfig): Promise<readonly [within: number, afterwards: number]> {
    const other = clientWith(async () => ANSWER);
    const sendOther = (): Promise<unknown> =>
      trace.getTracer('own').startActiveSpan('own', () => other.send(new ListQueuesCommand({})));
    const client = clientWith(async () => {
      await sendOther();
      return ANSWER;
    }, config);
    await client.send(new ListQueuesCommand({}));
    const within = tracing.spans('SQS.ListQueues').length;
    await sendOther();
    return [within, tracing.spans('SQS.ListQueues').length - within];
  }

  it('hides what the SDK does inside of it where it is ignored, and nothing else', async () => {
    assert.deepEqual(await spansOf({ ignore: () => true }), [0, 1]);
  });

  it('hides nothing inside of it where it only lacks a parent', async () => {
    assert.deepEqual(await spansOf({ requireParentSpan: true }), [1, 1]);
  });

  it('fails with an error of which nobody records what it quotes of the request', async () => {
    // One that nobody has concealed before.
    const MessageBody = randomUUID();
    const refusal = new RangeError(`cannot send ${MessageBody}`);
    const client = clientWith(() => Promise.reject(refusal), { ignore: () => true });
    const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders';
    const sent = client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await assert.rejects(sent, (error) => error === refusal);
    assert.equal(refusal.message, `cannot send ${MessageBody}`);
    assert.equal(recordableOf(refusal).errorMessage, 'cannot send **');
  });
});

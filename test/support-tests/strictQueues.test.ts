import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { startAwsServer } from '../support/awsServer';
import { useWorld } from '../support/useWorld';

describe('the SQS emulator, queues', () => {
  const server = useWorld(startAwsServer);
  let sqs: SQSClient;
  let queues = 0;

  before(() => void (sqs = new SQSClient({ ...server.clientConfig, maxAttempts: 1 })));
  after(() => sqs.destroy());

  const create = async (Attributes: Record<string, string> = {}): Promise<string> => {
    queues += 1;
    const QueueName = `queue-${queues}${Attributes['FifoQueue'] === undefined ? '' : '.fifo'}`;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const arnOf = async (QueueUrl: string): Promise<string> => {
    const found = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return found.Attributes?.QueueArn ?? '';
  };
  const send = (QueueUrl: string, MessageBody = 'msg') => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const receive = async (QueueUrl: string, VisibilityTimeout = 30): Promise<Message | undefined> => {
    const asked = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, ...asked }));
    return Messages?.[0];
  };
  const remove = (QueueUrl: string, ReceiptHandle: string | undefined) =>
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  const hide = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

  /** A queue with a dead-letter queue, and a message that was moved there. */
  async function deadLetter() {
    const dlqUrl = await create();
    const dlqArn = await arnOf(dlqUrl);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dlqArn, maxReceiveCount: 1 });
    const queueUrl = await create({ RedrivePolicy });
    const { MessageId } = await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: 'dead',
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-2-3' } },
      }),
    );
    await receive(queueUrl, 0);
    assert.equal(await receive(queueUrl, 0), undefined);
    return { queueUrl, queueArn: await arnOf(queueUrl), dlqUrl, dlqArn, MessageId };
  }

  describe('receipt handles', () => {
    const invalid = { name: 'ReceiptHandleIsInvalid' };

    it('refuses one that was never given out', async () => {
      const url = await create();
      const message = 'The input receipt handle "fake" is not a valid receipt handle.';
      await assert.rejects(remove(url, 'fake'), { ...invalid, message });
      await assert.rejects(hide(url, 'fake', 0), { ...invalid, message });
    });

    it('refuses one of another queue', async () => {
      const [url, other] = [await create(), await create()];
      await send(url);
      const message = await receive(url);
      await assert.rejects(remove(other, message?.ReceiptHandle), { ...invalid, message: /for this queue/ });
    });

    it('fails the batch entries with one that was never given out', async () => {
      const QueueUrl = await create();
      await send(QueueUrl);
      const { ReceiptHandle } = (await receive(QueueUrl)) ?? {};
      const Entries = [
        { Id: 'fake', ReceiptHandle: 'fake', VisibilityTimeout: 60 },
        { Id: 'good', ReceiptHandle, VisibilityTimeout: 60 },
      ];
      for (const Command of [ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand]) {
        const result = await sqs.send(new Command({ QueueUrl, Entries }));
        assert.deepEqual(result.Successful, [{ Id: 'good' }]);
        assert.deepEqual(
          result.Failed?.map((entry) => [entry.Id, entry.Code]),
          [['fake', 'ReceiptHandleIsInvalid']],
        );
      }
    });

    it('deletes a visible message with an expired one, any number of times', async () => {
      const url = await create();
      await send(url);
      const first = await receive(url);
      await hide(url, first?.ReceiptHandle, 0);
      await remove(url, first?.ReceiptHandle);
      await remove(url, first?.ReceiptHandle);
      assert.equal(await receive(url), undefined);
    });

    it('succeeds, but deletes nothing with one that is older than the last receive', async () => {
      const url = await create();
      await send(url);
      const first = await receive(url, 0);
      const second = await receive(url);
      await remove(url, first?.ReceiptHandle);
      await hide(url, second?.ReceiptHandle, 0);
      assert.equal((await receive(url))?.MessageId, first?.MessageId);
    });

    it('refuses an expired one of a FIFO queue', async () => {
      const QueueUrl = await create({ FifoQueue: 'true', ContentBasedDeduplication: 'true' });
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageGroupId: 'g' }));
      const first = await receive(QueueUrl, 0);
      const refusal = { name: 'InvalidParameterValue', message: /Reason: The receipt handle has expired\.$/ };
      await assert.rejects(remove(QueueUrl, first?.ReceiptHandle), refusal);
    });

    it('changes the visibility only of a message in flight', async () => {
      const url = await create();
      await send(url);
      const message = await receive(url);
      await hide(url, message?.ReceiptHandle, 0);
      await assert.rejects(hide(url, message?.ReceiptHandle, 10), { name: 'MessageNotInflight' });
      const again = await receive(url);
      await remove(url, again?.ReceiptHandle);
      const refusal = { name: 'InvalidParameterValue', message: /not available for visibility timeout change\.$/ };
      await assert.rejects(hide(url, again?.ReceiptHandle, 10), refusal);
    });
  });

  describe('dead-letter queues', () => {
    it('tell the source, and keep id, attributes and AWSTraceHeader', async () => {
      const { queueArn, queueUrl, dlqUrl, MessageId } = await deadLetter();
      const dead = await receive(dlqUrl);
      assert.equal(dead?.MessageId, MessageId);
      assert.deepEqual(dead?.MessageAttributes, { a: { DataType: 'String', StringValue: 'b' } });
      assert.equal(dead?.Attributes?.DeadLetterQueueSourceArn, queueArn);
      assert.equal(dead?.Attributes?.AWSTraceHeader, 'Root=1-2-3');
      assert.equal(dead?.Attributes?.ApproximateReceiveCount, '2');
      const sources = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dlqUrl }));
      assert.deepEqual(sources.queueUrls, [queueUrl]);
    });

    it('do not name a source for a message that was sent there', async () => {
      const url = await create();
      await send(url);
      assert.equal((await receive(url))?.Attributes?.DeadLetterQueueSourceArn, undefined);
    });

    it('are emptied into the source by a move task, as new messages', async () => {
      const { queueUrl, dlqArn, dlqUrl, MessageId } = await deadLetter();
      const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dlqArn }));
      assert.notEqual(TaskHandle, undefined);
      assert.equal(await receive(dlqUrl), undefined);
      const moved = await receive(queueUrl);
      assert.equal(moved?.Body, 'dead');
      assert.notEqual(moved?.MessageId, MessageId);
      assert.deepEqual(moved?.MessageAttributes, { a: { DataType: 'String', StringValue: 'b' } });
      assert.equal(moved?.Attributes?.ApproximateReceiveCount, '1');
      assert.equal(moved?.Attributes?.DeadLetterQueueSourceArn, undefined);
      const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dlqArn }));
      assert.equal(Results?.[0]?.Status, 'COMPLETED');
      assert.equal(Results?.[0]?.ApproximateNumberOfMessagesMoved, 1);
    });

    it('are emptied into a queue of choice', async () => {
      const { dlqArn, dlqUrl, queueUrl } = await deadLetter();
      await send(dlqUrl, 'stray');
      const otherUrl = await create();
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dlqArn, DestinationArn: await arnOf(otherUrl) }));
      const bodies = [await receive(otherUrl), await receive(otherUrl)].map((message) => message?.Body);
      assert.deepEqual(new Set(bodies), new Set(['dead', 'stray']));
      assert.equal(await receive(queueUrl), undefined);
    });

    it('keep a message of unknown source, and refuse tasks of other queues', async () => {
      const { dlqArn, dlqUrl, queueArn } = await deadLetter();
      await send(dlqUrl, 'stray');
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dlqArn }));
      const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dlqArn }));
      assert.equal(Results?.[0]?.FailureReason, 'CouldNotDetermineMessageSource');
      assert.equal((await receive(dlqUrl))?.Body, 'stray');
      const start = (SourceArn: string) => sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
      await assert.rejects(start(queueArn), { name: 'InvalidParameterValue' });
      await assert.rejects(start(`${queueArn}-gone`), { name: 'ResourceNotFoundException' });
    });
  });

  it('an aborted long poll does not swallow the next message', async () => {
    const QueueUrl = await create();
    const abort = new AbortController();
    const before = server.sent('ReceiveMessage').length;
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }), { abortSignal: abort.signal });
    while (server.sent('ReceiveMessage').length === before) await sleep(5);
    abort.abort();
    await assert.rejects(poll, { name: 'AbortError' });
    await sleep(200); // until the server has seen the connection close
    await send(QueueUrl);
    assert.equal((await receive(QueueUrl))?.Body, 'msg');
  });

  it('a long poll gets the message that comes while it waits', async () => {
    const QueueUrl = await create();
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    await sleep(20);
    await send(QueueUrl, 'late');
    assert.equal((await poll).Messages?.[0]?.Body, 'late');
  });
});

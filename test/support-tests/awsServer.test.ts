import assert from 'node:assert/strict';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startAwsServer, type AwsServer } from '../support/awsServer';

describe('the AWS emulator', () => {
  let server: AwsServer;
  let sqs: SQSClient;
  let sns: SNSClient;
  let s3: S3Client;
  let QueueUrl: string;

  beforeEach(async () => {
    server = await startAwsServer();
    sqs = new SQSClient(server.clientConfig);
    sns = new SNSClient(server.clientConfig);
    s3 = new S3Client(server.clientConfig);
    QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }))).QueueUrl ?? '';
    server.clearRequests();
  });
  afterEach(async () => {
    for (const client of [sqs, sns, s3]) client.destroy();
    await server.stop();
  });

  const receive = async () => {
    const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
  };

  it('listens on the loopback interface only, and hands out queue URLs there', () => {
    assert.equal(server.endpoint, `http://127.0.0.1:${server.port}`);
    assert.equal(QueueUrl, `${server.endpoint}/000000000000/jobs`);
  });

  describe('records requests', () => {
    it('of SQS, with the body as it was sent', async () => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      assert.deepEqual(
        server.requests.map(({ service, operation }) => [service, operation]),
        [
          ['SQS', 'SendMessage'],
          ['SQS', 'ReceiveMessage'],
        ],
      );
      assert.deepEqual(server.sent('SendMessage')[0]?.body, { QueueUrl, MessageBody: 'x' });
      assert.deepEqual(server.sent('ReceiveMessage')[0]?.body, { QueueUrl });
      assert.match(server.sent()[0]?.headers.authorization ?? '', /^AWS4-HMAC-SHA256 Credential=test\//);
      server.clearRequests();
      assert.deepEqual(server.requests, []);
    });

    it('of SNS, as flat parameters', async () => {
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
      await sns.send(new PublishCommand({ TopicArn, Message: 'hello' }));
      const [published] = server.sent('Publish');
      assert.equal(published?.service, 'SNS');
      assert.equal(published.body?.['Message'], 'hello');
    });

    it('of S3, without a body', async () => {
      await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
      await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'dir/key', Body: 'content' }));
      const object = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'dir/key' }));
      assert.equal(await object.Body?.transformToString(), 'content');
      assert.deepEqual(
        server.requests.map(({ service, operation, body }) => [service, operation, body]),
        ['CreateBucket', 'PutObject', 'GetObject'].map((operation) => ['S3', operation, undefined]),
      );
    });
  });

  describe('fails on demand', () => {
    it('once, so that the SDK retries with success', async () => {
      server.failNext({ operation: 'SendMessage', status: 503 });
      await sqs.send(new ListQueuesCommand({}));
      const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      assert.equal(sent.$metadata.attempts, 2);
      assert.equal(server.sent('SendMessage').length, 2);
      assert.equal((await receive()).length, 1);
    });

    it('as often as told, with code, message and retry-after', async () => {
      const client = new SQSClient({ ...server.clientConfig, maxAttempts: 1 });
      server.failNext({ status: 400, code: 'RequestThrottled', message: 'slow down', times: 2, retryAfter: 1 });
      const send = () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      const headerOf = (error: unknown): unknown =>
        (error as { $response?: { headers: Record<string, string> } }).$response?.headers['retry-after'];
      const throttled = (error: Error): boolean =>
        error.name === 'RequestThrottled' && error.message === 'slow down' && headerOf(error) === '1';
      await assert.rejects(send(), throttled);
      await assert.rejects(send(), throttled);
      await send();
      client.destroy();
    });

    it('in the protocols of SNS and S3', async () => {
      server.failNext({ operation: 'Publish', status: 403, code: 'AuthorizationError', message: 'a < b & c' });
      const publish = sns.send(new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:0:t', Message: 'x' }));
      await assert.rejects(publish, { name: 'AuthorizationErrorException', message: 'a < b & c' });
      server.failNext({ status: 403, code: 'AccessDenied', message: 'no' });
      const put = s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body: 'x' }));
      await assert.rejects(put, { name: 'AccessDenied', message: 'no' });
    });
  });

  it("names errors as AWS does, also fauxqs' own", async () => {
    const client = new SQSClient({ ...server.clientConfig, maxAttempts: 1 });
    const lost = client.send(new GetQueueUrlCommand({ QueueName: 'lost' }));
    await assert.rejects(lost, { name: 'QueueDoesNotExist', Code: 'AWS.SimpleQueueService.NonExistentQueue' });
    const tooMany = client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }));
    await assert.rejects(tooMany, { name: 'InvalidParameterValue' });
    client.destroy();
  });

  describe('SNS', () => {
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, text('v')]));
    let TopicArn: string | undefined;

    beforeEach(async () => {
      ({ TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' })));
    });
    const subscribe = (RawMessageDelivery: string) => {
      const Endpoint = 'arn:aws:sqs:us-east-1:000000000000:jobs';
      return sns.send(
        new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery } }),
      );
    };

    it('discards a raw delivery of more than ten attributes', async () => {
      await subscribe('true');
      await sns.send(new PublishCommand({ TopicArn, Message: 'eleven', MessageAttributes: many(11) }));
      await sns.send(new PublishCommand({ TopicArn, Message: 'ten', MessageAttributes: many(10) }));
      const messages = await receive();
      assert.deepEqual(
        messages.map(({ Body, MessageAttributes = {} }) => [Body, Object.keys(MessageAttributes).length]),
        [['ten', 10]],
      );
    });

    it('delivers any number of attributes in an envelope', async () => {
      await subscribe('false');
      await sns.send(new PublishCommand({ TopicArn, Message: 'eleven', MessageAttributes: many(11) }));
      const [message] = await receive();
      assert.equal(message?.MessageAttributes, undefined);
      assert.equal(Object.keys(JSON.parse(message?.Body ?? '{}').MessageAttributes as object).length, 11);
    });

    it('refuses an attribute without a value, and counts attributes into the size', async () => {
      const publish = (Message: string, value: string) =>
        sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes: { abc: text(value) } }));
      await assert.rejects(publish('x', ''), {
        name: 'InvalidParameterValueException',
        message: /'abc' must contain non-empty/,
      });
      await publish('x'.repeat(262_144 - 10), 'v'); // and 3 + 6 + 1 bytes
      await assert.rejects(publish('x'.repeat(262_144 - 10), 'vw'), { name: 'InvalidParameterException' });
    });
  });

  it('stops with a long poll and idle connections open', async () => {
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })).catch((error: Error) => error);
    while (server.sent('ReceiveMessage').length === 0) await new Promise((resolve) => setImmediate(resolve));
    const started = Date.now();
    await server.stop();
    assert.ok(Date.now() - started < 10_000);
    sqs.destroy();
    await poll;
    await assert.rejects(fetch(server.endpoint));
  });
});

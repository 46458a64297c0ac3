import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { AttributeValue } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { processMessage } from '../../src';
import { type SqsWorld, attributes, queueName, startSqsWorld, text } from './sqsWorld';

/**
 * `†`: a deprecated twin, dropped with `messaging`. `‡`: a newest name, there with `messaging` and `messaging/dup`.
 * `1`: of the first of several messages, in the default mode only.
 */
type Row = [name: string, value: AttributeValue | undefined, mark?: '†' | '‡' | '1'];

const MODES = [
  ['', ['†', '1']],
  ['messaging', ['‡']],
  ['messaging/dup', ['†', '‡']],
] as const;

type ResponseMetadata = Partial<Record<'requestId' | 'extendedRequestId', string | undefined>>;

const RECEIVED = 'messaging.sqs.message.approximate_';
const md5 = (body: string) => createHash('md5').update(body).digest('hex');

for (const [mode, marks] of MODES) {
  describe(`the attributes of SQS spans, OTEL_SEMCONV_STABILITY_OPT_IN=${mode}`, () => {
    let world: SqsWorld;
    let QueueUrl: string;

    before(async () => {
      process.env['OTEL_SEMCONV_STABILITY_OPT_IN'] = mode;
      world = await startSqsWorld();
      QueueUrl = await world.createQueue();
    });
    after(async () => {
      delete process.env['OTEL_SEMCONV_STABILITY_OPT_IN'];
      await world.stop();
    });
    beforeEach(() => world.reset());

    /** The whole set, nothing more and nothing less. */
    const assertAttributes = (span: ReadableSpan | undefined, ...expected: Row[][]) => {
      const rows = expected.flat().filter(([, , mark]) => mark === undefined || marks.some((each) => each === mark));
      assert.deepEqual(span?.attributes, Object.fromEntries(rows.map(([name, value]) => [name, value])));
    };
    const call = (method: string, { requestId, extendedRequestId }: ResponseMetadata): Row[] => [
      ['rpc.system', 'aws-api', '†'],
      ['rpc.system.name', 'aws-api', '‡'],
      ['rpc.service', 'SQS', '†'],
      ['rpc.method', mode === 'messaging' ? `SQS/${method}` : method],
      ['aws.region', 'us-east-1', '†'],
      ['cloud.region', 'us-east-1'],
      ['aws.request_id', requestId],
      ['aws.extended_request_id', extendedRequestId],
      ['http.status_code', 200, '†'],
      ['http.response.status_code', 200],
      ['server.address', '127.0.0.1'],
      ['server.port', world.server.port],
    ];
    const queue = (operation: string, url = QueueUrl, type = operation): Row[] => [
      ['aws.sqs.queue.url', url],
      ['messaging.system', 'aws_sqs', '†'],
      ['messaging.system.name', 'aws.sqs', '‡'],
      ['messaging.destination.name', queueName(url)],
      ['messaging.sqs.queue.account_id', '000000000000'],
      ['messaging.operation.name', operation],
      ['messaging.operation.type', type],
    ];
    /** The destination stands on the span of the batch, and in the name; nothing is said twice. */
    const create: Row[] = [
      ['messaging.system', 'aws_sqs', '†'],
      ['messaging.system.name', 'aws.sqs', '‡'],
      ['messaging.operation.name', 'create'],
      ['messaging.operation.type', 'create'],
    ];
    const bodySize = (size: number): Row[] => [
      ['messaging.sqs.message.body_size', size],
      ['messaging.message.body.size', size],
    ];
    const sent = (id: string | undefined, body: string): Row[] => [
      ['messaging.message.id', id],
      ['messaging.sqs.message.id', id, '†'],
      ['messaging.sqs.message.md5_of_body', md5(body)],
    ];

    it('SendMessage', async () => {
      const { MessageId, $metadata } = await world.sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: 'grüße',
          DelaySeconds: 0,
          MessageAttributes: {
            MessageType: text('order'),
            Priority: { DataType: 'Number', StringValue: '1' },
            Source: { DataType: 'Binary', BinaryValue: Buffer.from('shop') },
            Secret: text('never told'),
          },
        }),
      );
      assertAttributes(
        world.tracing.span('SQS.SendMessage'),
        call('SendMessage', $metadata),
        queue('send'),
        bodySize(7),
        sent(MessageId, 'grüße'),
        [
          ['messaging.sqs.message.delay_seconds', 0],
          ['messaging.sqs.message.custom_attributes_count', 4],
          ['messaging.sqs.message.messagetype', 'order'],
          ['messaging.sqs.message.priority', '1'],
          ['messaging.sqs.message.source', 'shop'],
        ],
      );
    });

    it('SendMessage to a FIFO queue', async () => {
      const fifo = await world.createQueue({ FifoQueue: 'true' });
      const input = { QueueUrl: fifo, MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId: 'd' };
      const { MessageId, SequenceNumber, $metadata } = await world.sqs.send(new SendMessageCommand(input));
      assertAttributes(
        world.tracing.span('SQS.SendMessage'),
        call('SendMessage', $metadata),
        queue('send', fifo),
        bodySize(1),
        sent(MessageId, 'x'),
        [
          ['messaging.sqs.message.custom_attributes_count', 0],
          ['messaging.sqs.message.group_id', 'g'],
          ['messaging.sqs.message.deduplication_id', 'd'],
          ['messaging.sqs.message.sequence_number', SequenceNumber],
        ],
      );
    });

    it('SendMessageBatch, of which one entry fails, and its create spans', async () => {
      const Entries = [
        { Id: 'a', MessageBody: '€', DelaySeconds: 1, MessageAttributes: { Priority: text('high') } },
        { Id: 'b', MessageBody: 'four', MessageAttributes: attributes(11) },
      ];
      const { Successful, $metadata } = await world.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      assertAttributes(world.tracing.span('SQS.SendMessageBatch'), call('SendMessageBatch', $metadata), queue('send'), [
        ['messaging.sqs.batch.size', 2],
        ['messaging.batch.message_count', 2],
        ['messaging.sqs.batch.total_body_size', 7],
        ['messaging.sqs.batch.success_count', 1],
        ['messaging.sqs.batch.failed_count', 1],
        ['messaging.sqs.batch.failure_codes', 'InvalidParameterValue'],
        ['error.type', 'InvalidParameterValue'],
      ]);
      const [good, bad] = world.tracing.spans(`create ${queueName(QueueUrl)}`);
      assertAttributes(good, create, [
        ['messaging.message.id', Successful?.[0]?.MessageId],
        ['messaging.sqs.message.md5_of_body', md5('€')],
        ['messaging.sqs.message.body_size', 3],
        ['messaging.sqs.message.delay_seconds', 1],
        ['messaging.sqs.message.custom_attributes_count', 1],
        ['messaging.sqs.message.priority', 'high'],
      ]);
      assertAttributes(bad, create, [
        ['messaging.sqs.message.body_size', 4],
        ['messaging.sqs.message.custom_attributes_count', 11],
        ['error.type', 'InvalidParameterValue'],
      ]);
    });

    it('ReceiveMessage of the only message, which it describes in every mode', async () => {
      const own = await world.createQueue();
      await world.sqs.send(new SendMessageCommand({ QueueUrl: own, MessageBody: 'only' }));
      const { Messages } = await world.sqs.send(new ReceiveMessageCommand({ QueueUrl: own, WaitTimeSeconds: 0 }));
      const { attributes: told } = world.tracing.span('SQS.ReceiveMessage');
      assert.equal(told['messaging.message.id'], Messages?.[0]?.MessageId);
      assert.equal(told['messaging.sqs.message.sent_timestamp'], Messages?.[0]?.Attributes?.SentTimestamp);
      assert.equal(told['messaging.sqs.message.approximate_receive_count'], 1);
    });

    it('ReceiveMessage, the process span, DeleteMessage', async () => {
      const own = await world.createQueue();
      const MessageAttributes = { MessageType: text('order'), Other: text('x') };
      for (const MessageBody of ['first', '€']) {
        await world.sqs.send(new SendMessageCommand({ QueueUrl: own, MessageBody, MessageAttributes }));
      }
      const received = await world.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: own,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 0,
          VisibilityTimeout: 30,
          MessageAttributeNames: ['Other'],
        }),
      );
      const [message, another] = received.Messages ?? [];
      const { MessageId, Attributes, ReceiptHandle } = message ?? assert.fail();
      assertAttributes(
        world.tracing.span('SQS.ReceiveMessage'),
        call('ReceiveMessage', received.$metadata),
        queue('receive', own),
        [
          ['messaging.sqs.receive.max_messages', 10],
          ['messaging.sqs.receive.wait_time_seconds', 0],
          ['messaging.sqs.receive.visibility_timeout', 30],
          ['messaging.sqs.receive.message_count', 2],
          ['messaging.batch.message_count', 2],
          ['messaging.sqs.receive.total_body_size', 8],
          ['messaging.message.id', MessageId, '1'],
          ['messaging.sqs.message.sent_timestamp', Attributes?.SentTimestamp, '1'],
          ['messaging.sqs.message.approximate_receive_count', 1, '1'],
          [`${RECEIVED}first_receive_timestamp`, Attributes?.ApproximateFirstReceiveTimestamp, '1'],
          ['messaging.sqs.message.messagetype', 'order', '1'],
        ],
      );

      const remove = () => world.sqs.send(new DeleteMessageCommand({ QueueUrl: own, ReceiptHandle }));
      const before = Date.now();
      const { $metadata } = await processMessage(message, remove);
      const processed = world.tracing.span(`process ${queueName(own)}`);
      const queueTime = Number(processed.attributes['messaging.sqs.message.queue_time_ms']);
      assert.ok(Number.isInteger(queueTime));
      const elapsed = before - Number(Attributes?.SentTimestamp);
      assert.ok(queueTime >= elapsed && queueTime <= elapsed + 100, `${queueTime} is not about ${elapsed}`);
      assertAttributes(processed, queue('process', own), bodySize(5), [
        ['messaging.message.id', MessageId],
        ['messaging.sqs.message.approximate_receive_count', 1],
        ['messaging.sqs.message.queue_time_ms', queueTime],
        ['messaging.sqs.message.messagetype', 'order'],
        ['messaging.sqs.process.outcome', 'deleted'],
      ]);
      const deleted = world.tracing.span('SQS.DeleteMessage');
      assertAttributes(deleted, call('DeleteMessage', $metadata), queue('delete', own, 'settle'));

      const Entries = [{ Id: 'a', ReceiptHandle: another?.ReceiptHandle }];
      const batch = await world.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: own, Entries }));
      const deletes = world.tracing.span('SQS.DeleteMessageBatch');
      assertAttributes(deletes, call('DeleteMessageBatch', batch.$metadata), queue('delete', own, 'settle'), [
        ['messaging.sqs.batch.size', 1],
        ['messaging.batch.message_count', 1],
        ['messaging.sqs.batch.success_count', 1],
        ['messaging.sqs.batch.failed_count', 0],
      ]);
    });
  });
}

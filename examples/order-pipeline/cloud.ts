import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startAwsServer } from '../../test/support/awsServer';
import { startDynamo } from '../../test/support/dynamo';
import { startEventBus } from './eventBus';

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

export const BUCKET = 'order-files';
export const TABLE = 'orders';

/** Servers that stand in for AWS, on this machine, and what Terraform or CloudFormation would create in them. */
export async function openCloud() {
  const server = await startAwsServer();
  const dynamo = await startDynamo();
  const sqs = new SQSClient(server.clientConfig);
  const sns = new SNSClient(server.clientConfig);
  const s3 = new S3Client({ ...server.clientConfig, forcePathStyle: true });
  const db = new DynamoDBClient(dynamo.clientConfig);
  const queue = async (QueueName: string): Promise<Queue> => {
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
    const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { url, arn: asked.Attributes?.['QueueArn'] ?? '' };
  };
  const queues = {
    files: await queue('files'),
    validations: await queue('validations'),
    notices: await queue('notices'),
  };
  const { TopicArn: topic } = await sns.send(new CreateTopicCommand({ Name: 'order-placed' }));
  for (const { arn } of [queues.files, queues.notices]) {
    await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: arn }));
  }
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await db.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  const bus = await startEventBus(sqs, queues.validations.url);
  const events = new EventBridgeClient({ ...server.clientConfig, endpoint: bus.endpoint });
  return {
    sqs,
    sns,
    s3,
    db,
    events,
    queues,
    topic,
    async close(): Promise<void> {
      for (const client of [sqs, sns, s3, db, events]) client.destroy();
      bus.stop();
      await Promise.all([server.stop(), dynamo.stop()]);
    },
  };
}

export type Cloud = Awaited<ReturnType<typeof openCloud>>;

import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A queue by its two names. */
export interface Queue {
  readonly url: string;
  readonly arn: string;
}

/** All queues of the shop, and its topic. */
export type Queues = Awaited<ReturnType<typeof createQueues>>;

/** How often a message of `orders` is tried before SQS moves it to `orders-dlq`. */
const MAX_RECEIVES = '3';

/** Sets up what in a real shop Terraform or CloudFormation does. */
export async function createQueues(sqs: SQSClient, sns: SNSClient) {
  const create = async (name: string, attributes: Record<string, string> = {}): Promise<Queue> => {
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    const asked = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { url, arn: asked.Attributes?.['QueueArn'] ?? '' };
  };
  const { TopicArn: topic } = await sns.send(new CreateTopicCommand({ Name: 'order-events' }));
  const subscribe = async (queue: Queue, raw: boolean): Promise<Queue> => {
    const attributes = { RawMessageDelivery: String(raw) };
    await sns.send(
      new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue.arn, Attributes: attributes }),
    );
    return queue;
  };

  const ordersDlq = await create('orders-dlq');
  const redrivePolicy = { deadLetterTargetArn: ordersDlq.arn, maxReceiveCount: MAX_RECEIVES };
  return {
    topic,
    receipts: await create('receipts'),
    orders: await create('orders', { RedrivePolicy: JSON.stringify(redrivePolicy) }),
    ordersDlq,
    shipping: await create('shipping'),
    payments: await create('payments.fifo', { FifoQueue: 'true' }),
    // One subscriber gets the bare message, the other one SNS' envelope around it.
    stock: await subscribe(await create('stock'), true),
    invoices: await subscribe(await create('invoices'), false),
    invoicesDlq: await create('invoices-dlq'),
    refills: await create('refills'),
  };
}

import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { pause } from './pause';
import type { Order, Shop } from './shop';
import { step } from './step';

interface Payment {
  readonly customer: string;
  readonly amount: number;
}

/** A checkout that sends one message. */
export function sendReceipt({ sqs, queues }: Shop, order: Order): Promise<void> {
  return step('checkout', async () => {
    await step('charge card', () => pause(12));
    await sqs.send(new SendMessageCommand({ QueueUrl: queues.receipts.url, MessageBody: JSON.stringify(order) }));
  });
}

/** The same, to the queue that everything else starts from. */
export function placeOrder({ sqs, queues }: Shop, order: Order): Promise<void> {
  return step('checkout', async () => {
    await step('charge card', () => pause(12));
    await sqs.send(new SendMessageCommand({ QueueUrl: queues.orders.url, MessageBody: JSON.stringify(order) }));
  });
}

/** Several orders in one request, each with its own delay. */
export function importOrders({ sqs, queues }: Shop, orders: readonly (Order & { delay?: number })[]): Promise<void> {
  return step('import orders', async () => {
    const entries = orders.map(({ delay, ...order }) => ({
      Id: order.id,
      MessageBody: JSON.stringify(order),
      DelaySeconds: delay,
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queues.orders.url, Entries: entries }));
  });
}

/** Payments, of which a FIFO queue keeps those of one customer in order. */
export function pay({ sqs, queues }: Shop, payments: readonly Payment[]): Promise<void> {
  return step('pay', async () => {
    for (const [index, payment] of payments.entries()) {
      const command = new SendMessageCommand({
        QueueUrl: queues.payments.url,
        MessageBody: JSON.stringify(payment),
        MessageGroupId: payment.customer,
        MessageDeduplicationId: `payment-${index}`,
      });
      await sqs.send(command);
    }
  });
}

/** Tells everybody who subscribed. */
export function publishOrder({ sns, queues }: Shop, order: Order): Promise<void> {
  return step('checkout', async () => {
    await sns.send(new PublishCommand({ TopicArn: queues.topic, Message: JSON.stringify(order) }));
  });
}

/** Asks for an invoice, past the topic. */
export function requestInvoice({ sqs, queues }: Shop, order: Order): Promise<void> {
  return step('request invoice', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queues.invoices.url, MessageBody: JSON.stringify(order) }));
  });
}

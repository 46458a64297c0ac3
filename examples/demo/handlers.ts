import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { pause } from './pause';
import { catalogue, type Order } from './shop';
import { step } from './step';
import type { Handler } from './worker';

/** Mails a receipt. */
export const handleReceipt: Handler = async () => {
  await step('mail receipt', () => pause(18));
};

/** Reserves what was ordered, and sends it on to be shipped. */
export const handleOrder: Handler = async (message, { sqs, queues }) => {
  const { id, article } = orderOf(message);
  await step('reserve', () => pause(9));
  if (!catalogue.has(article)) throw new RangeError(`no such article: ${article}`);
  await sqs.send(new SendMessageCommand({ QueueUrl: queues.shipping.url, MessageBody: JSON.stringify({ id }) }));
};

/** Prints a label. */
export const handleShipping: Handler = async () => {
  await step('print label', () => pause(6));
};

/** Counts what is left, and has it refilled. */
export const handleStock: Handler = async (message, { sqs, queues }) => {
  const { article } = orderOf(message);
  await step('count stock', () => pause(7));
  await sqs.send(new SendMessageCommand({ QueueUrl: queues.refills.url, MessageBody: JSON.stringify({ article }) }));
};

function orderOf(message: Message): Order {
  return JSON.parse(message.Body ?? '') as Order;
}

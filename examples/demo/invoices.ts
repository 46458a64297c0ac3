import type { Message } from '@aws-sdk/client-sqs';
import { Consumer } from 'sqs-consumer';
import { forwardMessage } from '../../src';
import { pause } from './pause';
import { catalogue, type Order, type Running, type Shop } from './shop';
import { step } from './step';

/** A worker on bbc's sqs-consumer, which is traced without a change. It gives a message up by itself. */
export function startInvoices({ sqs, queues }: Shop): Running {
  const consumer = Consumer.create({
    sqs,
    queueUrl: queues.invoices.url,
    waitTimeSeconds: 1,
    messageSystemAttributeNames: ['ApproximateReceiveCount'],
    terminateVisibilityTimeout: true, // try again at once
    async handleMessage(message) {
      try {
        await writeInvoice(orderOf(message));
      } catch (error) {
        if (Number(message.Attributes?.ApproximateReceiveCount) < 3) throw error;
        await forwardMessage(sqs, message, { queueUrl: queues.invoicesDlq.url, reason: 'poison', error });
      }
      return message; // sqs-consumer deletes it
    },
  });
  // Without listeners, its errors would end the process.
  consumer.on('error', () => undefined).on('processing_error', () => undefined);
  const stopped = new Promise<void>((resolve) => void consumer.once('stopped', () => resolve()));
  consumer.start();
  return {
    stop() {
      consumer.stop();
      return stopped;
    },
  };
}

async function writeInvoice({ article }: Order): Promise<void> {
  await step('write invoice', () => pause(8));
  if (!catalogue.has(article)) throw new RangeError(`no price of: ${article}`);
}

/** The topic puts what was published into an envelope. */
function orderOf({ Body = '' }: Message): Order {
  const body = JSON.parse(Body) as Order | { readonly Message: string };
  return 'Message' in body ? (JSON.parse(body.Message) as Order) : body;
}

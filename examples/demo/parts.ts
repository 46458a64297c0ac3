import { importOrders, pay, placeOrder, publishOrder, requestInvoice, sendReceipt } from './checkout';
import { inspect, redrive } from './deadLetters';
import { finished } from './finished';
import { catalogue, type Shop } from './shop';

/** A part of the demo: something that happens in the shop, and what there is to see. */
export interface Part {
  readonly title: string;
  readonly text: string;
  /** Resolves when all that it has set going is done. */
  run(shop: Shop): Promise<void>;
}

export const PARTS: readonly Part[] = [
  {
    title: 'One message, one trace',
    text: `A checkout sends a message, a worker mails the receipt and deletes the message. This worker
says consumerRelation: 'parent', so its span joins the trace of the producer.`,
    async run(shop) {
      await sendReceipt(shop, { id: '1001', article: 'teapot' });
      await finished('process receipts');
    },
  },
  {
    title: 'The default: a trace each, tied by links',
    text: `A worker has traces of its own, and each process span links to the send that created its
message. What the worker awaits and sends on hangs below that span. Follow the arrows.`,
    async run(shop) {
      await placeOrder(shop, { id: '1002', article: 'teapot' });
      await finished('process shipping');
    },
  },
  {
    title: 'A batch, one entry of which is refused',
    text: `Every entry has its own create span and carries its own context. The third one asks for a
delay of an hour, SQS allows 15 minutes: the request succeeds, and yet the span tells.`,
    async run(shop) {
      await importOrders(shop, [
        { id: '1003', article: 'cup' },
        { id: '1004', article: 'saucer' },
        { id: '1005', article: 'teapot', delay: 3600 },
      ]);
      await finished('process shipping', 2);
    },
  },
  {
    title: 'FIFO: payments of one customer, in order',
    text: `The worker takes a batch with processBatch: one span for the batch, linked to every producer,
and one below it for each message.`,
    async run(shop) {
      await pay(shop, 'ada', [20, 25]);
      await finished('book payment', 2);
    },
  },
  {
    title: 'One event, two queues, three kinds of workers',
    text: `SNS hands a message to two queues: a plain loop works on one and sends on to a Lambda function,
sqs-consumer on the other, where the context is inside of SNS' envelope.`,
    async run(shop) {
      await publishOrder(shop, { id: '1006', article: 'cup' });
      await finished('process invoices');
      await finished('process refills');
    },
  },
  {
    title: 'A poison message, and its way back',
    text: `Nobody knows the article: three attempts, then SQS moves the message to the dead-letter queue.
Somebody has a look, adds the article to the catalogue and starts a redrive.`,
    async run(shop) {
      await placeOrder(shop, { id: '1007', article: 'umbrella' });
      await finished('process orders', 3);
      await inspect(shop, shop.queues.ordersDlq, true);
      catalogue.add('umbrella');
      await redrive(shop, shop.queues.ordersDlq);
      await finished('process shipping');
    },
  },
  {
    title: 'A worker that gives up by itself',
    text: `After three attempts it sends the message on with forwardMessage. Body and attributes stay, and
the span in the dead-letter queue links both to the producer and to the last attempt.`,
    async run(shop) {
      await requestInvoice(shop, { id: '1008', article: 'anvil' });
      await finished('process invoices', 3);
      await inspect(shop, shop.queues.invoicesDlq, false);
    },
  },
];

import { importOrders, pay, placeOrder, publishOrder, requestInvoice, sendReceipt } from './checkout';
import { inspect, redrive } from './deadLetters';
import { finished } from './finished';
import { bookPayments } from './payments';
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
    text: `A checkout sends a message; a worker mails the receipt and deletes the message. This worker says
consumerRelation: 'parent', so that its span joins the trace of the producer.`,
    async run(shop) {
      await sendReceipt(shop, { id: '1001', article: 'teapot' });
      await finished('process receipts');
    },
  },
  {
    title: 'The default: a trace each, tied by links',
    text: `Here each process span starts a trace of its own and links to the send that created its message.
Whatever the handler awaits and sends on hangs below that span.`,
    async run(shop) {
      await placeOrder(shop, { id: '1002', article: 'teapot' });
      await finished('process orders');
      await finished('process shipping');
    },
  },
  {
    title: 'A batch, one entry of which is refused',
    text: `Each entry has a create span, and its message carries the context of that span. The third asks
for a delay of an hour, which SQS refuses: the request succeeds, its spans tell nevertheless.`,
    async run(shop) {
      await importOrders(shop, [
        { id: '1003', article: 'cup' },
        { id: '1004', article: 'saucer' },
        { id: '1005', article: 'teapot', delay: 3600 },
      ]);
      await finished('process orders', 2);
      await finished('process shipping', 2);
    },
  },
  {
    title: 'FIFO: payments, in order for each customer',
    text: `A job works on them with processBatch: one span for the batch, linked to every producer, and one
below it for each message.`,
    async run(shop) {
      await pay(shop, [
        { customer: 'ada', amount: 20 },
        { customer: 'ada', amount: 25 },
        { customer: 'bob', amount: 9 },
      ]);
      await bookPayments(shop);
    },
  },
  {
    title: 'One event, two queues, three kinds of workers',
    text: `SNS hands the event to two queues. A plain loop works on one of them and sends on to a Lambda
function; sqs-consumer works on the other, and finds the context inside of SNS' envelope.`,
    async run(shop) {
      await publishOrder(shop, { id: '1006', article: 'cup' });
      await finished('process invoices');
      await finished('process stock');
      await finished('refills process');
    },
  },
  {
    title: 'A poison message',
    text: `Nobody knows the article. After three attempts SQS moves the message to the dead-letter queue,
where somebody has a look at it. Each attempt links to the producer and to the one before.`,
    async run(shop) {
      await placeOrder(shop, { id: '1007', article: 'umbrella' });
      await finished('process orders', 3);
      await inspect(shop, shop.queues.ordersDlq, true);
    },
  },
  {
    title: 'Its way back',
    text: `The article is in the catalogue now, and a redrive moves the message back to its queue. It has
a new id there, but still the context of the checkout above.`,
    async run(shop) {
      catalogue.add('umbrella');
      await redrive(shop, shop.queues.ordersDlq);
      await finished('process orders');
      await finished('process shipping');
    },
  },
  {
    title: 'A worker that gives up by itself',
    text: `After three attempts it calls forwardMessage: body and attributes stay, retry count and reason
come with them. In the dead-letter queue, links lead to the producer and to the last attempt.`,
    async run(shop) {
      await requestInvoice(shop, { id: '1008', article: 'anvil' });
      await finished('process invoices', 3);
      await inspect(shop, shop.queues.invoicesDlq, false);
    },
  },
];

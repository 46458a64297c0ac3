import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { startAwsServer } from '../../test/support/awsServer';
import { startEventSource } from './eventSource';
import { startInvoices } from './invoices';
import { handleOrder, handleReceipt, handleShipping, handleStock } from './handlers';
import { createQueues } from './queues';
import { refillStock } from './refillStock';
import type { Running, Shop } from './shop';
import { startWorker } from './worker';

/** Starts a server that speaks SQS and SNS, creates the queues and puts the workers to work. */
export async function openShop(): Promise<{ shop: Shop; close: () => Promise<void> }> {
  const server = await startAwsServer();
  const sqs = new SQSClient(server.clientConfig);
  const sns = new SNSClient(server.clientConfig);
  const queues = await context.with(suppressTracing(context.active()), () => createQueues(sqs, sns));
  const shop: Shop = { sqs, sns, queues };
  const running: Running[] = [
    startWorker(shop, queues.receipts, handleReceipt, { consumerRelation: 'parent' }),
    startWorker(shop, queues.orders, handleOrder),
    startWorker(shop, queues.shipping, handleShipping),
    startWorker(shop, queues.stock, handleStock),
    startInvoices(shop),
    startEventSource(shop, queues.refills, refillStock),
  ];
  return {
    shop,
    async close() {
      await Promise.all(running.map((one) => one.stop()));
      sqs.destroy();
      sns.destroy();
      await server.stop();
    },
  };
}
